// @ts-check
/**
 * Suggestions below the search box: institutions, regions, policies, filters (the combobox pattern
 * of the ARIA Authoring Practices). Nothing happens while an input method composes.
 */

import { searchClient } from "./search_client.js";
import { entries } from "./suggest_entries.js";
import { rememberRegionOfPage } from "../shared/last_region.js";

const PAUSE = 120;
const LIST = "suggestions";

/** @typedef {import("./suggest_entries.js").Entry} Entry */

/**
 * Makes a box suggest.
 * @param {HTMLInputElement} box
 */
export async function suggest(box) {
  if (!box.form || typeof DecompressionStream === "undefined") return;
  rememberRegionOfPage();
  const files = box.form.action;
  const ask = searchClient(files);
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("../suggest.css", import.meta.url).href;
  document.head.append(style);
  const said = await fetch(`${files}labels.json`, { cache: "no-cache" });
  if (said.ok) new Combobox(box, ask, await said.json());
}

class Combobox {
  /**
   * @param {HTMLInputElement} box
   * @param {import("../engine/engine.js").Ask} ask
   * @param {import("./suggest_entries.js").Said} said
   */
  constructor(box, ask, said) {
    this.box = box;
    this.ask = ask;
    this.said = said;
    this.turn = 0;
    this.active = -1;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.list = made("ul", LIST);
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", said.words.suggestions);
    this.list.dataset.live = "";
    this.list.hidden = true;
    this.status = made("p", "");
    this.status.className = "vh";
    this.status.setAttribute("role", "status");
    box.form?.append(this.list, this.status);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": LIST,
      "aria-expanded": "false" };
    for (const [name, value] of Object.entries(roles)) box.setAttribute(name, value);
    this.listen();
    if (box.value) this.typed();
  }

  listen() {
    const { box, list } = this;
    box.addEventListener("input", (event) => {
      if (!(event instanceof InputEvent && event.isComposing)) this.typed();
    });
    box.addEventListener("compositionstart", () => clearTimeout(this.timer));
    box.addEventListener("compositionend", () => this.typed());
    box.addEventListener("keydown", (event) => this.pressed(event));
    box.addEventListener("blur", () => this.close());
    // A touch must not take the focus from the box before it is a click.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target instanceof Element && event.target.closest("[role=option]");
      if (option instanceof HTMLElement) location.assign(option.dataset.href ?? "");
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), PAUSE);
  }

  async show() {
    const own = ++this.turn;
    const text = this.box.value.trim();
    if (!text) return this.close();
    const found = await entries(text, this.ask, this.said, this.box.form?.action ?? "");
    if (own !== this.turn || document.activeElement !== this.box) return;
    this.active = -1;
    this.list.replaceChildren(...found.map((entry, at) => option(entry, at)));
    this.open(found.length > 0);
    this.status.textContent = found.length
      ? this.said.words.some.replace("{num}", String(found.length))
      : this.said.words.none;
  }

  /** @param {boolean} visible */
  open(visible) {
    this.list.hidden = !visible;
    this.box.setAttribute("aria-expanded", String(visible));
    this.mark(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.turn += 1;
    this.status.textContent = "";
    this.open(false);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    // The keys belong to the input method as long as it composes; 229 says so where nothing else does.
    if (event.isComposing || event.keyCode === 229) return;
    const options = this.list.children;
    if (event.key === "Escape" && !this.list.hidden) {
      this.close();
    } else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) {
      const chosen = /** @type {HTMLElement} */ (options[this.active]);
      location.assign(chosen.dataset.href ?? "");
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (this.list.hidden) this.open(true);
      // One place more than options: the box itself, where nothing is chosen.
      const places = options.length + 1;
      this.mark(((this.active + 1 + step + places) % places) - 1);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {number} active the option that Enter takes; -1 for none */
  mark(active) {
    this.active = active;
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === active));
    });
    const chosen = this.list.children[active];
    if (chosen) {
      this.box.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      this.box.removeAttribute("aria-activedescendant");
    }
  }
}

/**
 * @param {Entry} entry
 * @param {number} at
 */
function option({ href, title, spans, kind, beside }, at) {
  const item = made("li", `${LIST}-${at}`);
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.href = href;
  const text = made("span", "");
  let from = 0;
  for (const [start, end] of spans) {
    const found = made("mark", "");
    found.textContent = title.slice(start, end);
    text.append(title.slice(from, start), found);
    from = end;
  }
  text.append(title.slice(from));
  const more = made("small", "");
  more.textContent = [beside, kind].filter(Boolean).join(" · ");
  item.append(text, more);
  return item;
}

/** @param {string} name @param {string} id */
function made(name, id) {
  const element = document.createElement(name);
  if (id) element.id = id;
  return element;
}
