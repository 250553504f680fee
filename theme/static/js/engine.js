// @ts-check
/** What the browser can ask of the index: the same answers as `generator/search/engine.py`. */

import { counted, countedByRegion, countedBySets } from "./counting.js";
import { Filters, regionPrefix } from "./filters.js";
import { Folding } from "./folding.js";
import { suggestions } from "./help.js";
import { labelled } from "./labels.js";
import { named } from "./named.js";
import { Regions } from "./near_regions.js";
import { Question } from "./question.js";
import { Index } from "./reading.js";
import { Sounds } from "./sounds.js";
import { Texts } from "./texts.js";
import { Word } from "./words.js";

/**
 * @typedef {import("./question.js").Query} Query
 * @typedef {import("./question.js").Hit} Hit
 * @typedef {import("./question.js").Results} Results
 */

export class Engine {
  /** @param {Index} index @param {Folding} folding */
  constructor(index, folding) {
    this.index = index;
    this.folding = folding;
    this.filters = new Filters(index);
    /** @type {Map<number, Promise<Texts | undefined>>} */
    this.texts = new Map();
  }

  /**
   * @param {import("./reading.js").Load} load
   * @returns {Promise<Engine>}
   */
  static async open(load) {
    const index = await Index.open(load);
    return new Engine(index, new Folding(await index.text(index.root.folding)));
  }

  /**
   * @param {Query} query
   * @returns {Promise<Results>}
   */
  async search(query) {
    return (await this.question(query)).answer();
  }

  /**
   * How many hits have each value of some facets and lie in each of some regions; null where
   * there are too many to be counted.
   * @param {Query} query
   * @param {string[]} facets
   * @param {string[]} regions digits of their codes
   */
  async count(query, facets, regions) {
    const question = await this.question({ ...query, order: undefined });
    if (question.words.length) {
      const found = await question.all();
      return found && {
        total: found.length,
        counts: counted(found),
        regions: countedByRegion(found, regions),
      };
    }
    const hits = await question.passed();
    const inside = regions.map(async (digits) =>
      [digits, (await this.filters.region(digits)).and(hits).count]);
    return {
      total: hits.count,
      counts: await countedBySets(hits, facets, this.filters),
      regions: Object.fromEntries(await Promise.all(inside)),
    };
  }

  /** @param {Query} query */
  async question(query) {
    const { each, joined } = this.folding.words(query.text ?? "");
    const sounds = [...each, joined].some((word) => /^[a-z]{2,}$/.test(word))
      ? await this.sounds()
      : null;
    const word = (/** @type {string} */ text) => new Word(text, this.index.root.synonyms, sounds);
    return new Question(this, query, each.map(word), each.length > 1 ? word(joined) : null);
  }

  /**
   * What to try where nothing was found.
   * @param {Query} query
   */
  help(query) {
    return suggestions(this, query);
  }

  /**
   * The labels of filters that a text names.
   * @param {string} text
   * @param {import("./labels.js").Label[]} labels
   */
  labelled(text, labels) {
    return labelled(this, text, labels);
  }

  /**
   * Regions by a piece of their name, as far as they are known or some hits lie in them.
   * @param {string} text
   * @param {Hit[]} hits
   */
  named(text, hits) {
    return named(this, text, hits);
  }

  /** The regions right below one, by its digits. */
  below(/** @type {string} */ code) {
    return new Regions(this.index).below(code);
  }

  /** A region and those above it, the highest first. */
  chain(/** @type {string} */ code) {
    return new Regions(this.index).chain(regionPrefix(code));
  }

  async sounds() {
    return new Sounds(await this.index.json(this.index.root.sounds));
  }

  /**
   * A document with its folded texts.
   * @param {number} number
   * @returns {Promise<Texts | undefined>}
   */
  document(number) {
    let found = this.texts.get(number);
    if (!found) {
      found = this.index.document(number).then((document) =>
        document && new Texts(document, this.folding, this.index));
      this.texts.set(number, found);
      found.catch(() => this.texts.delete(number));
    }
    return found;
  }
}
