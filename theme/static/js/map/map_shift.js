// @ts-check
/**
 * The shift of Chinese map services (GCJ-02), the same as `generator/model/coordinates.py`: where a
 * true position has to be drawn on their tiles.
 */

/** @typedef {import("../shared/position.js").Point} Point */

const AXIS = 6378245;
const ECCENTRICITY = 0.00669342162296594323;

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;
const degrees = (/** @type {number} */ turn) => (turn * 180) / Math.PI;

/**
 * Where a WGS84 point is shown in GCJ-02; points outside China stay.
 * @param {Point} point
 * @returns {Point}
 */
export function shifted({ lon, lat }) {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return { lon, lat };
  const [east, north] = metres(lon - 105, lat - 35);
  const curve = 1 - ECCENTRICITY * Math.sin(radians(lat)) ** 2;
  const along = (AXIS * (1 - ECCENTRICITY)) / (curve * Math.sqrt(curve));
  const across = (AXIS / Math.sqrt(curve)) * Math.cos(radians(lat));
  return { lon: lon + degrees(east / across), lat: lat + degrees(north / along) };
}

/**
 * Metres east and north by which a point is moved that lies so many degrees from 105° E, 35° N.
 * @param {number} x
 * @param {number} y
 */
function metres(x, y) {
  const wave = (/** @type {number} */ turns) => Math.sin(turns * Math.PI);
  const root = Math.sqrt(Math.abs(x));
  const ripple = 20 * wave(6 * x) + 20 * wave(2 * x);
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    + ((ripple + 20 * wave(x) + 40 * wave(x / 3)) * 2) / 3
    + ((150 * wave(x / 12) + 300 * wave(x / 30)) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    + ((ripple + 20 * wave(y) + 40 * wave(y / 3)) * 2) / 3
    + ((160 * wave(y / 12) + 320 * wave(y / 30)) * 2) / 3;
  return [east, north];
}
