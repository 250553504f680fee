// @ts-check
/** How many hits have each value of a facet. */

/** Begins the facets that order by grade, which nobody wants counted. */
const RANK = "rank:";

/** @typedef {Record<string, Record<string, number>>} Counts facet → value → number of hits */

/**
 * @param {import("./index/index_reader.js").IndexedDocument[]} documents
 * @returns {Counts}
 */
export function counted(documents) {
  /** @type {Counts} */
  const counts = {};
  for (const document of documents) {
    const values = {
      ...document.facets,
      document: [document.kind],
      closed: [String(document.closed)],
      filed: document.filed === null ? [] : [String(document.filed)],
    };
    for (const [facet, names] of Object.entries(values)) {
      if (facet.startsWith(RANK)) continue;
      const own = (counts[facet] ??= {});
      for (const name of names) own[name] = (own[name] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * @param {import("./index/index_reader.js").IndexedDocument[]} documents
 * @param {string[]} regions digits of their codes
 * @returns {Record<string, number>}
 */
export function countedByRegion(documents, regions) {
  return Object.fromEntries(regions.map((digits) =>
    [digits, documents.filter(({ code }) => code.startsWith(digits)).length]));
}

/**
 * The same from sets, where no words were looked for.
 * @param {import("./index/bitset.js").Bitset} hits
 * @param {string[]} facets
 * @param {import("./filters.js").Filters} filters
 * @returns {Promise<Counts>}
 */
export async function countedBySets(hits, facets, filters) {
  const found = await Promise.all(facets.map(async (facet) => {
    const sets = await filters.byValue(facet);
    return [facet, Object.fromEntries(sets.map(([value, bits]) => [value, bits.and(hits).count]))];
  }));
  return Object.fromEntries(found);
}
