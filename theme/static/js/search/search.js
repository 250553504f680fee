// @ts-check
/**
 * The search page: the box in the header, the results, the address.
 *
 * Typing searches by itself, but never while an input method composes. What is asked stands in the
 * address, so it can be shared and the back button returns to it; a position does not. Without this
 * module the page leads to the list of regions.
 *
 * The first query is answered here, and what its answer does not need comes after it: filters,
 * lines that lead further, a thread for the queries that follow.
 */

import { Index, loader } from "../engine/index/index_reader.js";
import { lastRegion, rememberRegion } from "../shared/last_region.js";
import { word } from "../shared/wording.js";
import { drawn } from "./results.js";

const PAUSE = 200;
const STEP = 10;
const MAX_SHOWN = 1000;

const region = /** @type {HTMLElement} */ (document.getElementById("results"));
const box = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const list = /** @type {HTMLElement} */ (document.getElementById("hits"));
const count = /** @type {HTMLElement} */ (document.getElementById("count"));
const fault = /** @type {HTMLElement} */ (document.getElementById("fault"));
const more = /** @type {HTMLButtonElement} */ (document.getElementById("more"));
const nearby = /** @type {HTMLButtonElement} */ (document.getElementById("nearby"));
const chips = /** @type {HTMLElement} */ (nearby.closest(".chips"));

const files = new URL(region.dataset.files ?? "", location.href).href;
const index = Index.open(loader(files, false));
const engine = import("../engine/engine.js");
const queryParams = import("../engine/query_params.js");
const here = engine.then(({ localClient }) => localClient(files, index));
/** @type {import("../engine/engine.js").Ask} */
let ask = async (...given) => (await here)(...given);
let threaded = false;
/** @type {import("./search_filters.js").Sheet | null} */
let sheet = null;
/** @type {import("./search_leads.js").Leads | null} */
let leads = null;
/**
 * @typedef {import("../engine/engine.js").Query} Query
 * @typedef {import("../engine/engine.js").Results} Results
 */
/** @type {{ wanted: Query, results: Results } | null} */
let last = null;
let turn = 0;
let answered = Promise.resolve();
let listed = "";
let composing = false;
/** @type {import("./search_nearby.js").Nearby | null} */
let position = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** What the controls ask for, as the address says it. */
function chosen() {
  const values = new URLSearchParams();
  const text = box.value.trim();
  if (text) values.set("q", text);
  const narrowed = sheet?.values()
    ?? [...addressed()].filter(([name]) => name !== "q" && name !== "n");
  for (const [name, value] of narrowed) values.append(name, value);
  return values;
}

/**
 * Shows the answer to what the address says.
 * @param {URLSearchParams} values
 */
function show(values) {
  answered = answer(values).catch(() => fail("damaged"));
  return answered;
}

/** @param {URLSearchParams} values */
async function answer(values) {
  const own = ++turn;
  fault.hidden = true;
  const { isFilter, queryOf } = await queryParams;
  if (own !== turn) return;
  const narrowed = [...values.keys()].some(isFilter);
  last = null;
  if (!values.get("q") && !narrowed && !position) {
    leads?.clear();
    await say(word("ask"), []);
    return;
  }
  const slow = setTimeout(() => {
    if (own === turn) count.textContent = word("searching");
  }, 400);
  const size = Number(values.get("n"));
  const order = position
    ? { order: /** @type {const} */ ("distance"), position: position.point }
    : {};
  const limit = Math.min(MAX_SHOWN, size > STEP ? size : STEP);
  const favour = lastRegion();
  const wanted = { favour, ...queryOf(values), ...order, limit };
  if (wanted.region) rememberRegion(wanted.region);
  const early = (/** @type {import("../engine/engine.js").Hit[]} */ hits) => {
    if (own !== turn) return;
    say(word("searching"), hits, null);
  };
  // A function cannot go to another thread.
  const found = await ask("search", wanted, ...(threaded || list.children.length ? [] : [early]))
    .catch((error) => ({ damaged: String(error), unreachable: false }));
  clearTimeout(slow);
  if (own !== turn) return;
  if (!("value" in found)) {
    leads?.clear();
    await say("", []);
    const reason = "refused" in found ? found.refused
      : found.unreachable ? "offline" : "damaged";
    await fail(reason === "many" ? "many-words" : reason);
    return;
  }
  const { readAs } = found.value;
  last = { wanted: readAs ? { ...wanted, text: readAs } : wanted, results: found.value };
  const ordered = values.has("order") || position !== null;
  await say(said(found.value, narrowed, ordered), found.value.hits, found.value);
  await lead();
}

