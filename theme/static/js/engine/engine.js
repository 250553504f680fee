// @ts-check
/**
 * What the browser can ask of the index: the same answers as `generator/search/query/engine.py`. What the
 * first answer does not need is imported when it is asked for.
 */

import { Texts } from "./documents.js";
import { Folding, Refused } from "./text/folding.js";
import { PreparedQuery } from "./query.js";
import { Damaged, Index, Unreachable, loader } from "./index/index_reader.js";
import { Word } from "./word_match.js";

/**
 * @typedef {import("./query.js").Query} Query
 * @typedef {import("./query.js").Hit} Hit
 * @typedef {import("./query.js").Results} Results
 */

export class Engine {
  /** @param {Index} index @param {Folding} folding */
  constructor(index, folding) {
    this.index = index;
    this.folding = folding;
    /** @type {Map<number, Promise<Texts | undefined>>} */
    this.texts = new Map();
    /** @type {Promise<Texts[]> | undefined} */
    this.every = undefined;
  }

  /**
   * @param {import("./index/index_reader.js").Load} load
   */
  static async open(load) {
    return Engine.of(await Index.open(load));
  }

  /** @param {Index} index */
  static async of(index) {
    return new Engine(index, new Folding(await index.text(index.root.folding)));
  }

  /**
   * @param {Query} query
   * @param {(hits: Hit[]) => void} [early] called with the first few as soon as they are certain
   * @returns {Promise<Results>}
   */
  async search(query, early) {
    const results = await this.asWritten(query, early);
    if (results.total || !query.text) return results;
    return (await (await import("./rephrasing.js")).rephrased(this, query, early)) ?? results;
  }

  /**
   * The same, as it is written.
   * @param {Query} query
   * @param {(hits: Hit[]) => void} [early]
   * @returns {Promise<Results>}
   */
  async asWritten(query, early) {
    return (await this.prepared(query)).answer(early);
  }

  /**
   * How many hits have each value of some facets and lie in each of some regions; null where
   * there are too many to be counted.
   * @param {Query} query
   * @param {string[]} facets
   * @param {string[]} regions digits of their codes
   */
  async count(query, facets, regions) {
    const { counted, countedByRegion, countedBySets } = await import("./counting.js");
    const prepared = await this.prepared({ ...query, order: undefined });
    if (prepared.words.length) {
      const found = await prepared.all();
      return found && {
        total: found.length,
        counts: counted(found),
        regions: countedByRegion(found, regions),
      };
    }
    const filters = await this.filters();
    const hits = await prepared.passed();
    const inside = regions.map(async (digits) =>
      [digits, (await filters.region(digits)).and(hits).count]);
    return {
      total: hits.count,
      counts: await countedBySets(hits, facets, filters),
      regions: Object.fromEntries(await Promise.all(inside)),
    };
  }

  /** @param {Query} query */
  async prepared(query) {
    const { each, joined } = this.folding.words(query.text ?? "");
    const sounds = [...each, joined].some((word) => /^[a-z][a-z ]*[a-z]$/.test(word))
      ? await this.sounds()
      : null;
    const word = (/** @type {string} */ text) => new Word(text, this.index.root.synonyms, sounds);
    return new PreparedQuery(this, query, each.map(word), each.length > 1 ? word(joined) : null);
  }

  /**
   * What to try where nothing was found.
   * @param {Query} query
   */
  async suggestions(query) {
    return (await import("./did_you_mean.js")).suggestions(this, query);
  }

  /**
   * The labels of filters that a text names.
   * @param {string} text
   * @param {import("./labels.js").Label[]} labels
   */
  async labelled(text, labels) {
    return (await import("./labels.js")).labelled(this, text, labels);
  }

  /**
   * Regions by a piece of their name, as far as they are known or some hits lie in them.
   * @param {string} text
   * @param {Hit[]} hits
   * @param {boolean} [counted]
   */
  async regionNames(text, hits, counted = false) {
    return (await import("./region_names.js")).regionNames(this, text, hits, counted);
  }

  /** The regions right below one, by its digits. */
  async below(/** @type {string} */ code) {
    const { Regions } = await import("./index/regions.js");
    return new Regions(this.index).below(code);
  }

  /** A region and those above it, the highest first. */
  async chain(/** @type {string} */ code) {
    const [{ Regions }, { regionPrefix }] = await Promise.all([
      import("./index/regions.js"),
      import("./filters.js"),
    ]);
    return new Regions(this.index).chain(regionPrefix(code));
  }

  async filters() {
    const { Filters } = await import("./filters.js");
    return new Filters(this.index);
  }

  /**
   * What passes the filters of a query except fee and places; null for all.
   * @param {Query} query
   */
  async passing(query) {
    const { region, kinds, filed, closed, facets } = query;
    const asks = region || kinds?.length || filed !== undefined || closed !== undefined
      || Object.keys(facets ?? {}).length;
    return asks ? (await this.filters()).passing(query) : null;
  }

  async sounds() {
    const { Sounds } = await import("./text/sounds.js");
    return new Sounds(await this.index.json(this.index.root.sounds));
  }

  /**
   * Every document with its folded texts, in the order of numbers; for small indexes.
   * @returns {Promise<Texts[]>}
   */
  everyDocument() {
    return (this.every ??= Promise.all(Array.from({ length: this.index.size }, (_, at) =>
      this.document(at))).then((found) => found.flatMap((texts) => texts ?? [])));
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

/**
 * What can be asked: methods of the engine, each with what it is given.
 * @typedef {"search" | "count" | "suggestions" | "labelled" | "regionNames" | "below" | "chain"
 * } Method
 * @typedef {(method: Method, ...given: any[]) => Promise<Answer>} Ask
 * @typedef {{ refused: string } | { damaged: string, unreachable?: boolean }} Failure
 * @typedef {{ value: any } | Failure} Answer
 */

/**
 * A function that answers queries from the files below an address, with failures as values that
 * cross threads.
 * @param {string} files
 * @param {Promise<Index>} first the index, if it is being opened already
 * @returns {Ask}
 */
export function localClient(files, first = Index.open(loader(files, false))) {
  /** @type {Promise<Engine> | null} */
  let opened = null;

  /** @param {boolean} reload @param {Method} method @param {any[]} given */
  async function once(reload, method, given) {
    if (reload || !opened) opened = Engine.open(loader(files, reload));
    const engine = /** @type {Record<Method, (...given: any[]) => Promise<any>>} */ (
      /** @type {unknown} */ (await opened));
    return engine[method](...given);
  }

  // Before anything is asked, while the reader types.
  opened = first.then(Engine.of);
  opened.catch(() => {
    opened = null;
  });

  return async (method, ...given) => {
    try {
      try {
        return { value: await once(false, method, given) };
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        // The site may have been published again since the root was read.
        return { value: await once(true, method, given) };
      }
    } catch (error) {
      if (error instanceof Refused) return { refused: error.reason };
      opened = null;
      return { damaged: String(error), unreachable: error instanceof Unreachable };
    }
  };
}

/**
 * A function that searches the files below an address.
 * @param {string} files
 * @returns {(query: Query) => Promise<{ results: Results } | Failure>}
 */
export function localSearch(files) {
  const ask = localClient(files);
  return async (query) => {
    const answer = await ask("search", query);
    return "value" in answer ? { results: answer.value } : answer;
  };
}
