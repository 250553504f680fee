// @ts-check
/** Other places to start from than one's own position: a region, or what a name or street finds. */

import { Regions } from "../engine/index/regions.js";
import { Damaged } from "../engine/index/index_reader.js";
import { rememberRegion } from "../shared/last_region.js";
import { element, word } from "../shared/wording.js";

const MAX_PLACES = 8;
/** Hits that are looked at for the regions that they lie in. */
const LOOKED_AT = 10;

/**
 * @typedef {(start: import("./near.js").Start) => Promise<void>} Begin
 * @typedef {import("../engine/index/index_reader.js").Index} Index
 * @typedef {<T>(ask: (index: Index) => Promise<T>) => Promise<T>} Reading
 */

/**
 * One list of regions below the other, as deep as is chosen.
 * @param {HTMLElement} form
 * @param {HTMLElement} levels
 * @param {{ reading: Reading, begin: Begin, fail: (error: unknown) => void }} page
 */
export function offerRegions(form, levels, { reading, begin, fail }) {
  const selects = () => [...levels.querySelectorAll("select")];
  const below = (/** @type {string} */ code) => reading((index) => new Regions(index).below(code));

  /** @param {string} code */
  async function deepen(code) {
    const regions = await below(code);
    if (!regions.length) return;
    const select = document.createElement("select");
    const above = selects().at(-1)?.selectedOptions[0]?.text;
    select.setAttribute("aria-label", above ?? form.querySelector("legend")?.textContent ?? "");
    select.add(new Option(word(code ? "all-of" : "choose"), ""));
    for (const { code, title } of regions) select.add(new Option(title, code));
    select.addEventListener("change", () => chosen(select).catch(fail));
    levels.append(select);
    if (regions.length > 1) return;
    select.selectedIndex = 1;
    await chosen(select);
  }

  /** @param {HTMLSelectElement} select */
  async function chosen(select) {
    for (const deeper of selects().slice(selects().indexOf(select) + 1)) deeper.remove();
    if (select.value) await deepen(select.value);
  }

  const begun = () => {
    const open = form.closest("details")?.open;
    if (open && !levels.children.length) deepen("").catch(fail);
  };
  form.closest("details")?.addEventListener("toggle", begun);
  // It may be open already.
  begun();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const picked = selects().filter((select) => select.value);
    const code = picked.at(-1)?.value;
    if (!code) return;
    try {
      const point = await reading((index) => new Regions(index).middle(code));
      if (!point) throw new Damaged(code);
      const place = picked.slice(-2).map((select) => select.selectedOptions[0].text).join(" ");
      rememberRegion(code);
      await begin({ point, title: word("from-region", { place }), address: code });
    } catch (error) {
      fail(error);
    }
  });
}

/**
 * Regions that a name means, then institutions that a name, a street or a township finds; each of
 * them is a place to start from.
 * @param {HTMLElement} form
 * @param {HTMLElement} list
 * @param {{ files: string, reading: Reading, begin: Begin, fail: (error: unknown) => void }} page
 */
export function offerPlaces(form, list, { files, reading, begin, fail }) {
  const said = /** @type {HTMLElement} */ (document.getElementById("places-said"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = form.querySelector("input")?.value.trim();
    if (!text) return;
    const ask = await (ready ??= import("../engine/engine.js").then(({ localClient }) =>
      localClient(files)));
    const answer = await ask("search", { text, kinds: ["facility"], limit: LOOKED_AT });
    if ("damaged" in answer) return fail(new Damaged(answer.damaged));
    /** @type {import("../engine/engine.js").Results} */
    const found = "value" in answer ? answer.value : { hits: [], total: 0, exact: true };
    const named = await ask("regionNames", found.readAs ?? text, found.hits, true);
    /** @type {import("../engine/region_names.js").RegionName[]} */
    const regions = "value" in named ? named.value : [];
    const placed = found.hits.filter((hit) => hit.lon !== null && hit.lat !== null);
    said.textContent = regions.length + placed.length
      ? word(found.exact ? "places-found" : "places-many", { num: found.total })
      : word("no-place");
    list.replaceChildren(
      ...regions.map(({ code, title, above, total }) => {
        const place = [...above.slice(-1), title].join(" ");
        return choice(title, [above.join(" "), word("count", { num: total })], async () => {
          const point = await reading((index) => new Regions(index).middle(code));
          if (!point) throw new Damaged(code);
          await begin({ point, title: word("from-region", { place }), address: code });
        }, fail);
      }),
      ...placed.slice(0, MAX_PLACES).map((hit) => choice(hit.title, [hit.address], () => {
        const point = { lon: Number(hit.lon), lat: Number(hit.lat) };
        return begin({ point, title: word("from", { place: hit.title }), address: hit.id });
      }, fail)),
    );
  });
}

/** @type {Promise<import("../engine/engine.js").Ask> | null} */
let ready = null;

/**
 * A line with a place to start from.
 * @param {string} title
 * @param {string[]} beside
 * @param {() => Promise<void>} chosen
 * @param {(error: unknown) => void} fail
 */
function choice(title, beside, chosen, fail) {
  const item = document.createElement("li");
  const button = element("button", title);
  button.append(element("small", beside.filter(Boolean).join(" · ")));
  button.addEventListener("click", () => chosen().catch(fail));
  item.append(button);
  return item;
}
