// @ts-check
/** Distances on the earth, the same as `generator/model/coordinates.py`, and what to call them. */

/** @typedef {import("./position.js").Point} Point */
/** @typedef {[west: number, south: number, east: number, north: number]} Box degrees */

const EARTH_RADIUS = 6_371_008.8;
/** Metres that a parent with a pram walks in a minute. */
const PACE = 75;
/** Nobody walks further with a small child, metres. */
const WALKABLE = 3000;

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;

/**
 * Metres between two points along the great circle.
 * @param {Point} one
 * @param {Point} other
 */
export function distance(one, other) {
  const half = Math.sin(radians(other.lat - one.lat) / 2) ** 2
    + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat))
    * Math.sin(radians(other.lon - one.lon) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

/**
 * Metres that nothing in a box is nearer than; 0 inside.
 * @param {Point} point
 * @param {Box} box
 */
export function distanceToBox(point, [west, south, east, north]) {
  const clamped = (/** @type {number} */ lat) => Math.min(north, Math.max(south, lat));
  const turned = ((((point.lon - west) % 360) + 360) % 360) + west;
  if (turned <= east) return distance(point, { lon: point.lon, lat: clamped(point.lat) });
  return Math.min(...[west, east].flatMap((lon) => {
    // On a meridian the nearest latitude is where the great circle meets it at a right angle.
    const turn = Math.cos(radians(lon - point.lon));
    const foot = Math.atan2(Math.sin(radians(point.lat)), Math.cos(radians(point.lat)) * turn);
    return [south, north, clamped((foot * 180) / Math.PI)].map((lat) =>
      distance(point, { lon, lat }));
  }));
}

/**
 * Minutes on foot, rounded up; null for what is too far to walk.
 * @param {number} metres
 */
export function walk(metres) {
  return metres > WALKABLE ? null : Math.max(1, Math.ceil(metres / PACE));
}

/** @type {Record<string, string>} */
const UNITS = { metres: "m", kilometres: "km" };

/**
 * What stands behind the # of a link that takes a distance along (`from_near.js`).
 * @param {number} metres
 */
export function carried(metres) {
  return `#far=${worded(metres, (name, { num }) => num + UNITS[name])}`;
}

/**
 * A distance as people say it.
 * @param {number} metres
 * @param {(name: string, values: Record<string, string>) => string} word
 */
export function worded(metres, word) {
  if (metres < 995) {
    return word("metres", { num: String(Math.max(10, Math.round(metres / 10) * 10)) });
  }
  const kilometres = metres < 9950 ? (metres / 1000).toFixed(1) : String(Math.round(metres / 1000));
  return word("kilometres", { num: kilometres.replace(/\.0$/, "") });
}
