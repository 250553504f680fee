// @ts-check
/**
 * Answering a query, the same as `generator/search/engine.py`: the same hits in the same order.
 *
 * Documents are checked in the order of the best place that they may have. As soon as no document
 * that is left can come before the last hit that was asked for, nothing more is read.
 */

import { Bits } from "./bits.js";
import { Candidates, STEPS, TIERS } from "./candidates.js";
import { Folding, Refused } from "./folding.js";
import { matched } from "./marking.js";
import { Index } from "./reading.js";
import { Sounds } from "./sounds.js";
import { Word } from "./words.js";

const WEIGHT = 16;
/** After so many documents checked in vain longer lists are read. */
const PATIENCE = 3;
/** Documents that are asked for at once. */
const AHEAD = 10;
/** Ranks are below this. */
const RANKS = WEIGHT * TIERS + TIERS;

/**
 * @typedef {{
 *   text?: string, region?: string, near?: string, kinds?: string[], filed?: boolean,
 *   closed?: boolean, facets?: Record<string, string[]>, limit?: number, offset?: number,
 * }} Query
 * @typedef {import("./reading.js").Found & {
 *   rank: number, matched: import("./marking.js").Matched[],
 * }} Hit
 * @typedef {{
 *   hits: Hit[], total: number, exact: boolean,
 *   counts: Record<string, Record<string, number>> | null,
 * }} Results `total` counts every hit where `exact`; otherwise there are at least so many.
 *   `counts` says how many hits have each value of a facet; null where they were not all read.
 */

