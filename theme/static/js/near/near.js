// @ts-check
/** The page that finds what is near: from the visitor's position, a region, a place, a facility. */

import { concernsOn, today } from "../shared/concerns.js";
import { worded } from "../shared/distance.js";
import { fill, wanted, written } from "./near_filters.js";
import { drawnNear, rings, said } from "./near_list.js";
import { nearest } from "./near_nearest.js";
import { Unplaced, forget, located, remembered } from "../shared/position.js";
import { Damaged, Index, loader } from "../engine/index/index_reader.js";
import { gradesOf } from "../search/results.js";
import { word } from "../shared/wording.js";

/**
 * @typedef {import("../shared/position.js").Point} Point
 * @typedef {{ point: Point, title: string, address: string }} Start
 *   `address` is how it stands in the page's address; a position of the visitor never does
 */

const page = /** @type {HTMLElement} */ (document.getElementById("near"));
const files = page.dataset.files ?? "";
const RINGS = (page.dataset.rings ?? "").split(" ").map(Number);
const PAGE_SIZE = Number(page.dataset.most);
const FAR = 30_000_000;
/** So many files are read for the first ones; where few fit, each may stand in another. */
const BLOCKS = 8;
/** So many pages of files are looked through for one that is further away than all rings. */
const PAGES = 8;

const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const filters = /** @type {HTMLFormElement} */ (part("filters"));
const more = /** @type {HTMLButtonElement} */ (part("more"));

/** @type {Promise<Index> | null} */
let opened = null;
/** @type {Start | null} */
let start = null;
/** @type {import("../map/map.js").PlaceMap | null} */
let map = null;
/** @type {Promise<void> | null} */
let mapped = null;
/** Whether somebody said what they want to see: a list, or a map. */
let viewed = false;
let shown = PAGE_SIZE;
let turn = 0;

/** The index, opened once. @param {boolean} reload */
function index(reload = false) {
  if (reload || !opened) {
    opened = Index.open(loader(files, reload));
    opened.catch(() => {
      opened = null;
    });
  }
  return opened;
}

/**
 * What a function of the index gives; once more with fresh files if the site changed meanwhile.
 * @template T
 * @param {(index: Index) => Promise<T>} ask
 */
async function reading(ask) {
  try {
    return await ask(await index());
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return ask(await index(true));
  }
}

/** @param {unknown} error */
function fail(error) {
  const reason = error instanceof Unplaced ? error.reason : "damaged";
  part("fault").textContent = word(reason);
  part("fault").hidden = false;
  part("said").textContent = "";
  if (error instanceof Unplaced) /** @type {HTMLDetailsElement} */ (part("elsewhere")).open = true;
  else part("found").hidden = true;
}

/** Finds and shows what is near the start. */
async function show() {
  if (!start) return;
  const own = ++turn;
  const { point, title } = start;
  const asked = wanted(filters);
  const within = RINGS[RINGS.length - 1] * 1000;
  part("fault").hidden = true;
  part("found").hidden = filters.hidden = false;
  part("private").hidden = true;
  part("conditions").textContent = conditions();
  part("grades-chosen").textContent = gradesChosen();
  part("said").textContent = word("looking");
  try {
    const [near, next] = await reading(async (index) => {
      const blocks = (BLOCKS * shown) / PAGE_SIZE;
      const early = (/** @type {import("./near_nearest.js").Near[]} */ found) => {
        if (own === turn && !part("hits").children.length) drawList(found, true);
      };
      const near = await nearest(index, point, {
        most: shown + 1, within, blocks, wanted: asked, early,
      });
      if (near.found.length) return [near, null];
      return [near, await nearest(index, point, { most: 1, within: FAR, far: PAGES, wanted: asked })];
    });
    if (own === turn) lay(near, next, title);
  } catch (error) {
    if (own === turn) fail(error);
  }
}

/**
 * @param {import("./near_nearest.js").Nearest} near one more than is shown, where there is one
 * @param {import("./near_nearest.js").Nearest | null} next the nearest of all, where nothing was found
 * @param {string} title
 */
