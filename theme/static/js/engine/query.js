// @ts-check
/**
 * A query prepared for one index, answered as `generator/search/query/engine.py` does.
 *
 * Documents are checked in the order of the best place that they may have. As soon as no document
 * that is left can come before the last hit that was asked for, nothing more is read.
 */

import { STEPS, TIERS } from "./candidates.js";
import { matched } from "./documents.js";
import { ByRank, Bounds, isWithin, rankOf } from "./bounds.js";

/** After so many documents checked in vain longer lists are read. */
const MAX_IN_VAIN = 3;
/** Documents that are asked for at once. */
const AHEAD = 10;
/** Hits that are shown before the others are there: so many fit on a phone. */
const EARLY_HITS = 3;
/** After so many documents beyond a limit, limits are read for all that are left. */
const MAX_BEYOND = 16;
/** Hits that are counted one by one, at most. */
export const MAX_COUNTED = 1500;

/**
 * @typedef {{
 *   text?: string, region?: string, near?: string, favour?: string, kinds?: string[], filed?: boolean,
 *   closed?: boolean, facets?: Record<string, string[]>, fee?: number, places?: number,
 *   order?: "relevance" | "fee" | "newest" | "grade" | "distance", scheme?: string,
 *   position?: import("../shared/position.js").Point, limit?: number, offset?: number,
 * }} Query `favour` is the region of which what lies in it goes before equals; `fee` is the most, `places` the least; `scheme` goes with the order by grade
 * @typedef {import("./index/index_reader.js").IndexedDocument & {
 *   rank: number, matched: import("./documents.js").Matched[],
 * }} Hit
 * @typedef {{
 *   hits: Hit[], total: number, exact: boolean, readAs?: string,
 * }} Results `readAs` is the text that was looked for, where it is another; `total` counts every hit where `exact`; otherwise there are at least so many.
 * @typedef {import("./documents.js").Texts} Texts
 */

export class PreparedQuery {
  /**
   * @param {import("./engine.js").Engine} engine
   * @param {Query} query
   * @param {import("./word_match.js").Word[]} words
   * @param {import("./word_match.js").Word | null} joined
   */
  constructor(engine, query, words, joined) {
    this.engine = engine;
    this.index = engine.index;
    this.query = query;
    this.words = words;
    this.joined = joined;
    this.bounds = new Bounds(words, joined, engine);
    /** @type {import("./index/bitset.js").Bitset | null} */
    this.passing = null;
    /** @type {import("./bounds.js").Order} */
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
    /** @type {((hits: Hit[]) => void) | undefined} */
    this.early = undefined;
  }

  /**
   * @param {(hits: Hit[]) => void} [early] called with the first few as soon as they are certain
   * @returns {Promise<Results>}
   */
  async answer(early) {
    this.early = early;
    await this.prepare();
    const exact = this.words.length ? await this.byWords() : await this.everything();
    const hits = await this.shown(this.hits.slice(this.query.offset ?? 0, this.wanted));
    return { hits, total: this.total ?? this.hits.length, exact };
  }

  /** @param {typeof this.hits} hits */
  shown(hits) {
    const words = this.joined ? [...this.words, this.joined] : this.words;
    return Promise.all(hits.map(async ({ rank, texts }) => ({
      ...texts.document,
      rank,
      matched: await matched(texts.document, await texts.written(), words, this.engine.folding),
    })));
  }

  /**
   * Reports the first few when no document that is left can come before them.
   * @param {number} next the best key of those that are left
   */
  async reportEarly(next) {
    const { early } = this;
    if (!early || (this.hits[EARLY_HITS - 1]?.key ?? Infinity) > next) return;
    this.early = undefined;
    early(await this.shown(this.hits.slice(0, EARLY_HITS)));
  }

  /** Every hit, in no order; null where there may be more than can be counted one by one. */
  async all() {
    await this.prepare();
    this.wanted = Infinity;
    for (const _ of STEPS) await this.bounds.advance();
    const tooMany = () => (this.possibleHits(TIERS - 1)?.count ?? 0) > MAX_COUNTED;
    if (tooMany()) await this.bounds.sharpen();
    if (tooMany()) return null;
    this.sharpened = true;
    await this.check(TIERS - 1);
    return this.documents();
  }

  documents() {
    return this.hits.map(({ texts }) => texts.document);
  }

