// @ts-check
/** The orders of hits that are asked for, the same as `docs/search.md`. */

import { pagesOf, values } from "./index/columns.js";
import { distance, distanceToBox } from "../shared/distance.js";
import { ByRank, isClosed } from "./bounds.js";

const NAME = 16;
/** Parts of a degree in which boxes are written. */
const SCALE = 1000;
const CENTIMETRES = 100;
/** More than from pole to pole: where there is no point. */
const NOWHERE = 21_000_000 * CENTIMETRES;
/** Pages of boxes that are read at once. */
const NEAREST = 3;

/**
 * @typedef {import("./index/index_reader.js").Index} Index
 * @typedef {import("./index/index_reader.js").IndexedDocument} IndexedDocument
 * @typedef {import("./index/bitset.js").Bitset} Bitset
 * @typedef {import("./bounds.js").Order} Order
 */

/**
 * The order that a query asks for.
 * @param {import("./query.js").Query} query
 * @param {import("./engine.js").Engine} engine
 * @returns {Promise<Order>}
 */
export async function orderOf(query, engine) {
  const { index } = engine;
  if (query.order === "fee") return new ByColumn(index, "fee");
  if (query.order === "newest") return new ByColumn(index, "day");
  if (query.order === "grade") {
    return new ByGrade(index, await (await engine.filters()).byValue(`rank:${query.scheme}`));
  }
  if (query.order === "distance" && query.position) return new ByDistance(index, query.position);
  const filters = await engine.filters();
  const [near, favoured] = await Promise.all([query.near, query.favour].map((region) =>
    (region ? filters.region(region) : null)));
  return new ByRank(index, near, favoured);
}

/** The lowest fee, or the newest day, first; those without last. */
class ByColumn {
  ranked = false;
  scale = 1;

  /** @param {Index} index @param {"fee" | "day"} column */
  constructor(index, column) {
    this.index = index;
    this.column = column;
    this.sign = column === "day" ? -1 : 1;
    /** @type {import("./index/columns.js").Values} */
    this.value = () => null;
    /** @type {Map<number, number>} */
    this.places = new Map();
    this.prepared = false;
  }

  /** @param {Bitset} candidates later ones are among the first */
  async prepare(candidates) {
    // Places that hits have already must not move.
    if (this.prepared) return;
    this.prepared = true;
    this.value = await values(this.index, this.column, candidates);
    const different = new Set();
    for (const number of candidates.numbers()) different.add(this.value(number));
    different.delete(null);
    const sorted = [...different].sort((one, other) => this.sign * (one - other));
    this.places = new Map(sorted.map((value, place) => [value, place]));
  }

  async refine() {
    return false;
  }

  /** @param {number} number */
  lowest(number) {
    const value = this.value(number);
    const none = this.places.size;
    const place = value === null ? none : this.places.get(value) ?? none;
    return isClosed(this.index, number) * (none + 1) + place;
  }

  /** @param {IndexedDocument} found */
  exact({ number }) {
    return this.lowest(number);
  }
}

/** The best grade of one scheme first. */
class ByGrade {
  ranked = false;
  scale = 1;

  /** @param {Index} index @param {[string, Bitset][]} sets best first */
  constructor(index, sets) {
    this.index = index;
    this.sets = sets.map(([, bits]) => bits);
  }

  async prepare() {}

  async refine() {
    return false;
  }

  /** @param {number} number */
  lowest(number) {
    const found = this.sets.findIndex((bits) => bits.has(number));
    const none = this.sets.length;
    return isClosed(this.index, number) * (none + 1) + (found < 0 ? none : found);
  }

  /** @param {IndexedDocument} found */
  exact({ number }) {
    return this.lowest(number);
  }
}

/**
 * The nearest first. Boxes around pages of blocks and around blocks say what may be near, so that
 * far blocks are not read.
 */
class ByDistance {
  ranked = false;
  scale = 1;

  /** @param {Index} index @param {import("../shared/position.js").Point} from */
  constructor(index, from) {
    this.index = index;
    this.from = from;
    this.width = index.root.page * index.root.block;
    /** @type {number[]} */
    this.pages = [];
    /** @type {Map<number, number[]>} */
    this.blocks = new Map();
    this.names = "";
  }

  /** @param {Bitset} candidates */
  async prepare(candidates) {
    const { boxes, names } = await this.index.json(this.index.root.bounds);
    this.names = names;
    this.pages = this.away(boxes);
    const near = pagesOf(candidates, this.width).sort((one, other) =>
      (this.pages[one] ?? NOWHERE) - (this.pages[other] ?? NOWHERE));
    await Promise.all(near.slice(0, NEAREST).map((page) => this.read(page)));
  }

  /** @param {number} number */
  async refine(number) {
    const page = Math.floor(number / this.width);
    if (this.blocks.has(page)) return false;
    await this.read(page);
    return true;
  }

  /** @param {number} page */
  async read(page) {
    const name = this.names.slice(page * NAME, (page + 1) * NAME);
    const boxes = !name || /^0*$/.test(name) ? [[], [], [], []] : await this.index.json(name);
    this.blocks.set(page, this.away(boxes));
  }

  /**
   * How far at least each of some boxes is, in centimetres.
   * @param {(number | null)[][]} boxes west, south, east, north
   */
  away([west, south, east, north]) {
    return west.map((_, at) => {
      if (west[at] === null) return NOWHERE;
      const box = [west[at], south[at], east[at], north[at]].map((side) => Number(side) / SCALE);
      return this.whole(distanceToBox(this.from, /** @type {[number, number, number, number]} */ (box)));
    });
  }

  /** @param {number} metres */
  whole(metres) {
    return Math.floor(metres * CENTIMETRES);
  }

  /** @param {number} number */
  lowest(number) {
    const page = Math.floor(number / this.width);
    const inside = this.blocks.get(page);
    const { block } = this.index.root;
    const away = inside
      ? inside[Math.floor((number % this.width) / block)] ?? NOWHERE
      : this.pages[page] ?? NOWHERE;
    return isClosed(this.index, number) * (NOWHERE + 1) + away;
  }

  /** @param {IndexedDocument} found */
  exact({ number, lon, lat }) {
    const away = lon === null || lat === null
      ? NOWHERE
      : this.whole(distance(this.from, { lon, lat }));
    return isClosed(this.index, number) * (NOWHERE + 1) + away;
  }
}
