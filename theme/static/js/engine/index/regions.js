// @ts-check
/** The regions of the index, level by level, and where the middle of one is. */

const NAME = 16;
/** Blocks that are read to find the middle of a region, at most. */
const SAMPLE = 6;

/** @typedef {{ code: string, title: string, parent: string }} Region codes as filters have them */

export class Regions {
  /** @param {import("./index_reader.js").Index} index */
  constructor(index) {
    this.index = index;
  }

  /**
   * The regions right below one; the highest of all for an empty code.
   * @param {string} code
   * @returns {Promise<Region[]>}
   */
  async below(code) {
    const top = await this.index.json(this.index.root.regions);
    // Counties right below a province stand on pages of cities that are none.
    const holds = (/** @type {string} */ city) =>
      (code.length === 2 ? city.startsWith(code) && !top.codes.includes(city)
        : code.startsWith(city));
    const pages = top.pages.flatMap((/** @type {string} */ city, /** @type {number} */ at) =>
      (holds(city) ? [this.index.json(top.names.slice(at * NAME, (at + 1) * NAME))] : []));
    const tables = [top, ...(await Promise.all(pages))];
    return tables.flatMap(regions).filter((each) => each.parent === code);
  }

  /**
   * Regions that can be looked for by name: provinces, cities and counties, and in a small index all.
   * @returns {Promise<Region[]>}
   */
  async named() {
    const { index } = this;
    const top = await index.json(index.root.regions);
    const pages = top.pages.map((/** @type {string} */ _, /** @type {number} */ at) =>
      top.names.slice(at * NAME, (at + 1) * NAME));
    const further = index.whole ? pages : [top.counties];
    const tables = await Promise.all(further.map((/** @type {string} */ name) => index.json(name)));
    return [top, ...tables].flatMap(regions);
  }

  /**
   * The regions above and including one, the highest first; none where it is not known.
   * @param {string} code
   * @returns {Promise<Region[]>}
   */
  async chain(code) {
    /** @type {Region[]} */
    const found = [];
    for (let level = await this.below(""); level.length;) {
      const next = level.find((each) => code.startsWith(each.code));
      if (!next) break;
      found.push(next);
      level = next.code === code ? [] : await this.below(next.code);
    }
    return found.at(-1)?.code === code ? found : [];
  }

  /**
   * The middle of the facilities of a region; null where none has a place.
   * @param {string} code
   * @returns {Promise<import("../../shared/position.js").Point | null>}
   */
  async middle(code) {
    const { index } = this;
    const list = (await index.lists("filter", `region=${code}`)).get(0);
    if (!list) return null;
    const inside = await index.bitset(list);
    const blocks = [...new Set(Array.from(inside.numbers(), (number) =>
      Math.floor(number / index.root.block)))];
    const step = Math.max(1, blocks.length / SAMPLE);
    const chosen = Array.from({ length: Math.min(SAMPLE, blocks.length) }, (_, at) =>
      blocks[Math.floor(at * step)]);
    const read = (await Promise.all(chosen.map((at) => index.block(at)))).flat();
    const points = read.flatMap(({ number, lon, lat }) =>
      (inside.has(number) && lon !== null && lat !== null ? [{ lon, lat }] : []));
    if (!points.length) return null;
    const mean = (/** @type {"lon" | "lat"} */ side) =>
      points.reduce((sum, point) => sum + point[side], 0) / points.length;
    return { lon: mean("lon"), lat: mean("lat") };
  }
}

/**
 * @param {{ codes: string[], titles: string[], parents: string[] }} table
 * @returns {Region[]}
 */
function regions({ codes, titles, parents }) {
  return codes.map((code, at) => ({ code, title: titles[at], parent: parents[at] }));
}
