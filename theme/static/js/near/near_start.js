// @ts-check
/** Other places to start from than one's own position: a region, or what a name or street finds. */

import { Regions } from "../engine/index/regions.js";
import { Damaged } from "../engine/index/index_reader.js";
import { element, word } from "../shared/wording.js";

const MAX_PLACES = 8;

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
      await begin({ point, title: word("from-region", { place }), address: code });
    } catch (error) {
      fail(error);
    }
  });
}

/**
 * Institutions that a name, a street or a township finds; each of them is a place to start from.
 * @param {HTMLElement} form
 * @param {HTMLElement} list
 * @param {{ files: string, begin: Begin, fail: (error: unknown) => void }} page
 */
export function offerPlaces(form, list, { files, begin, fail }) {
  const said = /** @type {HTMLElement} */ (document.getElementById("places-said"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = form.querySelector("input")?.value.trim();
    if (!text) return;
    const { localSearch } = await import("../engine/engine.js");
    const answer = await localSearch(files)({ text, kinds: ["facility"], limit: MAX_PLACES });
    if ("damaged" in answer) return fail(new Damaged(answer.damaged));
    const hits = "results" in answer ? answer.results.hits : [];
    const placed = hits.filter((hit) => hit.lon !== null && hit.lat !== null);
    said.textContent = placed.length ? word("choose") : word("no-place");
    list.replaceChildren(...placed.map((hit) => {
      const item = document.createElement("li");
      const button = element("button", hit.title);
      button.append(element("small", hit.address));
      button.addEventListener("click", () => {
        const point = { lon: Number(hit.lon), lat: Number(hit.lat) };
        begin({ point, title: word("from", { place: hit.title }), address: hit.id }).catch(fail);
      });
      item.append(button);
      return item;
    }));
  });
}
