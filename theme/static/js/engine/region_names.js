// @ts-check
/** Regions found by their names. */

import { regionPrefix } from "./filters.js";
import { Regions } from "./index/regions.js";

const MAX_REGIONS = 2;
/** Hits whose regions are looked at. */
const MAX_HITS = 10;

/**
 * A region and those above it, the highest first; `total` is how many facilities it has, 0 where
 * that was not asked for.
 * @typedef {{ code: string, title: string, above: string[], total: number }} RegionName
 */

/**
 * Provinces, cities and counties with this piece in their name, or whose name sounds so from its
 * beginning; townships where the index is small, or as far as the first hits lie in them. Those
 * whose name begins so first.
 * @param {import("./engine.js").Engine} engine
 * @param {string} text
 * @param {import("./query.js").Hit[]} hits
 * @param {boolean} counted whether their facilities are counted, which reads a list of each
 * @returns {Promise<RegionName[]>}
 */
export async function regionNames(engine, text, hits, counted) {
  const { folding, index } = engine;
  const { words, joined } = await engine.prepared({ text });
  const asked = [joined, ...words].flatMap((word) => (word && !word.single ? [word] : []));
  if (!asked.length) return [];
  // 0: begins so, 1: has it, 2: sounds so; -1: none of these.
  const likeness = (/** @type {string} */ title) => {
    const folded = folding.fold(title);
    const found = asked.map((word) => {
      const at = folded.indexOf(word.text);
      return at >= 0 ? Math.min(1, at) : word.isLikeAt(folded, 0) ? 2 : -1;
    });
    return Math.min(...found.filter((each) => each >= 0), Infinity);
  };
  /** @type {Map<string, RegionName>} */
  const found = new Map();
  const regions = new Regions(index);
  for (const { code, title, parent } of await regions.named()) {
    // Those above stand before.
    const over = found.get(parent);
    const above = over ? [...over.above, over.title] : [];
    found.set(code, { code, title, above, total: 0 });
  }
  for (const hit of hits.slice(0, MAX_HITS)) {
    if (!hit.regions.some((name) => likeness(name) < Infinity)) continue;
    const chain = await regions.chain(regionPrefix(hit.code));
    chain.forEach(({ code, title }, at) => {
      const above = chain.slice(0, at).map((each) => each.title);
      found.set(code, { code, title, above, total: 0 });
    });
  }
  const best = [...found.values()]
    .filter(({ title }) => likeness(title) < Infinity)
    .sort((one, other) => likeness(one.title) - likeness(other.title)
      || one.code.length - other.code.length || (one.code < other.code ? -1 : 1))
    .slice(0, MAX_REGIONS);
  if (!counted) return best;
  const filters = await engine.filters();
  return Promise.all(best.map(async (region) => {
    const [inside, facilities] = await Promise.all([
      filters.region(region.code), filters.having("document=facility"),
    ]);
    return { ...region, total: inside.and(facilities).count };
  }));
}
