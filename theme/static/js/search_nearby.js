// @ts-check
/** Where the visitor is, for the order of results by distance. */

import { distance, worded } from "./near_distance.js";
import { located } from "./position.js";
import { word } from "./wording.js";

export { Unplaced } from "./position.js";

/**
 * A position, and how far something is from it in words; nothing for what has no point.
 * @typedef {{
 *   point: import("./position.js").Point, far: (hit: import("./engine.js").Hit) => string,
 * }} Nearby
 */

/** @returns {Promise<Nearby>} Unplaced where the browser tells no position */
export async function nearbyNow() {
  const point = await located();
  return {
    point,
    far: ({ lon, lat }) =>
      (lon === null || lat === null ? "" : worded(distance(point, { lon, lat }), word)),
  };
}
