// @ts-check
/**
 * The documents nearest to a point. Boxes around pages of blocks and around blocks say which to
 * read; reading ends when nothing unread can be nearer than the last one asked for.
 */

import { distance, distanceToBox } from "./near_distance.js";
import { compare } from "./reading.js";

/** Files that are asked for at once. */
const AHEAD = 3;
/** Parts of a degree in which boxes are written. */
const SCALE = 1000;
const NAME = 16;

/**
 * @typedef {import("./position.js").Point} Point
 * @typedef {import("./reading.js").Found & Point & { metres: number }} Near
 * @typedef {{ metres: number, read: () => Promise<Step[]> | Promise<Near[]>, last: boolean }} Step
 */

/**
 * The documents that pass nearest to a point, nearest first; equally near ones by id.
 * @param {import("./reading.js").Index} index
 * @param {Point} from
 * @param {{
 *   most: number, within: number, passes: (found: import("./reading.js").Found) => boolean,
 * }} wanted `within` metres
 * @returns {Promise<Near[]>}
 */
export async function nearest(index, from, { most, within, passes }) {
  /** @type {Near[]} */
  let found = [];
  let steps = await pages(index, from);
  const bound = () => (found.length < most ? within : found[most - 1].metres);
  for (;;) {
    steps.sort((one, other) => one.metres - other.metres);
    const next = steps.filter((step) => step.metres <= bound()).slice(0, AHEAD);
    if (!next.length) return found;
    steps = steps.slice(next.length);
    const read = await Promise.all(next.map((step) => step.read()));
    next.forEach((step, at) => {
      if (step.last) found.push(.../** @type {Near[]} */ (read[at]));
      else steps.push(.../** @type {Step[]} */ (read[at]));
    });
    found = found.filter((each) => each.metres <= within && passes(each)).sort(byDistance);
    found.length = Math.min(found.length, most);
  }
}

/** @param {Near} one @param {Near} other */
function byDistance(one, other) {
  return one.metres - other.metres || compare(one.id, other.id);
}

/**
 * A step for each page of blocks; pages with closed facilities alone are left out.
 * @param {import("./reading.js").Index} index
 * @param {Point} from
 * @returns {Promise<Step[]>}
 */
async function pages(index, from) {
  const { block, page, blocks, bounds } = index.root;
  const { boxes: around, names } = await index.json(bounds);
  const size = page * block;
  return boxes(around).flatMap(({ at, box }) => (at * size >= blocks.closed ? [] : [{
    metres: distanceToBox(from, box),
    last: false,
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
 * @returns {{ at: number, box: import("./near_distance.js").Box }[]}
 */
function boxes([west, south, east, north]) {
  return west.flatMap((_, at) => {
    const sides = [west[at], south[at], east[at], north[at]];
    if (sides.some((side) => side === null)) return [];
    const box = sides.map((side) => Number(side) / SCALE);
    return [{ at, box: /** @type {import("./near_distance.js").Box} */ (box) }];
  });
}

/**
 * @param {import("./reading.js").Index} index
 * @param {Point} from
 * @param {number} at
 * @param {import("./near_distance.js").Box} box
 * @returns {Step}
 */
function ofBlock(index, from, at, box) {
  const placed = async () => (await index.block(at)).flatMap((each) => {
    if (each.lon === null || each.lat === null || each.closed) return [];
    const point = { lon: each.lon, lat: each.lat };
    return [{ ...each, ...point, metres: distance(from, point) }];
  });
  return { metres: distanceToBox(from, box), last: true, read: placed };
}
