// @ts-check
/** Which documents may be hits of a query of several words, and how good they may be. */

import { Candidates, TIERS } from "./candidates.js";
import { WEIGHT } from "./orders.js";

/** @typedef {import("./bits.js").Bits} Bits */

export class Possible {
  /**
   * @param {import("./words.js").Word[]} words
   * @param {import("./words.js").Word | null} joined all of them written in one
   * @param {import("./reading.js").Index} index
   */
  constructor(words, joined, index) {
    this.words = words.map((word) => new Candidates(word, index));
    this.joined = joined ? new Candidates(joined, index) : null;
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
   * @returns {Bits | undefined}
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
