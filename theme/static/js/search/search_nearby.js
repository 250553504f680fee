// @ts-check
/** Where the visitor is, for the order of results by distance. */

import { distance, worded } from "../shared/distance.js";
import { located } from "../shared/position.js";
import { word } from "../shared/wording.js";

export { Unplaced } from "../shared/position.js";

/**
 * A position, and how far something is from it in words; nothing for what has no point.
 * @typedef {{
 *   point: import("../shared/position.js").Point,
 *   far: (hit: import("../engine/engine.js").Hit) => string,
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
