// @ts-check
/** Up to four facilities side by side, differences first; which ones stand in the address. */

import { comparedOf } from "./compare_record.js";
import { rowsOf } from "./compare_rows.js";
import { shelf } from "./compare_shelf.js";
import { drawnConcerns, today } from "../shared/concerns.js";
import { remembered } from "../shared/position.js";
import { BESIDE, isIdentifier, saved, toggle } from "./saved_list.js";
import { element, word } from "../shared/wording.js";

/** @typedef {import("./compare_record.js").Compared & { href: string }} Column */

const page = /** @type {HTMLElement} */ (document.getElementById("compare"));
const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {Map<string, Promise<Column | null>>} */
const read = new Map();
let turn = 0;

/** The facilities that the address names; those kept last where it names none. */
function chosen() {
  const named = new URLSearchParams(location.search).get("f");
  if (named !== null) return [...new Set(named.split(","))].filter(isIdentifier).slice(0, BESIDE);
  return saved().slice(-BESIDE).map(({ id }) => id);
}

/**
 * A facility's record; null where none is published under this identifier.
 * @param {string} id
 */
function column(id) {
  let found = read.get(id);
  if (!found) {
    found = fetched(id);
    read.set(id, found);
    found.catch(() => read.delete(id));
  }
  return found;
}

/** @param {string} id @returns {Promise<Column | null>} */
async function fetched(id) {
  const place = `${page.dataset.facilities}${await shelf(id)}/${encodeURIComponent(id)}`;
  const response = await fetch(`${place}.json`, { cache: "no-cache" });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const file = await response.json();
  return { ...comparedOf(file, today()), href: `${place}.html` };
}

async function show() {
  const own = ++turn;
  const ids = chosen();
  choices(ids);
  part("fault").hidden = true;
  if (!ids.length) {
    part("side-by-side").replaceChildren();
    part("said").textContent = word("empty");
    part("swipe").hidden = true;
    part("after").hidden = true;
    return;
  }
  try {
    const found = await Promise.all(ids.map(column));
    if (own !== turn) return;
    const columns = found.filter((each) => each !== null);
    const missing = ids.filter((_, at) => found[at] === null);
    part("said").textContent = [
      columns.length === 1 ? word("one") : "",
      missing.length ? word("missing", { ids: missing.join("、") }) : "",
    ].join(" ").trim();
    part("swipe").textContent = word("swipe", { num: columns.length });
    part("swipe").hidden = columns.length < 3;
    part("side-by-side").replaceChildren(...(columns.length ? [table(columns)] : []));
    part("after").hidden = !columns.length;
  } catch {
    if (own !== turn) return;
    part("fault").textContent = word("damaged");
    part("fault").hidden = false;
  }
}

/**
 * What differs stands above what is the same.
 * @param {Column[]} columns
 */
function table(columns) {
  const made = document.createElement("table");
  made.className = columns.length > 2 ? "beside many" : "beside";
  const head = made.createTHead().insertRow();
  head.append(heading("col", word("what")));
  for (const column of columns) {
    const { name, href, status, open } = column;
    const cell = heading("col", "");
    const link = /** @type {HTMLAnchorElement} */ (element("a", name));
    link.href = href;
    cell.append(link);
    if (!open) cell.append(element("strong", word(`OperatingStatus.${status}`), "alert"));
    if (status === null) cell.append(element("small", word("status-unknown")));
    const worst = worstOf(column);
    if (worst) cell.append(worst);
    head.append(cell);
  }
  const rows = rowsOf(columns, remembered());
  const groups = [rows.filter((row) => row.differs), rows.filter((row) => !row.differs)];
  groups.forEach((group, at) => {
    const title = columns.length > 1 ? word(at ? "same" : "different") : "";
    if (group.length) made.append(body(group, title, columns));
  });
  return made;
}

/** What speaks against a facility, each leading to its section. @param {Column} column */
function worstOf({ against, href }) {
  return drawnConcerns(against.map(({ kind, amount }) => ({
    section: word(`section.${kind}`),
    words: amount === null ? word(`ConcernKind.${kind}`)
      : word("fined", { what: word(`ConcernKind.${kind}`), num: Number(amount).toLocaleString("en-US") }),
  })), href);
}

/**
 * @param {import("./compare_rows.js").Line[]} rows
 * @param {string} title
 * @param {Column[]} columns
 */
function body(rows, title, columns) {
  const made = document.createElement("tbody");
  if (title) {
    const cell = heading("rowgroup", title);
    cell.colSpan = rows[0].cells.length + 1;
    made.insertRow().append(cell);
  }
  for (const { label, cells } of rows) {
    const row = made.insertRow();
    row.append(heading("row", label));
    cells.forEach((nodes, at) => {
      const cell = row.insertCell();
      cell.dataset.label = columns[at].name;
      cell.append(...nodes);
    });
  }
  return made;
}

/** @param {string} scope @param {string} text */
function heading(scope, text) {
  const made = document.createElement("th");
  made.scope = scope;
  made.textContent = text;
  return made;
}

/** The kept ones to choose from. @param {string[]} ids */
function choices(ids) {
  const kept = saved();
  part("kept").hidden = !kept.length;
  part("choices").replaceChildren(...kept.map(({ id, name }) => {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = ids.includes(id);
    box.disabled = !box.checked && ids.length >= BESIDE;
    box.addEventListener("change", () =>
      choose(box.checked ? [...ids, id] : ids.filter((each) => each !== id), id));
    label.append(box, ` ${name}`);
    column(id).then((found) => {
      const worst = found && worstOf(found);
      if (worst) item.append(worst);
    }, () => {});
    const drop = element("button", word("drop"));
    drop.append(element("span", ` ${name}`, "vh"));
    drop.addEventListener("click", () => {
      toggle({ id, name });
      choose(ids.filter((each) => each !== id), null);
    });
    item.append(label, drop);
    return item;
  }));
}

/**
 * @param {string[]} ids
 * @param {string | null} focus whose box keeps the keyboard
 */
function choose(ids, focus) {
  history.replaceState(null, "", `${location.pathname}?f=${ids.map(encodeURIComponent).join(",")}`);
  const at = focus === null ? -1 : saved().findIndex(({ id }) => id === focus);
  show();
  /** @type {HTMLElement | undefined} */ (part("choices").querySelectorAll("input")[at])?.focus();
}

part("print").addEventListener("click", () => print());
addEventListener("popstate", show);
document.getElementById("without")?.remove();
page.hidden = false;
show().then(() => import("../shared/offline.js")).then(({ keepVisited }) => keepVisited());