function lay({ found, left: unread, seen }, next, title) {
  const left = unread || found.length > shown;
  const nearby = found.slice(0, shown);
  const shownNow = nearby.length ? nearby : next?.found ?? [];
  drawList(shownNow, left);
  part("said").textContent = [title, said(nearby, next, { limits: RINGS, left, narrowed: narrowed() })].filter(Boolean).join(" · ");
  more.hidden = !left;
  relevant(seen);
  if (map) points(shownNow);
}

/**
 * @param {import("./near_nearest.js").Near[]} found
 * @param {boolean} left whether more may follow
 */
function drawList(found, left) {
  part("hits").replaceChildren(...rings(found, RINGS, left).flatMap((group) => drawnNear(group)));
}

/** How many conditions are set, beside the word that unfolds them. */
function conditions() {
  const values = new URLSearchParams(written(filters));
  values.delete("all");
  return values.size ? String(values.size) : "";
}

/** The labels that are ticked, beside the word that opens their list. */
function gradesChosen() {
  const ticked = part("by-grade").querySelectorAll("input:checked");
  return Array.from(ticked, (each) => /** @type {HTMLInputElement} */ (each).value).join(" ");
}

function narrowed() {
  return conditions() !== "";
}

/**
 * Conditions of schemes that nobody around is graded by would only find nothing.
 * @param {import("./near_nearest.js").Near[]} around
 */
function relevant(around) {
  const groups = [...filters.querySelectorAll("fieldset")];
  for (const group of groups) {
    const used = around.some((found) => found.facets[group.dataset.facet ?? ""]);
    group.hidden = !used && !group.querySelector("input:checked");
  }
  part("by-grade").hidden = groups.every((group) => group.hidden);
}

/** @param {import("./near_nearest.js").Near[]} found */
function points(found) {
  const card = part("card");
  const day = today();
  const places = found.map((each) => ({
    lon: each.lon,
    lat: each.lat,
    ...titled(each, concernsOn(each.summary.concerns, day)),
    mark: gradesOf(each)[0]?.firstElementChild ?? null,
  }));
  const chosen = (/** @type {import("../map/map.js").Place[]} */ some) => {
    const [list] = drawnNear({ title: "", found: some.map((place) => found[places.indexOf(place)]) });
    card.replaceChildren(...list.children);
    card.scrollIntoView({ block: "nearest" });
  };
  map?.show(places, start?.point ?? null, { chosen, mine: start?.address === "" });
}

/**
 * What a point on the map says: name, distance, and what speaks against it.
 * @param {import("./near_nearest.js").Near} each
 * @param {import("../shared/concerns.js").Concern[]} concerns
 */
function titled(each, concerns) {
  const said = [each.title, worded(each.metres, word), ...concerns.map(({ words }) => words)];
  return { title: said.join(" · "), alert: concerns.length > 0 };
}

/**
 * @param {boolean} asMap
 * @param {boolean} [pressed] whether somebody asked for it
 */
async function view(asMap, pressed = true) {
  part("as-list").setAttribute("aria-pressed", String(!asMap));
  part("as-map").setAttribute("aria-pressed", String(asMap));
  part("map-side").hidden = !asMap;
  part("found").classList.toggle("with-map", asMap);
  if (!asMap) return;
  mapped ??= openMap();
  mapped.catch(() => {
    mapped = null;
  });
  await mapped;
  if (pressed) part("map-side").scrollIntoView({ block: "nearest" });
}

/** The map, opened once, with what is near on it. */
async function openMap() {
  const { PlaceMap } = await import("../map/map.js");
  map ??= await PlaceMap.open(part("map"));
  await show();
}

/** On a desk the map stands beside the list by itself; in large print only where it is asked for. */
function besides() {
  const desk = matchMedia("(min-width: 60rem)").matches;
  return desk && document.documentElement.dataset.mode !== "elder"
    && document.getElementById("as-map") !== null;
}