/**
 * @param {string} text
 * @param {import("../engine/engine.js").Hit[]} hits
 * @param {import("../engine/engine.js").Results | null} [results] null where they are on their way
 */
async function say(text, hits, results) {
  // The same list is left as it is, and the keyboard where it is in it.
  const now = JSON.stringify([hits, position?.point]);
  if (now !== listed) {
    list.replaceChildren(...hits.map((hit) => drawn(hit, word, position?.far(hit))));
  }
  listed = now;
  list.ariaBusy = results === null ? "true" : null;
  const left = results && (!results.exact || results.total > hits.length);
  more.hidden = !left || hits.length < STEP || hits.length >= MAX_SHOWN;
  more.dataset.size = String(hits.length + STEP);
  count.textContent = text;
}

/** @param {string} reason */
async function fail(reason) {
  fault.textContent = word(reason);
  fault.hidden = false;
}

/**
 * How many there are.
 * @param {import("../engine/engine.js").Results} results
 * @param {boolean} narrowed
 * @param {boolean} ordered otherwise than by what fits best
 */
function said({ readAs, ...results }, narrowed, ordered) {
  const number = counted(results, narrowed, ordered);
  return readAs ? word("read-as", { text: readAs, found: number }) : number;
}

/**
 * @param {import("../engine/engine.js").Results} results
 * @param {boolean} narrowed
 * @param {boolean} ordered
 */
function counted({ hits, total, exact }, narrowed, ordered) {
  const shown = hits.length;
  if (!shown) return word(narrowed ? "none-here" : "none");
  if (!exact) return word(ordered ? "many-first" : "many", { shown });
  return total > shown ? word("shown", { num: total, shown }) : word("found", { num: total });
}

/** Counts and lines that lead further, for what was answered last. */
async function lead() {
  if (!last || !sheet || !leads) return;
  const own = turn;
  sheet.show(last.wanted);
  await leads.show(last.wanted, last.results, () => own === turn);
}

/**
 * Puts what is asked into the address and answers it.
 * @param {boolean} typed typing goes on with the entry of the history that it began
 */
function search(typed, values = chosen()) {
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
  sheet?.fill(values);
  return show(values);
}

function typing() {
  clearTimeout(timer);
  if (!composing) timer = setTimeout(() => search(true), PAUSE);
}

/** Puts the nearest first, or not any more; nothing is asked of the browser before. */
async function orderNearby() {
  const { Unplaced, nearbyNow } = await import("./search_nearby.js");
  try {
    position = position ? null : await nearbyNow();
  } catch (error) {
    if (!(error instanceof Unplaced)) throw error;
    await fail("refused");
    return;
  }
  nearby.setAttribute("aria-pressed", String(position !== null));
  await show(addressed());
}

/** What the address asks for. */
function addressed() {
  return new URLSearchParams(location.search);
}

/** What the first answer did not need. */
async function complete() {
  await answered;
  const [{ Sheet }, { Leads }, { searchClient, restart }, { keepOffline }] = await Promise.all([
    import("./search_filters.js"), import("./search_leads.js"), import("./search_client.js"),
    import("../shared/offline.js"), import("../engine/labels.js"), import("../engine/region_names.js"),
  ]);
  /** @type {import("../engine/engine.js").Ask} */
  const askNow = (...given) => ask(...given);
  sheet = new Sheet(region, askNow, () => search(false));
  sheet.fill(addressed());
  chips.inert = false;
  leads = new Leads(region, askNow);
  await lead();
  ask = searchClient(files);
  threaded = true;
  keepOffline(region, async () => {
    await answered;
    restart(files);
    await show(addressed());
  });
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
  const values = chosen();
  values.set("n", more.dataset.size ?? "");
  const before = list.children.length;
  history.replaceState(history.state, "", `${location.pathname}?${values}`);
  await show(values);
  // The keyboard goes on where the new ones begin.
  /** @type {HTMLElement | null | undefined} */ (list.children[before]?.querySelector(":scope > a"))?.focus();
});
addEventListener("popstate", fromAddress);

document.getElementById("without")?.remove();
chips.inert = true;
region.hidden = false;
if (typeof DecompressionStream === "undefined") {
  fail("damaged");
} else {
  const text = addressed().get("q");
  // While the engine is on its way; whoever needs them gets the failure.
  if (text) index.then((opened) => opened.expect(text)).catch(() => {});
  fromAddress();
  complete();
}
