// @ts-check
/** Where the visitor is, for the order of results by distance. */

import { distance } from "../shared/distance.js";
import { located } from "../shared/position.js";

export { Unplaced } from "../shared/position.js";

/**
 * A position, and how many metres something is from it; null for what has no point.
 * @typedef {{
 *   point: import("../shared/position.js").Point,
 *   far: (hit: import("../engine/engine.js").Hit) => number | null,
 * }} Nearby
 */

/** @returns {Promise<Nearby>} Unplaced where the browser tells no position */
export async function nearbyNow() {
  const point = await located();
  return {
    point,
    far: ({ lon, lat }) =>
      (lon === null || lat === null ? null : distance(point, { lon, lat })),
  };
}
