// @ts-check
/** Sets of documents by what filters ask for. */

import { Bitset } from "./index/bitset.js";
import { limited } from "./index/columns.js";
import { Refused } from "./text/folding.js";

const LAST = "\u{10ffff}";

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

export class Filters {
  /** @param {import("./index/index_reader.js").Index} index */
  constructor(index) {
    this.index = index;
  }

  /**
   * What passes the filters of a query except fee and places; null for all.
   * @param {import("./query.js").Query} query
   * @returns {Promise<Bitset | null>}
   */
  async passing({ region, kinds, filed, closed, facets }) {
    const asked = [];
    if (region) asked.push(this.region(region));
    if (kinds?.length) asked.push(this.havingAny(kinds.map((kind) => `document=${kind}`)));
    if (filed !== undefined) asked.push(this.having(`filed=${filed}`));
    if (closed !== undefined) asked.push(this.thatAre(closed));
    for (const [facet, values] of Object.entries(facets ?? {})) {
      asked.push(this.havingAny(values.map((value) => `${facet}=${value}`)));
    }
    const sets = await Promise.all(asked);
    return sets.length ? sets.reduce((one, other) => one.and(other)) : null;
  }

  /**
   * Those of a set that are within the limits of fee and places.
   * @param {Bitset} found
   * @param {import("./query.js").Query} query
   */
  async limited(found, { fee, places }) {
    if (fee !== undefined) found = await limited(this.index, "fee", found, (own) => own <= fee);
    if (places !== undefined) {
      found = await limited(this.index, "places", found, (own) => own >= places);
    }
    return found;
  }

  /** @param {string} code of 12 digits, or the first 2, 4, 6 or 9 of it */
  region(code) {
    return this.having(`region=${regionPrefix(code)}`);
  }

  all() {
    return this.having("all");
  }

  /** @param {string} term */
  async having(term) {
    const list = (await this.index.lists("filter", term)).get(0);
    return list ? this.index.bitset(list) : new Bitset(this.index.size);
  }

  /** @param {string[]} terms */
  async havingAny(terms) {
    const sets = await Promise.all(terms.map((term) => this.having(term)));
    return sets.reduce((one, other) => one.or(other), new Bitset(this.index.size));
  }

  /**
   * The set of each value of a facet, in order of the values.
   * @param {string} facet
   * @returns {Promise<[string, Bitset][]>}
   */
  async byValue(facet) {
    const entries = await this.index.entries("filter", `${facet}=`, `${facet}=${LAST}`);
    return Promise.all(entries.map(async ({ term, lists }) => {
      const list = /** @type {import("./index/index_reader.js").List} */ (lists.get(0));
      const value = term.slice(facet.length + 1);
      return /** @type {[string, Bitset]} */ ([value, await this.index.bitset(list)]);
    }));
  }

  /** @param {boolean} closed */
  async thatAre(closed) {
    const { closed: first } = this.index.root.blocks;
    const found = new Bitset(this.index.size);
    if (closed) found.addRun(first, this.index.size - 1);
    else found.addRun(0, first - 1);
    // Spare numbers are neither.
    return found.and(await this.all());
  }
}
