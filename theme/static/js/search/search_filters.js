// @ts-check
/** The sheet of filters, the chips that open it, and how many hits fit each choice. */

import { GRADE, facetOf } from "../engine/query_params.js";
import { RegionLevels } from "./search_regions.js";
import { element, word } from "../shared/wording.js";

/** Fewer hits than this are counted one by one. */
const COUNTED = 1500;

/** @typedef {Record<string, Record<string, number>>} Counts */

export class Sheet {
  /**
   * @param {HTMLElement} page
   * @param {import("../engine/engine.js").Ask} ask
   * @param {() => void} changed
   */
  constructor(page, ask, changed) {
    this.ask = ask;
    this.changed = changed;
    this.form = /** @type {HTMLFormElement} */ (document.getElementById("narrow"));
    this.dialog = /** @type {HTMLDialogElement} */ (document.getElementById("sheet"));
    this.chosen = /** @type {HTMLElement} */ (document.getElementById("chosen"));
    this.note = /** @type {HTMLElement} */ (document.getElementById("count-note"));
    this.badge = /** @type {HTMLElement} */ (document.getElementById("chosen-count"));
    this.regions = new RegionLevels(ask, () => this.change());
    /** @type {import("../engine/engine.js").Query} */
    this.query = {};
    for (const chip of page.querySelectorAll("[data-opens]")) {
      chip.addEventListener("click", () => this.open(chip.getAttribute("data-opens") ?? ""));
    }
    for (const control of this.form.elements) {
      if (control instanceof HTMLSelectElement || control instanceof HTMLInputElement) {
        control.addEventListener("change", () => this.change());
      }
    }
    document.getElementById("clear")?.addEventListener("click", () => {
      this.fill(new URLSearchParams());
      this.change();
    });
    // A touch beside the sheet closes it.
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  /** What is chosen, as an address says it; empty values left out. */
  values() {
    return [...new FormData(this.form)]
      .map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)]))
      .filter(([, value]) => value);
  }

  /** @param {URLSearchParams} values */
  fill(values) {
    for (const control of this.form.elements) {
      if (control instanceof HTMLSelectElement && control.name) {
        choose(control, values.get(control.name) ?? "");
      }
      if (control instanceof HTMLInputElement && control.type === "checkbox") {
        control.checked = values.getAll(control.name).includes(control.value);
      }
    }
    this.regions.fill(values.get("region") ?? "");
    this.say();
  }

  change() {
    this.say();
    this.changed();
  }

  /** @param {string} part the identifier of the part to begin with */
  open(part) {
    if (!this.dialog.open) this.dialog.showModal();
    const target = document.getElementById(part);
    target?.scrollIntoView({ block: "start" });
    const control = target?.querySelector("select, input:not([type=hidden]), button");
    if (control instanceof HTMLElement) control.focus();
    this.regions.open().then(() => this.count());
  }

  /**
   * Takes note of what was asked, so that choices can say how many fit them.
   * @param {import("../engine/engine.js").Query} query
   */
  show(query) {
    this.query = query;
    if (this.dialog.open) this.count();
  }

  /** Counts what fits each choice. */
  async count() {
    const { query } = this;
    const facets = [...this.form.querySelectorAll("[data-facet]")].map((each) =>
      each.getAttribute("data-facet") ?? "");
    const answer = await this.ask("count", query, facets, this.regions.codes());
    if (query !== this.query) return;
    const counted = "value" in answer ? answer.value : null;
    this.write(counted?.counts ?? null, counted?.regions ?? null);
    this.note.textContent = counted
      ? word("found", { num: counted.total })
      : word("not-counted", { num: COUNTED });
  }

  /**
   * @param {Counts | null} counts
   * @param {Record<string, number> | null} regions
   */
  write(counts, regions) {
    for (const label of this.form.querySelectorAll("[data-facet] label")) {
      const facet = label.closest("[data-facet]")?.getAttribute("data-facet") ?? "";
      const boxes = [...(label.closest("fieldset")?.querySelectorAll("input") ?? [])];
      const input = label.querySelector("input");
      // Where something is chosen already the others would say 0, though choosing them adds hits.
      const shown = counts && input && (input.checked || !boxes.some((each) => each.checked));
      const place = label.querySelector(".n");
      if (place) place.textContent = shown ? String(counts[facet]?.[input.value] ?? 0) : "";
    }
    this.regions.write(regions);
  }

  /** Says what is chosen: each filter with a button that takes it away. */
  say() {
    const chosen = this.values().filter(([name]) => name !== "order" && name !== "filed");
    this.badge.textContent = chosen.length ? String(chosen.length) : "";
    this.chosen.hidden = !chosen.length;
    this.chosen.replaceChildren(...chosen.map(([name, value]) => {
      const item = element("li");
      const button = element("button", this.worded(name, value), "chip on");
      button.setAttribute("type", "button");
      button.setAttribute("aria-label", word("remove", { name: this.worded(name, value) }));
      button.addEventListener("click", () => this.remove(name, value));
      item.append(button);
      return item;
    }));
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  remove(name, value) {
    const left = new URLSearchParams(this.values()
      .filter(([own, each]) => own !== name || each !== value));
    this.fill(left);
    this.change();
    // The button is gone; the keyboard goes on at the filters.
    const chip = document.querySelector("[data-opens]");
    if (chip instanceof HTMLElement) chip.focus();
  }

  /**
   * What a filter is called.
   * @param {string} name
   * @param {string} value
   */
  worded(name, value) {
    if (name === "region") return this.regions.title();
    if (name === "fee") return word("fee-up-to", { amount: Number(value).toLocaleString("en-US") });
    if (name === "places") return word("places-from", { num: value });
    const group = document.getElementById(`by-${name}`);
    const input = [...(group?.querySelectorAll("input") ?? [])].find((each) => each.value === value);
    // Text of its own: neither the drawing beside it nor the count.
    const parts = [...(input?.closest("label")?.childNodes ?? [])];
    const own = parts.filter((node) => node instanceof Text).map((node) => node.data).join("").trim()
      || value;
    const scheme = name.startsWith(GRADE) && facetOf(name) ? group?.querySelector("legend")?.textContent : "";
    return scheme ? `${scheme} ${own}` : own;
  }
}

/**
 * Chooses a value; one from a shared address that is not in the list becomes an entry.
 * @param {HTMLSelectElement} select
 * @param {string} value
 */
function choose(select, value) {
  select.value = value;
  if (select.value === value) return;
  select.add(new Option(value, value));
  select.value = value;
}
