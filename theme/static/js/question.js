// @ts-check
/**
 * A query prepared for one index, answered as `generator/search/engine.py` does.
 *
 * Documents are checked in the order of the best place that they may have. As soon as no document
 * that is left can come before the last hit that was asked for, nothing more is read.
 */

import { STEPS, TIERS } from "./candidates.js";
import { counted } from "./counting.js";
import { matched } from "./marking.js";
import { ByRank, WEIGHT, orderOf } from "./orders.js";
import { Possible } from "./possible.js";

/** After so many documents checked in vain longer lists are read. */
const PATIENCE = 3;
/** Documents that are asked for at once. */
const AHEAD = 10;
/** After so many documents beyond a limit, limits are read for all that are left. */
const BEYOND = 16;
/** Hits that are counted one by one, at most. */
export const MOST_COUNTED = 1500;

/**
 * @typedef {{
 *   text?: string, region?: string, near?: string, kinds?: string[], filed?: boolean,
 *   closed?: boolean, facets?: Record<string, string[]>, fee?: number, places?: number,
 *   order?: "relevance" | "fee" | "newest" | "grade" | "distance", scheme?: string,
 *   position?: import("./position.js").Point, limit?: number, offset?: number,
 * }} Query `fee` is the most, `places` the least; `scheme` goes with the order by grade
 * @typedef {import("./reading.js").Found & {
 *   rank: number, matched: import("./marking.js").Matched[],
 * }} Hit
 * @typedef {{
 *   hits: Hit[], total: number, exact: boolean,
 *   counts: Record<string, Record<string, number>> | null,
 * }} Results `total` counts every hit where `exact`; otherwise there are at least so many.
 *   `counts` says how many hits have each value of a facet; null where they were not all read.
 * @typedef {import("./texts.js").Texts} Texts
 */

export class Question {
  /**
   * @param {import("./engine.js").Engine} engine
   * @param {Query} query
   * @param {import("./words.js").Word[]} words
   * @param {import("./words.js").Word | null} joined
   */
  constructor(engine, query, words, joined) {
    this.engine = engine;
    this.index = engine.index;
    this.query = query;
    this.words = words;
    this.joined = joined;
    this.sets = new Possible(words, joined, this.index);
    /** @type {import("./bits.js").Bits | null} */
    this.passing = null;
    /** @type {import("./orders.js").Order} */
    this.order = new ByRank(this.index, null);
    this.wanted = (query.offset ?? 0) + (query.limit ?? 10);
    /** @type {{ key: number, rank: number, texts: Texts }[]} */
    this.hits = [];
    /** @type {Set<number>} */
    this.checked = new Set();
    this.inVain = 0;
    this.beyond = 0;
    this.limiting = false;
    this.sharpened = false;
  }

  /** @returns {Promise<Results>} */
  async answer() {
    await this.prepare();
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
    return { hits, total, exact, counts: complete ? counted(this.documents()) : null };
  }

  /** Every hit, in no order; null where there may be more than can be counted one by one. */
  async all() {
    await this.prepare();
    this.wanted = Infinity;
    for (const _ of STEPS) await this.sets.advance();
    const tooMany = () => (this.possible(TIERS - 1)?.count ?? 0) > MOST_COUNTED;
    if (tooMany()) await this.sets.sharpen();
    if (tooMany()) return null;
    this.sharpened = true;
    await this.check(TIERS - 1);
    return this.documents();
  }

  documents() {
    return this.hits.map(({ texts }) => texts.document);
  }

  async prepare() {
    this.passing = await this.engine.filters.passing(this.query);
    this.order = await orderOf(this.query, this.index, this.engine.filters);
  }

  /** All that pass the filters. */
  async passed() {
    const { filters } = this.engine;
    const passing = (await filters.passing(this.query)) ?? (await filters.all());
    return filters.limited(passing, this.query);
  }

  /** The first that pass the filters; only those asked for are read. */
  async everything() {
    this.passing = await this.passed();
    this.total = this.passing.count;
    await this.check(TIERS - 1);
    return true;
  }