/** Gives the results the first screen: the button goes to the other ways of starting. */
function makeRoom() {
  const here = part("here");
  const used = document.activeElement === here;
  page.classList.add("started");
  part("narrowing").hidden = false;
  part("elsewhere").querySelector("summary")?.after(here);
  if (used) part("said").focus();
}

/** @param {Start} next */
function begin(next) {
  start = next;
  makeRoom();
  shown = PAGE_SIZE;
  keep();
  /** @type {HTMLDetailsElement} */ (part("elsewhere")).open = false;
  const listed = show();
  // Whoever has no map has the list.
  if (!map && besides()) {
    listed.then(() => (viewed ? undefined : view(true, false))).catch(() => view(false));
  }
  return listed;
}

/** Conditions and a chosen place stand in the address; the visitor's position does not. */
function keep() {
  const values = written(filters);
  if (start?.address) values.set("from", start.address);
  history.replaceState(null, "", `${location.pathname}?${values}`);
}

/** Where an address or this window says to start; null where neither does. */
async function chosenStart() {
  const from = new URLSearchParams(location.search).get("from");
  if (from?.startsWith("f:")) {
    const { localSearch } = await import("../engine/engine.js");
    const answer = await localSearch(files)({ text: from.slice(2), limit: 5 });
    const hits = "results" in answer ? answer.results.hits : [];
    const hit = hits.find((each) => each.id === from);
    if (!hit || hit.lon === null || hit.lat === null) return null;
    const title = word("from", { place: hit.title });
    return { point: { lon: hit.lon, lat: hit.lat }, title, address: from };
  }
  if (from) {
    const { Regions } = await import("../engine/index/regions.js");
    return reading(async (index) => {
      const regions = new Regions(index);
      const chain = await regions.chain(from);
      const point = chain.length ? await regions.middle(from) : null;
      const place = chain.map((each) => each.title).slice(-2).join(" ");
      return point ? { point, title: word("from-region", { place }), address: from } : null;
    });
  }
  const point = remembered();
  return point && { point, title: "", address: "" };
}

part("here").addEventListener("click", async () => {
  part("fault").hidden = true;
  part("found").hidden = false;
  part("said").textContent = word("looking");
  try {
    await begin({ point: await located(), title: "", address: "" });
  } catch (error) {
    forget();
    part("found").hidden = !start;
    fail(error);
  }
});
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("change", () => {
  shown = PAGE_SIZE;
  keep();
  show();
});
more.addEventListener("click", async () => {
  const before = shown;
  shown += PAGE_SIZE;
  await show();
  /** @type {HTMLElement | undefined} */ (part("hits").querySelectorAll("a:not(.worst *)")[before])?.focus();
});
document.getElementById("as-list")?.addEventListener("click", () => {
  viewed = true;
  view(false);
});
document.getElementById("as-map")?.addEventListener("click", () => {
  viewed = true;
  view(true).catch(fail);
});

let offered = false;
/** @type {HTMLFormElement | null} what somebody asked who was quicker than what answers */
let waiting = null;
for (const id of ["by-region", "by-name"]) {
  const form = /** @type {HTMLFormElement} */ (part(id));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!offered) waiting = form;
  });
}

/** Lets the visitor start from another place; nobody waits for it who starts here. */
async function offer() {
  const [{ keepVisited }, { offerPlaces, offerRegions }] = await Promise.all([
    import("../shared/offline.js"), import("./near_start.js"),
  ]);
  keepVisited();
  offerRegions(part("by-region"), part("levels"), { reading, begin, fail });
  offerPlaces(part("by-name"), part("places"), { files, reading, begin, fail });
  offered = true;
  waiting?.requestSubmit();
}

document.getElementById("without")?.remove();
fill(filters, new URLSearchParams(location.search));
page.hidden = false;
// Whoever pressed this button on the home page need not press it again.
const pressed = location.hash === "#now";
if (pressed) history.replaceState(null, "", location.pathname + location.search);
chosenStart().then((found) => (found ? begin(found) : pressed && part("here").click()), fail)
  .then(offer);
