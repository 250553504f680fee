// @ts-check
/**
 * The documents nearest to a point. Boxes around pages of blocks and around blocks say which to
 * read; reading ends when nothing unread can be nearer than the last one asked for. Where few of
 * those that were read fit, lists say in which blocks others may be.
 */

import { distance, distanceToBox } from "../shared/distance.js";
import { passes } from "./near_filters.js";
import { compare } from "../engine/index/index_reader.js";

/** Files that are asked for at once. */
const AHEAD = 4;
/** After so many blocks it is looked whether lists cost less. */
const MAX_BLOCKS_BEFORE_LISTS = 4;
/** They do where fewer than one in so many documents fits. */
const RARE = 4;
/** So many are enough where the next ones lie far apart, each in a block of its own. */
const SOME = 3;
/** Parts of a degree in which boxes are written. */
const SCALE = 1000;
const NAME = 16;

/**
 * @typedef {import("../shared/position.js").Point} Point
 * @typedef {import("../engine/index/index_reader.js").IndexedDocument} IndexedDocument
 * @typedef {IndexedDocument & Point & { metres: number }} Near
 * @typedef {{
 *   metres: number, page: number, block: number | null,
 *   read: () => Promise<Step[]> | Promise<Near[]>,
 * }} Step `block` is null for a page of blocks
 * @typedef {{ found: Near[], left: boolean, seen: Near[] }} Nearest
 */

/**
 * The documents that fit and are nearest to a point, nearest first, equally near ones by id;
 * whether there may be more within the distance, and all documents that were read.
 * @param {import("../engine/index/index_reader.js").Index} index
 * @param {Point} from
 * @param {{
 *   most: number, within: number, blocks?: number, far?: number,
 *   wanted: import("./near_filters.js").Wanted, early?: (found: Near[]) => void,
 * }} asked `within` metres; after so many `blocks` some are enough where few documents fit, after so
 *   many pages of blocks, `far`, whatever was found; `early` is called once with the first few as
 *   soon as nothing unread can be nearer
 * @returns {Promise<Nearest>}
 */
export async function nearest(index, from, asked) {
  const { most, within, blocks = Infinity, far = Infinity, wanted } = asked;
  let { early } = asked;
  /** @type {Near[]} */
  let found = [];
  /** @type {Near[]} */
  const seen = [];
  /** @type {import("./near_fitting.js").Fitting | null} */
  let fitting = null;
  let [read, opened] = [0, 0];
  let steps = await pages(index, from);
  const bound = () => (found.length < most ? within : found[most - 1].metres);
  for (;;) {
    steps.sort((one, other) => one.metres - other.metres);
    steps = steps.filter(({ page, block }) =>
      !fitting || (block === null ? fitting.mayPage(page) : fitting.may(block)));
    const certain = found.filter(({ metres }) => metres <= (steps[0]?.metres ?? Infinity));
    const enough = opened >= far || (fitting !== null && read >= blocks && certain.length >= SOME);
    const next = enough ? [] : steps.filter((step) => step.metres <= bound()).slice(0, AHEAD);
    if (!next.length) return { found: enough ? certain : found, left: enough, seen };
    if (early && certain.length >= SOME) {
      early(certain);
      early = undefined;
    }
    steps = steps.filter((step) => !next.includes(step));
    for (const { block, page } of next) if (block === null) await fitting?.readPage(page);
    const before = seen.length;
    const answers = await Promise.all(next.map((step) => step.read()));
    next.forEach(({ block }, at) => {
      if (block === null) steps.push(.../** @type {Step[]} */ (answers[at]));
      else seen.push(.../** @type {Near[]} */ (answers[at]));
      read += block === null ? 0 : 1;
      opened += block === null ? 1 : 0;
    });
    found = [...found, ...seen.slice(before).filter((each) => each.metres <= within && passes(each, wanted))]
      .sort(byDistance).slice(0, most);
    const rare = found.length < most && found.length * RARE < seen.length;
    if (!fitting && read >= MAX_BLOCKS_BEFORE_LISTS && rare) {
      const { Fitting } = await import("./near_fitting.js");
      fitting = new Fitting(index, wanted);
      const known = new Set(steps.flatMap(({ block, page }) => (block === null ? [] : [page])));
      await Promise.all([fitting.read(), ...[...known].map((page) => fitting?.readPage(page))]);
    }
  }
}

/** @param {Near} one @param {Near} other */
function byDistance(one, other) {
  return one.metres - other.metres || compare(one.id, other.id);
}

/**
 * A step for each page of blocks, or where the index is not huge for each block; what has closed
 * facilities alone is left out.
 * @param {import("../engine/index/index_reader.js").Index} index
 * @param {Point} from
 * @returns {Promise<Step[]>}
 */
async function pages(index, from) {
  const { block, page, blocks, bounds, boxes: every } = index.root;
  if (every) {
    const open = Math.ceil(blocks.closed / block);
    return boxes(await index.json(every)).filter(({ at }) => at < open)
      .map(({ at, box }) => ofBlock(index, from, at, box));
  }
  const { boxes: around, names } = await index.json(bounds);
  const size = page * block;
  return boxes(around).flatMap(({ at, box }) => (at * size >= blocks.closed ? [] : [{
    metres: distanceToBox(from, box),
    page: at,
    block: null,
    read: async () => {
      const inside = await index.json(names.slice(at * NAME, (at + 1) * NAME));
      return boxes(inside).flatMap((inner) => {
        const number = at * page + inner.at;
        return number * block >= blocks.closed ? [] : [ofBlock(index, from, number, inner.box)];
      });
    },
  }]));
}

/**
 * The boxes of four columns that are there, in degrees.
 * @param {(number | null)[][]} columns
 * @returns {{ at: number, box: import("../shared/distance.js").Box }[]}
 */
function boxes([west, south, east, north]) {
  return west.flatMap((_, at) => {
    const sides = [west[at], south[at], east[at], north[at]];
    if (sides.some((side) => side === null)) return [];
    const box = sides.map((side) => Number(side) / SCALE);
    return [{ at, box: /** @type {import("../shared/distance.js").Box} */ (box) }];
  });
}

/**
 * @param {import("../engine/index/index_reader.js").Index} index
 * @param {Point} from
 * @param {number} at
 * @param {import("../shared/distance.js").Box} box
 * @returns {Step}
 */
function ofBlock(index, from, at, box) {
  const placed = async () => (await index.block(at)).flatMap((each) => {
    if (each.lon === null || each.lat === null || each.closed) return [];
    const point = { lon: each.lon, lat: each.lat };
    return [{ ...each, ...point, metres: distance(from, point) }];
  });
  const page = Math.floor(at / index.root.page);
  return { metres: distanceToBox(from, box), page, block: at, read: placed };
}
