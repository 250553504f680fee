// @ts-check
/**
 * Which documents may be hits of a query of several words, and how good they may be.
 *
 * An order gives every document a whole number, smaller first; before its block is read, the
 * smallest that it may have.
 */

import { Candidates, TIERS } from "./candidates.js";

const WEIGHT = 16;
/** Ranks are below this. */
const RANKS = WEIGHT * TIERS + TIERS;

/**
 * @typedef {import("./index/bitset.js").Bitset} Bitset
 * @typedef {import("./index/index_reader.js").Index} Index
 * @typedef {import("./index/index_reader.js").IndexedDocument} IndexedDocument
 * @typedef {{
 *   ranked: boolean,
 *   scale: number,
 *   prepare: (candidates: Bitset) => Promise<void>,
 *   lowest: (number: number, rank: number) => number,
 *   exact: (found: IndexedDocument, rank: number) => number,
 *   refine: (number: number) => Promise<boolean>,
 * }} Order `refine` says whether `lowest` knows more now; no value is below `scale` times the rank.
 */

export class Bounds {
  /**
   * @param {import("./word_match.js").Word[]} words
   * @param {import("./word_match.js").Word | null} joined all of them written in one
   * @param {import("./engine.js").Engine} engine
   */
  constructor(words, joined, engine) {
    this.words = words.map((word) => new Candidates(word, engine));
    this.joined = joined ? new Candidates(joined, engine) : null;
    this.all = this.joined ? [...this.words, this.joined] : this.words;
  }

  /** Reads the next tiers. */
  async advance() {
    await Promise.all(this.all.map((each) => each.advance()));
  }

  /** Reads longer lists, so that less is possible in vain. */
  async sharpen() {
    await Promise.all(this.all.map((each) => each.sharpen()));
  }

  /**
   * The documents that may be hits in tiers up to this; undefined if there are none.
   * @param {number} lastTier
   * @returns {Bitset | undefined}
   */
  upTo(lastTier) {
    const unions = this.words.map((each) => union(each.sets, lastTier));
    const apart = unions.reduce((one, other) => (one && other ? one.and(other) : undefined));
    const inOne = this.joined ? union(this.joined.sets, lastTier) : undefined;
    return apart && inOne ? apart.or(inOne) : apart ?? inOne;
  }

  /** @param {number} number @param {number} lastTier */
  bestRank(number, lastTier) {
    const tiers = this.words.map((each) => best(each.sets, number, lastTier));
    const apart = WEIGHT * Math.min(...tiers) + Math.max(...tiers);
    if (!this.joined) return apart;
    const tier = best(this.joined.sets, number, lastTier);
    return Math.min(apart, (WEIGHT + 1) * tier);
  }

  /** The best rank that any other document may have. */
  boundOfOthers(/** @type {number} */ lastTier) {
    if (lastTier === TIERS - 1) return Infinity;
    const first = Math.min(...this.words.map((each) => {
      const tier = each.sets.findIndex((bits) => bits);
      return tier < 0 || this.words.length === 1 ? lastTier + 1 : tier;
    }));
    return WEIGHT * Math.min(first, lastTier + 1) + lastTier + 1;
  }
}

/**
 * The documents in any of the sets up to a tier; undefined if there are none.
 * @param {(Bitset | undefined)[]} sets
 * @param {number} lastTier
 */
function union(sets, lastTier) {
  /** @type {Bitset | undefined} */
  let found;
  for (const bits of sets.slice(0, lastTier + 1)) if (bits) found = found?.or(bits) ?? bits;
  return found;
}

/**
 * The best tier in which a document may have a word; the one behind the last if in none.
 * @param {(Bitset | undefined)[]} sets
 * @param {number} number
 * @param {number} lastTier
 */
function best(sets, number, lastTier) {
  for (let tier = 0; tier <= lastTier; tier++) if (sets[tier]?.has(number)) return tier;
  return lastTier + 1;
}

/** @param {Index} index @param {number} number */
export function isClosed(index, number) {
  return number >= index.root.blocks.closed ? 1 : 0;
}

/**
 * What lies near first, then open ones, then the better rank; of equals what lies in the region
 * that is favoured.
 */
export class ByRank {
  ranked = true;

  /** @param {Index} index @param {Bitset | null} near @param {Bitset | null} favoured */
  constructor(index, near, favoured = null) {
    this.index = index;
    this.near = near;
    this.favoured = favoured;
    this.scale = favoured ? 2 : 1;
  }

  async prepare() {}

  async refine() {
    return false;
  }

  /** @param {number} number @param {number} rank */
  lowest(number, rank) {
    const outside = this.near && !this.near.has(number) ? 2 : 0;
    const value = (outside + isClosed(this.index, number)) * RANKS + rank;
    return this.favoured ? 2 * value + (this.favoured.has(number) ? 0 : 1) : value;
  }

  /** @param {IndexedDocument} found @param {number} rank */
  exact({ number }, rank) {
    return this.lowest(number, rank);
  }
}

/**
 * The better rank of words each for itself and of all of them written in one; -1 for none.
 * @param {import("./documents.js").Texts} texts
 * @param {import("./word_match.js").Word[]} words
 * @param {import("./word_match.js").Word | null} joined
 */
export async function rankOf(texts, words, joined) {
  if (!words.length) return 0;
  const tiers = [];
  for (const word of words) {
    const tier = await word.tier(texts);
    if (tier < 0) break;
    tiers.push(tier);
  }
  const ranks = tiers.length === words.length
    ? [WEIGHT * Math.min(...tiers) + Math.max(...tiers)]
    : [];
  const tier = joined ? await joined.tier(texts) : -1;
  if (tier >= 0) ranks.push((WEIGHT + 1) * tier);
  return ranks.length ? Math.min(...ranks) : -1;
}

/**
 * Whether a document is within the limits of fee and places; what is not published is not.
 * @param {IndexedDocument} found
 * @param {import("./query.js").Query} query
 */
export function isWithin(found, { fee, places }) {
  return (fee === undefined || (found.fee !== null && found.fee <= fee))
    && (places === undefined || (found.places !== null && found.places >= places));
}
