// @ts-check
/** What the search box suggests for a text: at most eight places to go. */

import { lastRegion } from "../shared/last_region.js";
import { regionHref } from "../shared/region_href.js";

const MAX_ENTRIES = 8;
const HITS = 6;

/**
 * @typedef {{
 *   href: string, title: string, spans: [number, number][], kind: string, beside: string,
 * }} Entry
 * @typedef {{
 *   labels: import("../engine/labels.js").Label[], words: Record<string, string>, regions: string,
 * }} Said what the site says about labels and regions
 */

/**
 * @param {string} text
 * @param {import("../engine/engine.js").Ask} ask
 * @param {Said} said
 * @param {string} search the address of the search page
 * @returns {Promise<Entry[]>}
 */
export async function entries(text, ask, said, search) {
  const query = { text, limit: HITS, favour: lastRegion() };
  const [answer, labels] = await Promise.all([
    ask("search", query),
    ask("labelled", text, said.labels),
  ]);
  /** @type {import("../engine/engine.js").Hit[]} */
  const hits = "value" in answer ? answer.value.hits : [];
  const regions = await ask("regionNames", text, hits.map(({ code, regions: names }) =>
    ({ code, regions: names })));
  const lines = [
    ...("value" in labels ? labels.value.map(labelled(said, search)) : []),
    ...("value" in regions ? regions.value.map(region(said)) : []),
  ];
  return [...lines, ...hits.map(hit(said)).slice(0, MAX_ENTRIES - lines.length)];
}

/** @param {Said} said @param {string} search */
function labelled({ words }, search) {
  return (/** @type {import("../engine/labels.js").Labelled} */ { label, rest, total }) => {
    const values = new URLSearchParams(rest ? { q: rest } : {});
    values.set(label.parameter, label.value);
    const title = words.labelled.replace("{title}", label.title).replace("{num}", String(total));
    return /** @type {Entry} */ ({ href: `${search}?${values}`, title, spans: [], kind: "", beside: "" });
  };
}

/** @param {Said} said */
function region({ words, regions }) {
  return (/** @type {import("../engine/region_names.js").RegionName} */ { code, title, above }) =>
    /** @type {Entry} */ ({
      href: regionHref(regions, code),
      title,
      spans: [],
      kind: words.region,
      beside: above.slice(-1).join(""),
    });
}

/** @param {Said} said */
function hit({ words }) {
  return (/** @type {import("../engine/engine.js").Hit} */ found) => {
    const [title, ...others] = found.matched;
    // Where the title does not show why it was found, what does.
    const why = title.spans.length ? "" : others[0]?.text ?? "";
    const facility = found.kind === "facility";
    return /** @type {Entry} */ ({
      href: found.url,
      title: title.text,
      spans: title.spans,
      kind: facility ? found.summary.status ?? "" : words[found.kind],
      beside: why || (facility ? found.regions.slice(-2).join(" ") : ""),
    });
  };
}
