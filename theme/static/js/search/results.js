// @ts-check
/** A hit as an entry of a list: the components of the region pages, with what was found marked. */

import { concernsOn, drawnConcerns, today } from "../shared/concerns.js";
import { carried, worded } from "../shared/distance.js";
import { element } from "../shared/wording.js";

/**
 * @typedef {(name: string, values?: Record<string, string | number>) => string} Words
 * @typedef {import("../engine/engine.js").Hit} Hit
 */

/**
 * @param {Hit} hit
 * @param {Words} word
 * @param {number | null} metres how far it is, if that is known
 */
export function drawn(hit, word, metres = null) {
  const item = document.createElement("li");
  const [title, ...others] = hit.matched;
  const link = document.createElement("a");
  link.href = hit.url;
  link.append(marked(title));
  const marks = gradesOf(hit);
  const [first] = marks;
  item.append(first ? /** @type {Node} */ (first.firstElementChild) : element("span", "", "mark"), link);
  const worst = drawnConcerns(concernsOn(hit.summary.concerns, today()), hit.url);
  if (worst) item.append(worst);
  const line = meta(hit, marks, word);
  if (metres !== null) {
    line.prepend(element("strong", worded(metres, word)), " ");
    link.hash = carried(metres);
  }
  item.append(line);
  for (const other of others) item.append(hitLine(other));
  return item;
}

/**
 * The drawings of a facility's grades, the one that lists show first at the front.
 * @param {import("../engine/index/index_reader.js").IndexedDocument} hit
 * @returns {DocumentFragment[]}
 */
export function gradesOf(hit) {
  const { never } = hit.summary;
  const labels = Object.entries(hit.facets).filter(([facet]) => facet.startsWith("grade:"))
    .map(([facet, [label]]) => [facet.slice(6), label]);
  // Without a grade in the scheme that comes first here: that is said first, as on its page.
  if (never) labels.push([never, ""]);
  const found = labels.flatMap(([scheme, label]) => {
    const template = [...document.querySelectorAll("template[data-scheme]")].find((each) =>
      each instanceof HTMLTemplateElement
      && each.dataset.scheme === scheme && each.dataset.label === label);
    return template instanceof HTMLTemplateElement ? [template] : [];
  });
  const order = (/** @type {HTMLTemplateElement} */ each) =>
    (each.dataset.scheme === never ? -1 : "leading" in each.dataset ? 0 : 1);
  found.sort((one, other) => order(one) - order(other)
    || ((one.dataset.scheme ?? "") < (other.dataset.scheme ?? "") ? -1 : 1));
  return found.map((each) => /** @type {DocumentFragment} */ (each.content.cloneNode(true)));
}

/**
 * @param {Hit} hit
 * @param {DocumentFragment[]} marks
 * @param {Words} word
 */
function meta(hit, marks, word) {
  const line = element("p", "", "meta");
  const parts = hit.kind === "facility" ? facility(hit, marks, word) : paper(hit, word);
  for (const part of parts.filter((each) => each && each.textContent)) {
    line.append(/** @type {Node} */ (part), " ");
  }
  return line;
}

/**
 * @param {Hit} hit
 * @param {DocumentFragment[]} marks the drawing of the first one is taken already
 * @param {Words} word
 */
function facility(hit, marks, word) {
  const { summary, fee, places } = hit;
  const [first, ...rest] = marks;
  return [
    summary.status ? element("strong", summary.status, "alert") : null,
    first ? first.firstElementChild : element("span", word("no-grade")),
    ...rest.map((each) => each.lastElementChild),
    summary.filing ? element("span", summary.filing, hit.filed === false ? "alert" : "") : null,
    summary.status_unknown ? element("span", summary.status_unknown) : null,
    summary.demonstration ? element("span", summary.demonstration) : null,
    fee === null ? null : element("span", word("fee", { fee: fee.toLocaleString("en-US") })),
    places === null ? null : element("span", word("places", { places })),
    element("span", hit.regions.slice(hit.code.slice(6, 9) === "000" ? -1 : -2).join(" ")),
  ];
}

/** @param {Hit} hit @param {Words} word */
function paper(hit, word) {
  const day = element("time", hit.published ?? "");
  return [
    element("span", word(hit.kind)),
    element("span", hit.numbers[0] ?? ""),
    element("span", hit.summary.issuers ?? ""),
    hit.published ? day : null,
  ];
}

/** @param {import("../engine/documents.js").Matched} matched */
function hitLine(matched) {
  const line = element("p", "", "hit why");
  line.append(marked(matched));
  return line;
}

/**
 * A text with what was found marked.
 * @param {import("../engine/documents.js").Matched} matched
 */
function marked({ text, spans }) {
  const found = document.createDocumentFragment();
  let at = 0;
  for (const [start, end] of spans) {
    found.append(text.slice(at, start), element("mark", text.slice(start, end)));
    at = end;
  }
  found.append(text.slice(at));
  return found;
}