export class Engine {
  /** @param {Index} index @param {Folding} folding */
  constructor(index, folding) {
    this.index = index;
    this.folding = folding;
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
    const { each, joined } = this.folding.words(query.text ?? "");
    const needsSounds = [...each, joined].some((word) => /^[a-z]{2,}$/.test(word));
    const sounds = needsSounds
      ? new Sounds(await this.index.json(this.index.root.sounds))
      : null;
    const word = (/** @type {string} */ text) => new Word(text, this.index.root.synonyms, sounds);
    const question = new Question(
      this, query, each.map(word), each.length > 1 ? word(joined) : null,
    );
    return question.answer();
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

/** A document with its texts folded when they are needed. */
class Texts {
  /**
   * @param {import("./reading.js").Found} document
   * @param {Folding} folding
   * @param {Index} index
   */
  constructor(document, folding, index) {
    this.document = document;
    this.name = folding.fold(document.title);
    this.other = document.others.map((each) => folding.fold(each)).join("\n");
    this.numbers = document.numbers.map((each) => folding.fold(each)).join("\n");
    this.address = folding.fold(document.address);
    this.region = folding.fold(document.regions.join("\n"));
    this.written = async () => (document.body ? index.text(document.body) : "");
    this.body = async () => folding.fold(await this.written());
  }
}

/** A query prepared for one index. */
class Question {
  /**
   * @param {Engine} engine
   * @param {Query} query
   * @param {Word[]} words
   * @param {Word | null} joined
   */
  constructor(engine, query, words, joined) {
    this.engine = engine;
    this.index = engine.index;
    this.query = query;
    this.words = words;
    this.joined = joined;
    this.sets = words.map((word) => new Candidates(word, this.index));
    this.joinedSets = joined ? new Candidates(joined, this.index) : null;
    this.wanted = (query.offset ?? 0) + (query.limit ?? 10);
    /** @type {{ key: number, rank: number, texts: Texts }[]} */
    this.hits = [];
    /** @type {Set<number>} */
    this.checked = new Set();
    this.inVain = 0;
    this.sharpened = false;
  }

  /** @returns {Promise<Results>} */
  async answer() {
    this.passing = await this.filter();
    this.near = this.query.near ? await this.region(this.query.near) : null;
    const exact = this.words.length ? await this.byWords() : await this.everything();
    const shown = this.hits.slice(this.query.offset ?? 0, this.wanted);
    const words = this.joined ? [...this.words, this.joined] : this.words;
    const hits = await Promise.all(shown.map(async ({ rank, texts }) => ({
      ...texts.document,
      rank,
      matched: await matched(texts.document, await texts.written(), words, this.engine.folding),
    })));
    const total = this.total ?? this.hits.length;
    const complete = exact && total === this.hits.length;
    return { hits, total, exact, counts: complete ? counted(this.hits.map((h) => h.texts)) : null };
  }

  /** All that pass the filters, in document order; only those asked for are read. */
  async everything() {
    const passing = this.passing ?? (await this.having("all"));
    const keys = this.sorted(passing, () => 0);
    this.total = keys.length;
    const shown = keys.slice(0, this.wanted);
    await Promise.all(shown.map((key) => this.engine.document(key % this.index.size)));
    for (const key of shown) await this.check(key, () => 0);
    return true;
  }

  /** Whether all hits were found, not only those asked for. */
  async byWords() {
    for (const lastTier of STEPS) {
      const all = [...this.sets, ...(this.joinedSets ? [this.joinedSets] : [])];
      await Promise.all(all.map((each) => each.advance()));
      const bound = this.boundOfOthers(lastTier) * this.index.size;
      let keys = this.candidates(lastTier);
      let at = 0;
      for (; at < keys.length; at++) {
        if (keys[at] >= bound || this.isBehind(keys[at])) break;
        if (this.checked.has(keys[at] % this.index.size)) continue;
        if (this.inVain >= PATIENCE && !this.sharpened) {
          this.sharpened = true;
          await Promise.all(all.map((each) => each.sharpen()));
          keys = this.candidates(lastTier);
          at = -1;
          continue;
        }
        this.readAhead(keys, at);
        if ((await this.check(keys[at], (texts) => this.rank(texts))) !== keys[at]) this.inVain += 1;
      }
      const last = this.hits[this.wanted - 1];
      if (lastTier === TIERS - 1) return at === keys.length;
      if (last && last.key < bound) return false;
    }
    return true;
  }

  /** Asks for the documents that will probably be checked next, all at once. */
  readAhead(/** @type {Float64Array} */ keys, /** @type {number} */ at) {
    const missing = Math.max(1, this.wanted - this.hits.length);
    // While what is found disappoints, hardly any.
    for (const key of keys.subarray(at, at + Math.min(missing, this.inVain ? 2 : AHEAD))) {
      // Who needs it is told of the failure.
      this.engine.document(key % this.index.size).catch(() => undefined);
    }
  }

  /** Whether a document with this key at best comes behind all hits that were asked for. */
  isBehind(/** @type {number} */ key) {
    const last = this.hits[this.wanted - 1];
    return last !== undefined && key > last.key;
  }

  /**
   * Makes a document a hit if its text says so; the hit's key, -1 if it is none.
   * @param {number} key
   * @param {(texts: Texts) => Promise<number> | number} rankOf
   */
  async check(key, rankOf) {
    const number = key % this.index.size;
    this.checked.add(number);
    const texts = await this.engine.document(number);
    if (!texts) return -1;
    const rank = await rankOf(texts);
    if (rank < 0) return -1;
    const hit = { key: this.key(number, rank), rank, texts };
    let place = this.hits.length;
    while (place && this.hits[place - 1].key > hit.key) place -= 1;
    this.hits.splice(place, 0, hit);
    return hit.key;
  }

  /** Smallest first: outside the region that is near, closed, rank, document order. */
  key(/** @type {number} */ number, /** @type {number} */ rank) {
    const outside = this.near && !this.near.has(number) ? 2 : 0;
    const closed = number >= this.index.root.blocks.closed ? 1 : 0;
    return ((outside + closed) * RANKS + rank) * this.index.size + number;
  }

  /**
   * @param {import("./bits.js").Bits} found
   * @param {(number: number) => number} rankOf
   */
  sorted(found, rankOf) {
    const keys = [];
    for (const number of found.numbers()) keys.push(this.key(number, rankOf(number)));
    return Float64Array.from(keys).sort();
  }

  /**
   * The best keys that documents may have which are known to have all words in tiers up to this.
   * @param {number} lastTier
   */
  candidates(lastTier) {
    const { sets, joinedSets } = this;
    const unions = sets.map((each) => union(each.sets, lastTier));
    let found = unions.reduce((one, other) => (one && other ? one.and(other) : undefined));
    const inOne = joinedSets ? union(joinedSets.sets, lastTier) : undefined;
    found = found && inOne ? found.or(inOne) : found ?? inOne;
    if (found && this.passing) found = found.and(this.passing);
    if (!found) return new Float64Array();
    return this.sorted(found, (number) => {
      const tiers = sets.map((each) => best(each.sets, number, lastTier));
      const apart = WEIGHT * Math.min(...tiers) + Math.max(...tiers);
      if (!joinedSets) return apart;
      const tier = best(joinedSets.sets, number, lastTier);
      return Math.min(apart, (WEIGHT + 1) * tier);
    });
  }

  /** The best rank that any other document may have. */
  boundOfOthers(/** @type {number} */ lastTier) {
    if (lastTier === TIERS - 1) return Infinity;
    const first = Math.min(...this.sets.map((each) => {
      const tier = each.sets.findIndex((bits) => bits);
      return tier < 0 || this.sets.length === 1 ? lastTier + 1 : tier;
    }));
    return WEIGHT * Math.min(first, lastTier + 1) + lastTier + 1;
  }

  /**
   * The better rank of the words each for itself and of all of them written in one; -1 for none.
   * @param {Texts} texts
   */
  async rank(texts) {
    const tiers = [];
    for (const word of this.words) {
      const tier = await word.tier(texts);
      if (tier < 0) break;
      tiers.push(tier);
    }
    const ranks = tiers.length === this.words.length
      ? [WEIGHT * Math.min(...tiers) + Math.max(...tiers)]
      : [];
    const tier = this.joined ? await this.joined.tier(texts) : -1;
    if (tier >= 0) ranks.push((WEIGHT + 1) * tier);
    return ranks.length ? Math.min(...ranks) : -1;
  }

  /** What passes the filters; null for all. */
  async filter() {
    const { region, kinds, filed, closed, facets } = this.query;
    const asked = [];
    if (region) asked.push(this.region(region));
    if (kinds?.length) asked.push(this.havingAny(kinds.map((kind) => `document=${kind}`)));
    if (filed !== undefined) asked.push(this.having(`filed=${filed}`));
    if (closed !== undefined) asked.push(this.thatAre(closed));
    for (const facet of Object.keys(facets ?? {})) {
      const values = (facets ?? {})[facet];
      asked.push(this.havingAny(values.map((value) => `${facet}=${value}`)));
    }
    const sets = await Promise.all(asked);
    return sets.length ? sets.reduce((one, other) => one.and(other)) : null;
  }

  /** @param {string} code of 6 or 12 digits, or its first 2, 4 or 9 */
  region(code) {
    return this.having(`region=${regionPrefix(code)}`);
  }

  /** @param {string} term */
  async having(term) {
    const list = (await this.index.lists("filter", term)).get(0);
    return list ? this.index.bits(list) : empty(this.index.size);
  }

  /** @param {string[]} terms */
  async havingAny(terms) {
    const sets = await Promise.all(terms.map((term) => this.having(term)));
    return sets.reduce((one, other) => one.or(other), empty(this.index.size));
  }

  /** @param {boolean} closed */
  async thatAre(closed) {
    const { closed: first } = this.index.root.blocks;
    const found = empty(this.index.size);
    if (closed) found.addRun(first, this.index.size - 1);
    else found.addRun(0, first - 1);
    // Spare numbers are neither.
    return found.and(await this.having("all"));
  }
}

/** @param {number} size */
function empty(size) {
  return new Bits(size);
}

/**
 * The documents in any of the sets up to a tier; undefined if there are none.
 * @param {(Bits | undefined)[]} sets
 * @param {number} lastTier
 */
function union(sets, lastTier) {
  /** @type {Bits | undefined} */
  let found;
  for (const bits of sets.slice(0, lastTier + 1)) if (bits) found = found?.or(bits) ?? bits;
  return found;
}

/**
 * The best tier in which a document may have a word; the one behind the last if in none.
 * @param {(Bits | undefined)[]} sets
 * @param {number} number
 * @param {number} lastTier
 */
function best(sets, number, lastTier) {
  for (let tier = 0; tier <= lastTier; tier++) if (sets[tier]?.has(number)) return tier;
  return lastTier + 1;
}

/**
 * The digits with which the codes of everything in a region begin.
 * @param {string} code
 */
export function regionPrefix(code) {
  if (!/^[1-9]\d(\d{2}|\d{4}|\d{7}|\d{10})?$/.test(code)) throw new Refused("region");
  if (code.length !== 6 && code.length !== 12) return code;
  if (code.length === 12 && code.slice(6) !== "000000") {
    return code.slice(9) === "000" ? code.slice(0, 9) : code;
  }
  return [2, 4].map((at) => code.slice(0, at)).find((head) => /^0+$/.test(code.slice(head.length, 6)))
    ?? code.slice(0, 6);
}

/**
 * Facet → value → number of hits.
 * @param {Texts[]} all
 */
function counted(all) {
  /** @type {Record<string, Record<string, number>>} */
  const counts = {};
  for (const { document } of all) {
    const values = {
      ...document.facets,
      document: [document.kind],
      closed: [String(document.closed)],
      filed: [String(document.filed)],
    };
    for (const [facet, names] of Object.entries(values)) {
      const own = (counts[facet] ??= {});
      for (const name of names) own[name] = (own[name] ?? 0) + 1;
    }
  }
  return counts;
}
