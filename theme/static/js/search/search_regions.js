// @ts-check
/** Choosing a region: one list below the other, from province to township, with their names. */

import { element, word } from "../shared/wording.js";

/** @typedef {import("../engine/index/regions.js").Region} Region */

export class RegionLevels {
  /**
   * @param {import("../engine/engine.js").Ask} ask
   * @param {() => void} changed
   */
  constructor(ask, changed) {
    this.ask = ask;
    this.changed = changed;
    this.place = /** @type {HTMLElement} */ (document.getElementById("levels"));
    this.input = /** @type {HTMLInputElement} */ (document.querySelector("input[name=region]"));
    /** @type {Region[]} what is chosen and what lies above it */
    this.chain = [];
  }

  /** What is chosen as it is called. */
  title() {
    return this.chain.at(-1)?.title ?? this.input.value;
  }

  /**
   * Takes over the region of an address; its names follow.
   * @param {string} code
   */
  fill(code) {
    if (code === this.input.value && this.chain.length) return;
    this.input.value = code;
    this.chain = [];
    this.place.replaceChildren();
    if (code) this.learn(code);
  }

  /** @param {string} code */
  async learn(code) {
    const answer = await this.ask("chain", code);
    if (this.input.value !== code || !("value" in answer)) return;
    this.chain = answer.value;
    this.place.replaceChildren();
    for (const chip of document.querySelectorAll("#chosen .chip")) {
      if (chip.textContent === code) chip.textContent = this.title();
    }
  }

  /** Offers the lists as deep as something is chosen, and one deeper. */
  async open() {
    if (this.place.children.length) return;
    const levels = await Promise.all(["", ...this.chain.map(({ code }) => code)].map(async (code) => {
      const answer = await this.ask("below", code);
      return "value" in answer ? /** @type {Region[]} */ (answer.value) : [];
    }));
    const lists = levels.filter((regions) => regions.length);
    this.place.replaceChildren(...lists.map((regions, depth) => this.list(regions, depth)));
  }

  /**
   * @param {Region[]} regions
   * @param {number} depth
   */
  list(regions, depth) {
    const select = /** @type {HTMLSelectElement} */ (element("select"));
    const above = this.chain[depth - 1];
    select.setAttribute("aria-label", above?.title ?? word("choose"));
    select.add(new Option(word(above ? "all-of" : "choose"), above?.code ?? ""));
    for (const { code, title } of regions) {
      const option = new Option(title, code);
      option.dataset.title = title;
      select.add(option);
    }
    select.value = this.chain[depth]?.code ?? above?.code ?? "";
    select.addEventListener("change", () => this.choose(regions, depth, select.value));
    return select;
  }

  /**
   * @param {Region[]} regions
   * @param {number} depth
   * @param {string} code
   */
  async choose(regions, depth, code) {
    const chosen = regions.find((each) => each.code === code);
    this.chain = [...this.chain.slice(0, depth), ...(chosen ? [chosen] : [])];
    this.input.value = addressed(this.chain.at(-1)?.code ?? "");
    this.changed();
    this.place.replaceChildren();
    await this.open();
    const lists = [...this.place.querySelectorAll("select")];
    lists[Math.min(depth, lists.length - 1)]?.focus();
  }

  /** The digits of every region that is offered. */
  codes() {
    return [...this.place.querySelectorAll("option[data-title]")].map((option) =>
      /** @type {HTMLOptionElement} */ (option).value);
  }

  /** @param {Record<string, number> | null} counts by digits */
  write(counts) {
    for (const option of this.place.querySelectorAll("option[data-title]")) {
      const { value, dataset } = /** @type {HTMLOptionElement} */ (option);
      const num = counts?.[value];
      option.textContent = num === undefined ? dataset.title ?? "" : `${dataset.title}（${num}）`;
    }
  }
}

/**
 * A code as addresses have it: six digits down to counties.
 * @param {string} digits
 */
function addressed(digits) {
  return digits && digits.length < 6 ? digits.padEnd(6, "0") : digits;
}
