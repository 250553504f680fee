// @ts-check
/**
 * The search page: the box in the header, the filters, the results, the address.
 *
 * Typing searches by itself, but never while an input method composes. What is asked stands in the
 * address, so it can be shared and the back button returns to it. Without this module the page
 * leads to the list of regions.
 */

import { drawn } from "./results.js";

const PAUSE = 200;
const STEP = 10;
const MOST = 1000;

const region = /** @type {HTMLElement} */ (document.getElementById("results"));
const box = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const filters = /** @type {HTMLFormElement} */ (region.querySelector("form"));
const list = /** @type {HTMLElement} */ (document.getElementById("hits"));
const count = /** @type {HTMLElement} */ (document.getElementById("count"));
const fault = /** @type {HTMLElement} */ (document.getElementById("fault"));
const more = /** @type {HTMLButtonElement} */ (document.getElementById("more"));
const files = new URL(region.dataset.files ?? "", location.href).href;
const DOCUMENTS = new Set(["facility", "policy", "interpretation"]);

/**
 * A word of the page's language, with values in it.
 * @param {string} name
 * @param {Record<string, string | number>} values
 */
function word(name, values = {}) {
  const words = /** @type {HTMLTemplateElement} */ (document.getElementById("words"));
  const text = words.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/**
 * A function that puts a query to the engine: in a worker, or here where there is none.
 * @returns {(query: import("./engine.js").Query) => Promise<import("./asking.js").Answer>}
 */
function asker() {
  const here = () => import("./asking.js").then(({ answering }) => answering(files));
  /** @type {ReturnType<typeof here> | null} */
  let local = null;
  const locally = async (/** @type {import("./engine.js").Query} */ query) =>
    (await (local ??= here()))(query);
  if (!window.Worker) return locally;
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.postMessage({ files });
  let working = true;
  let last = 0;
  return (query) => new Promise((resolve) => {
    if (!working) return resolve(locally(query));
    const id = ++last;
    const fail = () => {
      working = false;
      resolve(locally(query));
    };
    worker.addEventListener("error", fail, { once: true });
    worker.addEventListener("message", function heard({ data }) {
      if (data.id !== id) return;
      worker.removeEventListener("message", heard);
      worker.removeEventListener("error", fail);
      resolve(data.answer);
    });
    worker.postMessage({ id, files, query });
  });
}

const ask = asker();
let turn = 0;
let composing = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** What the controls ask for, as the address says it. */
function asked() {
  const values = new URLSearchParams();
  const text = box.value.trim();
  if (text) values.set("q", text);
  for (const [name, value] of new FormData(filters)) if (value) values.set(name, String(value));
  return values;
}

/** @param {URLSearchParams} values */
function fill(values) {
  box.value = values.get("q") ?? "";
  for (const control of filters.elements) {
    if (control instanceof HTMLSelectElement) choose(control, values.get(control.name) ?? "");
    if (control instanceof HTMLInputElement) control.checked = values.has(control.name);
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

/**
 * @param {URLSearchParams} values
 * @returns {import("./engine.js").Query}
 */
function query(values) {
  const kind = values.get("kind") ?? "";
  const size = Number(values.get("n"));
  return {
    text: values.get("q") ?? "",
    region: values.get("region") ?? undefined,
    kinds: DOCUMENTS.has(kind) ? [kind] : [],
    facets: kind && !DOCUMENTS.has(kind) ? { kind: [kind] } : {},
    filed: values.has("filed") ? true : undefined,
    limit: Math.min(MOST, size > STEP ? size : STEP),
  };
}

/**
 * Answers what the address says.
 * @param {URLSearchParams} values
 */
async function show(values) {
  const own = ++turn;
  const narrowed = ["region", "kind", "filed"].some((name) => values.has(name));
  fault.hidden = true;
  if (!values.get("q") && !narrowed) {
    list.replaceChildren();
    more.hidden = true;
    count.textContent = word("ask");
    return;
  }
  const slow = setTimeout(() => {
    if (own === turn) count.textContent = word("searching");
  }, 400);
  const answer = await ask(query(values)).catch((error) => ({ damaged: String(error) }));
  clearTimeout(slow);
  if (own !== turn) return;
  if (!("results" in answer)) {
    list.replaceChildren();
    more.hidden = true;
    count.textContent = "";
    const reason = "refused" in answer ? answer.refused : "damaged";
    fault.textContent = word(reason === "many" ? "many-words" : reason);
    fault.hidden = false;
    return;
  }
  const { hits, total, exact } = answer.results;
  list.replaceChildren(...hits.map((hit) => drawn(hit, word)));
  const left = !exact || total > hits.length;
  more.hidden = !left || hits.length < STEP || hits.length >= MOST;
  more.dataset.size = String(hits.length + STEP);
  const shown = hits.length;
  count.textContent = !shown ? word(narrowed ? "none-here" : "none")
    : !left ? word("found", { num: total })
    : exact ? word("shown", { num: total, shown }) : word("many", { shown });
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
  show(values);
}

function fromAddress() {
  const values = new URLSearchParams(location.search);
  fill(values);
  show(values);
}

function typing() {
  clearTimeout(timer);
  if (!composing) timer = setTimeout(() => search(true), PAUSE);
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
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("change", () => search(false));
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
if (typeof DecompressionStream === "undefined") {
  fault.textContent = word("damaged");
  fault.hidden = false;
} else {
  fromAddress();
}