  /** Whether all hits were found, not only those asked for. */
  async byWords() {
    for (const lastTier of STEPS) {
      await this.sets.advance();
      // Any other order needs all that may be hits before it can tell which come first.
      if (!this.order.ranked && lastTier < TIERS - 1) continue;
      const over = await this.check(lastTier);
      if (lastTier === TIERS - 1) return over;
      const last = this.hits[this.wanted - 1];
      if (last && last.key < this.sets.boundOfOthers(lastTier) * this.index.size) return false;
    }
    return true;
  }

  /**
   * Checks documents known to have all words in tiers up to this, best first; whether all were.
   * @param {number} lastTier
   */
  async check(lastTier) {
    const bound = this.sets.boundOfOthers(lastTier) * this.index.size;
    let keys = await this.candidates(lastTier);
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] >= bound || this.isBehind(keys[at])) return false;
      const number = keys[at] % this.index.size;
      if (this.checked.has(number)) continue;
      if (await this.learn(number)) {
        keys = await this.candidates(lastTier);
        at = -1;
        continue;
      }
      this.readAhead(keys, at);
      await this.verify(number, keys[at]);
    }
    return true;
  }

  /**
   * Reads more before a document is checked, where that spares reading documents; whether it did.
   * @param {number} number
   */
  async learn(number) {
    if (this.inVain >= PATIENCE && !this.sharpened) {
      this.sharpened = true;
      await this.sets.sharpen();
      return true;
    }
    if (this.beyond >= BEYOND && !this.limiting) {
      this.limiting = true;
      return true;
    }
    return this.order.refine(number);
  }

  /** Asks for the documents that will probably be checked next, all at once. */
  readAhead(/** @type {Float64Array} */ keys, /** @type {number} */ at) {
    const missing = Math.max(1, Math.min(AHEAD, this.wanted - this.hits.length));
    // While what is found disappoints, hardly any.
    for (const key of keys.subarray(at, at + (this.inVain ? Math.min(missing, 2) : missing))) {
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
   * Makes a document a hit if its text says so.
   * @param {number} number
   * @param {number} key the least that it may have
   */
  async verify(number, key) {
    this.checked.add(number);
    const texts = await this.engine.document(number);
    if (!texts) return;
    if (!isWithin(texts.document, this.query)) {
      this.beyond += 1;
      return;
    }
    const rank = await this.rank(texts);
    const own = rank < 0 ? -1 : this.key(this.order.exact(texts.document, rank), number);
    if (own !== key && this.order.ranked) this.inVain += 1;
    if (rank < 0) return;
    let place = this.hits.length;
    while (place && this.hits[place - 1].key > own) place -= 1;
    this.hits.splice(place, 0, { key: own, rank, texts });
  }

  /** @param {number} value @param {number} number */
  key(value, number) {
    return value * this.index.size + number;
  }

  /**
   * The best keys that documents may have which are known to have all words in tiers up to this.
   * @param {number} lastTier
   */
  async candidates(lastTier) {
    let found = this.possible(lastTier);
    if (found && this.limiting) found = await this.engine.filters.limited(found, this.query);
    if (!found) return new Float64Array();
    await this.order.prepare(found);
    const keys = [];
    for (const number of found.numbers()) {
      const rank = this.words.length && this.order.ranked ? this.sets.bestRank(number, lastTier) : 0;
      keys.push(this.key(this.order.lowest(number, rank), number));
    }
    return Float64Array.from(keys).sort();
  }

  /**
   * The documents that may be hits in tiers up to this; undefined if there are none.
   * @param {number} lastTier
   */
  possible(lastTier) {
    if (!this.words.length) return this.passing ?? undefined;
    const found = this.sets.upTo(lastTier);
    return found && this.passing ? found.and(this.passing) : found;
  }

  /**
   * The better rank of the words each for itself and of all of them written in one; -1 for none.
   * @param {Texts} texts
   */
  async rank(texts) {
    if (!this.words.length) return 0;
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
}

/**
 * Whether a document is within the limits of fee and places; what is not published is not.
 * @param {import("./reading.js").Found} found
 * @param {Query} query
 */
function isWithin(found, { fee, places }) {
  return (fee === undefined || (found.fee !== null && found.fee <= fee))
    && (places === undefined || (found.places !== null && found.places >= places));
}
