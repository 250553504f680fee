// @ts-check
/**
 * The search page: the box in the header, the filters, the results, the address.
 *
 * Typing searches by itself, but never while an input method composes. What is asked stands in the
 * address, so it can be shared and the back button returns to it; a position does not. Without this
 * module the page leads to the list of regions.
 */

import { isFilter, queryOf } from "./asked.js";
import { asker, renew } from "./asker.js";
import { keepOffline } from "./offline.js";
import { Unplaced, located } from "./position.js";
import { drawn } from "./results.js";
import { Sheet } from "./search_filters.js";
import { Leads } from "./search_leads.js";
import { word } from "./wording.js";

const PAUSE = 200;
const STEP = 10;
const MOST = 1000;

const region = /** @type {HTMLElement} */ (document.getElementById("results"));
const box = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const list = /** @type {HTMLElement} */ (document.getElementById("hits"));
const count = /** @type {HTMLElement} */ (document.getElementById("count"));
const fault = /** @type {HTMLElement} */ (document.getElementById("fault"));
const more = /** @type {HTMLButtonElement} */ (document.getElementById("more"));
const nearby = /** @type {HTMLButtonElement} */ (document.getElementById("nearby"));

const files = new URL(region.dataset.files ?? "", location.href).href;
const ask = asker(files);
const sheet = new Sheet(region, ask, () => search(false));
const leads = new Leads(region, ask);
let turn = 0;
let answered = Promise.resolve();
let listed = "";
let composing = false;
/** @type {import("./position.js").Point | null} */
let position = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** What the controls ask for, as the address says it. */
function asked() {
  const values = new URLSearchParams();
  const text = box.value.trim();
  if (text) values.set("q", text);
  for (const [name, value] of sheet.values()) values.append(name, value);
  return values;
}

/** @param {URLSearchParams} values */
function query(values) {
  const size = Number(values.get("n"));
  const limit = Math.min(MOST, size > STEP ? size : STEP);
  const order = position ? { order: /** @type {const} */ ("distance"), position } : {};
  return { ...queryOf(values), ...order, limit };
}

/**
 * Shows the answer to what the address says.
 * @param {URLSearchParams} values
 */
function show(values) {
  answered = answer(values);
  return answered;
}

/** @param {URLSearchParams} values */
async function answer(values) {
  const own = ++turn;
  const narrowed = [...values.keys()].some(isFilter);
  fault.hidden = true;
  if (!values.get("q") && !narrowed && !position) {
    leads.clear();
    say(word("ask"), []);
    return;
  }
  const slow = setTimeout(() => {
    if (own === turn) count.textContent = word("searching");
  }, 400);
  const wanted = query(values);
  const found = await ask("search", wanted).catch((error) => ({ damaged: String(error), unreachable: false }));
  clearTimeout(slow);
  if (own !== turn) return;
  if (!("value" in found)) {
    leads.clear();
    say("", []);
    const reason = "refused" in found ? found.refused
      : found.unreachable ? "offline" : "damaged";
    fail(word(reason === "many" ? "many-words" : reason));
    return;
  }
  /** @type {import("./engine.js").Results} */
  const results = found.value;
  say(said(results, narrowed, values.has("order") || position !== null), results.hits, results);
  sheet.show(wanted, results);
  await leads.show(wanted, results, () => own === turn);
}

/**
 * @param {string} text
 * @param {import("./engine.js").Hit[]} hits
 * @param {import("./engine.js").Results} [results]
 */
function say(text, hits, results) {
  // The same list is left as it is, and the keyboard where it is in it.
  const now = JSON.stringify([hits, position]);
  if (now !== listed) list.replaceChildren(...hits.map((hit) => drawn(hit, word, position)));
  listed = now;
  const left = results !== undefined && (!results.exact || results.total > hits.length);
  more.hidden = !left || hits.length < STEP || hits.length >= MOST;
  more.dataset.size = String(hits.length + STEP);
  count.textContent = text;
}

/** @param {string} text */
function fail(text) {
  fault.textContent = text;
  fault.hidden = false;
}

/**
 * How many there are.
 * @param {import("./engine.js").Results} results
 * @param {boolean} narrowed
 * @param {boolean} ordered otherwise than by what fits best
 */
function said({ hits, total, exact }, narrowed, ordered) {
  const shown = hits.length;
  if (!shown) return word(narrowed ? "none-here" : "none");
  if (!exact) return word(ordered ? "many-first" : "many", { shown });
  return total > shown ? word("shown", { num: total, shown }) : word("found", { num: total });
}

/**
 * Puts what is asked into the address and answers it.
 * @param {boolean} typed typing goes on with the entry of the history that it began
 */
function search(typed, values = asked()) {
  clearTimeout(timer);
  const address = `${location.pathname}${values.size ? `?${values}` : ""}`;
  const same = `${location.pathname}${location.search}` === address;
  if (!same && typed && history.state?.typed) history.replaceState({ typed: true }, "", address);
  else if (!same) history.pushState({ typed }, "", address);
  return show(values);
}

function fromAddress() {
  const values = addressed();
  box.value = values.get("q") ?? "";
  sheet.fill(values);
  return show(values);
}

function typing() {
  clearTimeout(timer);
  if (!composing) timer = setTimeout(() => search(true), PAUSE);
}

/** Puts the nearest first, or not any more; nothing is asked of the browser before. */
async function orderNearby() {
  try {
    position = position ? null : await located();
  } catch (error) {
    if (!(error instanceof Unplaced)) throw error;
    fail(word("refused"));
    return;
  }
  nearby.setAttribute("aria-pressed", String(position !== null));
  await show(addressed());
}

/** What the address asks for. */
function addressed() {
  return new URLSearchParams(location.search);
}

box.addEventListener("compositionstart", () => {
  composing = true;
  clearTimeout(timer);
});
box.addEventListener("compositionend", () => {
  composing = false;
  typing();
});
box.addEventListener("input", typing);
box.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!composing) search(false);
});
nearby.addEventListener("click", orderNearby);
more.addEventListener("click", async () => {
  const values = asked();
  values.set("n", more.dataset.size ?? "");
  const before = list.children.length;
  history.replaceState(history.state, "", `${location.pathname}?${values}`);
  await show(values);
  // The keyboard goes on where the new ones begin.
  list.children[before]?.querySelector("a")?.focus();
});
addEventListener("popstate", fromAddress);

document.getElementById("without")?.remove();
region.hidden = false;
if (typeof DecompressionStream === "undefined") fail(word("damaged"));
else fromAddress();
keepOffline(region, async () => {
  await answered;
  renew(files);
  await show(addressed());
});
