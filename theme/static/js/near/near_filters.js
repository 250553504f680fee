// @ts-check
/** What a visitor wants of the places near by; parameters and meaning are those of the search. */

/**
 * @typedef {{ filed: boolean, fee: number | null, facets: Record<string, string[]> }} Wanted
 *   `fee` is yuan a month at most; of every facet one of the values
 */

/**
 * What a form asks for.
 * @param {HTMLFormElement} form
 * @returns {Wanted}
 */
export function wanted(form) {
  const values = new FormData(form);
  /** @type {Record<string, string[]>} */
  const facets = {};
  for (const { name, facet } of facetsOf(form)) {
    const chosen = values.getAll(name).map(String).filter(Boolean);
    if (chosen.length) facets[facet] = chosen;
  }
  return { filed: values.has("filed"), fee: Number(values.get("fee")) || null, facets };
}

/**
 * Whether a facility is what is asked for. What was not published fits no condition.
 * @param {import("../engine/index/index_reader.js").IndexedDocument} found
 * @param {Wanted} asked
 */
export function passes(found, { filed, fee, facets }) {
  return found.kind === "facility"
    && (!filed || found.filed)
    && (fee === null || (found.fee !== null && found.fee <= fee))
    && Object.entries(facets).every(([facet, values]) =>
      (found.facets[facet] ?? []).some((value) => values.includes(value)));
}

/**
 * Sets a form to what an address says; one that says nothing leaves it as it is.
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} values
 */
export function fill(form, values) {
  const names = new Set(Array.from(form.elements, (each) =>
    /** @type {HTMLInputElement} */ (each).name));
  if (![...names, "all"].some((name) => values.has(name))) return;
  for (const each of form.elements) {
    if (each instanceof HTMLSelectElement) each.value = values.get(each.name) ?? "";
    if (each instanceof HTMLInputElement) {
      each.checked = values.getAll(each.name).includes(each.value);
    }
  }
}

/**
 * What a form asks for, as an address says it; `all` where it asks for everything.
 * @param {HTMLFormElement} form
 */
export function written(form) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) values.append(name, String(value));
  if (!values.size) values.set("all", "");
  return values;
}

/**
 * The groups of a form, each by the name of its controls and its facet in the index.
 * @param {HTMLFormElement} form
 */
function facetsOf(form) {
  return Array.from(form.querySelectorAll("[data-facet]"), (group) => {
    const { facet = "", parameter = "" } = /** @type {HTMLElement} */ (group).dataset;
    return { name: parameter, facet };
  });
}