  async prepare() {
    const { query, engine } = this;
    this.passing = await engine.passing(query);
    if (query.near || query.favour || (query.order ?? "relevance") !== "relevance") {
      this.order = await (await import("./orders.js")).orderOf(query, engine);
    }
  }

  /** All that pass the filters. */
  async passed() {
    const filters = await this.engine.filters();
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
      await this.bounds.advance();
      // Any other order needs all that may be hits before it can tell which come first.
      if (!this.order.ranked && lastTier < TIERS - 1) continue;
      // So few cannot be all that were asked for, and wait for those of the next step.
      const possible = this.possibleHits(lastTier)?.count ?? 0;
      if (possible < (this.early ? EARLY_HITS : this.wanted) && lastTier < TIERS - 1) continue;
      const over = await this.check(lastTier);
      if (lastTier === TIERS - 1) return over;
      const last = this.hits[this.wanted - 1];
      if (last && last.key < this.boundOfOthers(lastTier)) return false;
    }
    return true;
  }

  /**
   * Checks documents known to have all words in tiers up to this, best first; whether all were.
   * @param {number} lastTier
   */
  async check(lastTier) {
    const bound = this.boundOfOthers(lastTier);
    let keys = await this.candidates(lastTier);
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] >= bound || this.isBehind(keys[at])) return false;
      const number = keys[at] % this.index.size;
      if (this.checked.has(number)) continue;
      await this.reportEarly(keys[at]);
      if (await this.learn(number)) {
        keys = await this.candidates(lastTier);
        at = -1;
        continue;
      }
      this.readAhead(keys, at, this.words.length > 0 && lastTier === TIERS - 1);
      await this.verify(number, keys[at]);
    }
    return true;
  }

  /**
   * Reads more before a document is checked, where that spares reading documents; whether it did.
   * @param {number} number
   */
  async learn(number) {
    if (this.inVain >= MAX_IN_VAIN && !this.sharpened) {
      this.sharpened = true;
      await this.bounds.sharpen();
      return true;
    }
    if (this.beyond >= MAX_BEYOND && !this.limiting) {
      this.limiting = true;
      return true;
    }
    return this.order.refine(number);
  }

  /** The least key that any other document may have. */
  boundOfOthers(/** @type {number} */ lastTier) {
    return this.bounds.boundOfOthers(lastTier) * this.order.scale * this.index.size;
  }

  /** Asks for the documents that will probably be checked next, all at once. */
  readAhead(/** @type {Float64Array} */ keys, /** @type {number} */ at, inBodies = false) {
    // A hit that turned out worse than it might have been still has others before it.
    const certain = this.hits.filter(({ key }) => key <= keys[at]).length;
    const missing = Math.max(1, (this.early ? EARLY_HITS : this.wanted) - certain);
    for (const key of keys.subarray(at, at + Math.min(AHEAD, missing + this.inVain))) {
      // Whoever awaits the document, or its body, gets the failure.
      this.engine.document(key % this.index.size)
        .then((texts) => (inBodies ? texts?.body() : ""))
        .catch(() => undefined);
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
    const rank = await rankOf(texts, this.words, this.joined);
    const own = rank < 0 ? -1 : this.key(this.order.exact(texts.document, rank), number);
    if (own !== key && this.order.ranked) this.inVain += 1;
    if (rank < 0) return;
    let position = this.hits.length;
    while (position && this.hits[position - 1].key > own) position -= 1;
    this.hits.splice(position, 0, { key: own, rank, texts });
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
    let found = this.possibleHits(lastTier);
    if (found && this.limiting) {
      found = await (await this.engine.filters()).limited(found, this.query);
    }
    if (!found) return new Float64Array();
    await this.order.prepare(found);
    const ranked = this.words.length > 0 && this.order.ranked;
    const keys = [];
    for (const number of found.numbers()) {
      const rank = ranked ? this.bounds.bestRank(number, lastTier) : 0;
      keys.push(this.key(this.order.lowest(number, rank), number));
    }
    return Float64Array.from(keys).sort();
  }

  /**
   * The documents that may be hits in tiers up to this; undefined if there are none.
   * @param {number} lastTier
   */
  possibleHits(lastTier) {
    if (!this.words.length) return this.passing ?? undefined;
    const found = this.bounds.upTo(lastTier);
    return found && this.passing ? found.and(this.passing) : found;
  }
}
