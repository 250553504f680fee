// @ts-check
/**
 * Which documents may fit conditions, told by lists and columns: where few do, these cost less than
 * the blocks that they spare.
 */

import { decode } from "../engine/index/bitset.js";
import { pageOf } from "../engine/index/columns.js";

/** Lists of more bytes are common values: they would spare hardly a block. */
const CHEAP = 4096;

/** @typedef {import("./near_filters.js").Wanted} Wanted */

export class Fitting {
  /**
   * @param {import("../engine/index/index_reader.js").Index} index
   * @param {Wanted} wanted
   */
  constructor(index, { filed, fee, facets }) {
    this.index = index;
    this.fee = fee;
    /** Of each condition the terms of which one has to apply. */
    this.conditions = [
      ...(filed ? [["filed=true"]] : []),
      ...Object.entries(facets).map(([facet, values]) => values.map((value) => `${facet}=${value}`)),
    ];
    /** @type {import("../engine/index/bitset.js").Bitset | null} */
    this.listed = null;
    /** @type {Map<number, (number | null)[]>} */
    this.fees = new Map();
    this.width = index.root.page * index.root.block;
  }

  /** Reads the lists of rare values; a value that no document has is the rarest. */
  async read() {
    const { index } = this;
    const sets = await Promise.all(this.conditions.map(async (terms) => {
      const entries = await Promise.all(terms.map((term) => index.lists("filter", term)));
      const lists = entries.flatMap((lists) => lists.get(0) ?? []);
      if (lists.reduce((sum, { length }) => sum + length, 0) > CHEAP) return [];
      const read = await Promise.all(lists.map((list) => index.bitset(list)));
      const none = decode(0, new Uint8Array(), index.size);
      return [read.reduce((one, other) => one.or(other), none)];
    }));
    const rare = sets.flat();
    this.listed = rare.length ? rare.reduce((one, other) => one.and(other)) : null;
  }

  /**
   * Reads what a fee says of the documents on a page of blocks.
   * @param {number} page
   */
  async readPage(page) {
    if (this.fee === null || this.fees.has(page)) return;
    this.fees.set(page, await pageOf(this.index, "fee", page));
  }

  /**
   * Whether any document on a page of blocks may fit, as far as lists say.
   * @param {number} page
   */
  mayPage(page) {
    const words = this.width / 32;
    const part = this.listed?.words.subarray(page * words, (page + 1) * words);
    return !part || part.some((word) => word !== 0);
  }

  /**
   * Whether any document of a block may fit, as far as was read.
   * @param {number} block
   */
  may(block) {
    const { block: size } = this.index.root;
    return Array.from({ length: size }, (_, at) => block * size + at).some((number) => {
      const fees = this.fees.get(Math.floor(number / this.width));
      const fee = fees?.[number % this.width] ?? null;
      return (!this.listed || this.listed.has(number))
        && (!fees || this.fee === null || (fee !== null && fee <= this.fee));
    });
  }
}
