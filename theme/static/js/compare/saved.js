// @ts-check
/**
 * The button that keeps a facility for comparison: on its page, and on every line leading to one.
 * Without this module there is no button, and everything else reads as it is.
 */

import { BESIDE, saved, toggle } from "./saved_list.js";

const FACILITY = /\/f\/[0-9a-f]{2}\/([^/]+)\.html$/;

/** @type {HTMLTemplateElement | null} */
let template = null;

/**
 * @param {string} id
 * @param {string} name
 */
function button(id, name) {
  const made = /** @type {HTMLElement} */ (template?.content.firstElementChild?.cloneNode(true));
  const say = () => {
    const kept = saved().some((each) => each.id === id);
    made.setAttribute("aria-pressed", String(kept));
  };
  made.append(hidden(` ${name}`));
  made.addEventListener("click", async () => {
    toggle({ id, name });
    (await import("../shared/offline.js")).keepVisited();
  });
  document.addEventListener("gongshi-saved", say);
  say();
  return made;
}

/** Words for screen readers, who hear buttons without the line they are on. @param {string} text */
function hidden(text) {
  const made = document.createElement("span");
  made.className = "vh";
  made.textContent = text;
  return made;
}

/**
 * Puts a button on every line of a list that leads to a facility and has none.
 * @param {Element} list
 */
function offer(list) {
  for (const line of list.querySelectorAll(":scope > li:not(.keeps)")) {
    const link = line.querySelector(":scope > a");
    const id = link instanceof HTMLAnchorElement && FACILITY.exec(link.pathname)?.[1];
    if (!id || !link) continue;
    line.classList.add("keeps");
    line.append(button(decodeURIComponent(id), link.textContent ?? ""));
  }
}

/** A link that sets a facility beside those that are kept. @param {HTMLAnchorElement} link */
function beside(link) {
  const id = link.dataset.compare ?? "";
  link.addEventListener("click", () => {
    const others = saved().map((each) => each.id).filter((each) => each !== id);
    const ids = [...others.slice(1 - BESIDE), id].map(encodeURIComponent).join(",");
    link.href = `${link.pathname}?f=${ids}`;
  });
}

/** Says how many are kept, and leads to them. */
function count() {
  const { length } = saved();
  for (const place of document.querySelectorAll("[data-saved]")) {
    place.toggleAttribute("hidden", !length);
    const number = place.querySelector("[data-count]");
    if (number) number.textContent = String(length);
  }
}

function begin() {
  if (navigator.serviceWorker?.controller) {
    import("../shared/kept.js").then(({ askSince }) => askSince());
  }
  template = document.querySelector("template#keep");
  if (!template) return;
  const main = document.querySelector("main") ?? document.body;
  for (const place of main.querySelectorAll("[data-keep]")) {
    const { keep = "", name = "" } = /** @type {HTMLElement} */ (place).dataset;
    place.append(button(keep, name));
    place.removeAttribute("hidden");
  }
  for (const link of main.querySelectorAll("a[data-compare]")) {
    if (link instanceof HTMLAnchorElement) beside(link);
  }
  const offerAll = () => main.querySelectorAll("ul.list").forEach(offer);
  offerAll();
  // Lists that scripts draw come later and change.
  new MutationObserver(offerAll).observe(main, { childList: true, subtree: true });
  document.addEventListener("gongshi-saved", count);
  addEventListener("storage", () => document.dispatchEvent(new CustomEvent("gongshi-saved")));
  count();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
