// @ts-check
/** A query as it stands in the parameters of an address, the same as
 * `generator/search/query/query_params.py`. */

/** Begins the names of filters by grade and the orders by it. */
export const GRADE = "grade.";
const DOCUMENTS = new Set(["facility", "policy", "interpretation"]);
/** Name in an address → facet. */
const FACETS = {
  form: "kind",
  demonstration: "demonstration",
  inclusive: "inclusive",
  clear: "clear",
  mode: "service_mode",
  age: "age_class",
  nature: "nature",
};
const NAMES = new Set([
  "region", "near", "kind", "filed", "closed", "fee", "places", ...Object.keys(FACETS),
]);

/** @typedef {import("./query.js").Query} Query */

/**
 * The facet that a filter looks at; undefined for filters without one.
 * @param {string} name
 * @returns {string | undefined}
 */
export function facetOf(name) {
  if (name.startsWith(GRADE)) return `grade:${name.slice(GRADE.length)}`;
  return /** @type {Record<string, string>} */ (FACETS)[name];
}

/** @param {string} name */
export function isFilter(name) {
  return NAMES.has(name) || name.startsWith(GRADE);
}

/**
 * The query that an address asks. What cannot be meant is left out, so that an old or mistyped
 * address still finds something; a wrong region is refused by the engine.
 * @param {URLSearchParams} values
 * @returns {Query}
 */
export function queryOf(values) {
  const truth = (/** @type {string} */ name) => {
    const value = values.get(name);
    return value === "true" ? true : value === "false" ? false : undefined;
  };
  const number = (/** @type {string} */ name) => {
    const value = values.get(name) ?? "";
    return /^\d{1,7}(\.\d{1,2})?$/.test(value) ? Number(value) : undefined;
  };
  const places = number("places");
  return {
    text: values.get("q") ?? "",
    region: values.get("region") || undefined,
    near: values.get("near") || undefined,
    kinds: values.getAll("kind").filter((kind) => DOCUMENTS.has(kind)),
    facets: facets(values),
    filed: truth("filed"),
    closed: truth("closed"),
    fee: number("fee"),
    places: places === undefined ? undefined : Math.ceil(places),
    ...order(values.get("order") ?? ""),
  };
}

/** @param {URLSearchParams} values */
function facets(values) {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const [name, value] of values) {
    const facet = facetOf(name);
    if (facet && value) (found[facet] ??= []).push(value);
  }
  return found;
}

/**
 * @param {string} written
 * @returns {Pick<Query, "order" | "scheme">}
 */
function order(written) {
  if (written === "fee" || written === "newest") return { order: written };
  if (!written.startsWith(GRADE)) return {};
  return { order: "grade", scheme: written.slice(GRADE.length) };
}
