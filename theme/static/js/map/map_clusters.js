// @ts-check
/** Points that would cover each other, put together by a grid over the screen. */

/** Part of a cell within which two clusters are one. */
const NEAR = 0.8;

/**
 * @template T
 * @typedef {{ x: number, y: number, what: T[] }} Cluster in pixels, amid its members
 */

/**
 * The same points always make the same clusters, whatever part of the map is seen.
 * @template T
 * @param {T[]} points
 * @param {(point: T) => { x: number, y: number }} place in pixels of the whole map
 * @param {number} cell pixels
 * @returns {Cluster<T>[]}
 */
export function clustered(points, place, cell) {
  /** @type {Map<string, Cluster<T>>} */
  const cells = new Map();
  for (const point of points) {
    const { x, y } = place(point);
    const key = `${Math.floor(x / cell)} ${Math.floor(y / cell)}`;
    const cluster = cells.get(key) ?? { x: 0, y: 0, what: [] };
    const size = cluster.what.push(point);
    cluster.x += (x - cluster.x) / size;
    cluster.y += (y - cluster.y) / size;
    cells.set(key, cluster);
  }
  return apart([...cells.values()], cell * NEAR);
}

/**
 * Clusters on both sides of a line of the grid may still cover each other: those become one.
 * @template T
 * @param {Cluster<T>[]} clusters
 * @param {number} reach pixels
 * @returns {Cluster<T>[]}
 */
function apart(clusters, reach) {
  /** @type {Cluster<T>[]} */
  const kept = [];
  for (const next of clusters) {
    const other = kept.find(({ x, y }) => Math.hypot(x - next.x, y - next.y) < reach);
    if (!other) {
      kept.push(next);
      continue;
    }
    const share = next.what.length / (other.what.length + next.what.length);
    other.x += (next.x - other.x) * share;
    other.y += (next.y - other.y) * share;
    other.what.push(...next.what);
  }
  return kept.length < clusters.length ? apart(kept, reach) : kept;
}
