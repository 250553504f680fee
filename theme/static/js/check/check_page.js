// @ts-check
/**
 * Whether a page shows what its record says.
 *
 * An element that shows cells of a row names them: data-shows="grades/G12 grade assessed". Its text
 * must hold each of these cells, and what is listed here must be shown somewhere.
 */

/** @typedef {import("./log_record.js").Rows} Rows */

/** Tables with the columns that make the name of a row, and those that a page must show. */
/** @type {Record<string, { key: string[], shown: string[] }>} */
const TABLES = {
  facility: { key: [], shown: ["name", "address"] },
  policy: { key: [], shown: ["title", "text"] },
  interpretation: { key: [], shown: ["title", "text"] },
  filings: { key: ["filing_id"], shown: ["number", "decided", "authority"] },
  grades: { key: ["grade_id"], shown: ["grade", "assessed"] },
  inspections: { key: ["inspection_id"], shown: ["inspected", "authority"] },
  findings: { key: ["finding_id"], shown: ["domain", "text"] },
  penalties: { key: ["penalty_id"], shown: ["decision_number", "decided", "what"] },
  fees: { key: ["facility_id", "item"], shown: ["item", "amount"] },
  age_groups: { key: ["facility_id", "age_class"], shown: [] },
  stages: { key: ["demonstration_id", "stage", "starts"], shown: [] },
  demonstrations: { key: ["demonstration_id"], shown: ["title"] },
  notices: { key: ["notice_id"], shown: ["title", "text"] },
};

const MONTHS = "January February March April May June July August September October November December";

/**
 * A text as it is compared: dates as 2026-03-12, numbers without separators, nothing blank.
 * @param {string} text
 */
export function comparable(text) {
  const day = (/** @type {string} */ y, /** @type {number} */ m, /** @type {string} */ d) =>
    `${y}-${String(m).padStart(2, "0")}-${d.padStart(2, "0")}`;
  return text
    .replace(/(\d{4})年(\d{1,2})月(\d{1,2})日/g, (_, y, m, d) => day(y, Number(m), d))
    .replace(/(\d{1,2}) ([A-Z][a-z]+) (\d{4})/g, (all, d, month, y) => {
      const number = MONTHS.split(" ").indexOf(month) + 1;
      return number ? day(y, number, d) : all;
    })
    .replace(/(\d),(?=\d{3})/g, "$1")
    .replace(/\s+/g, "");
}

/**
 * Whether a text holds a cell: a number as a whole number; where nothing else is shown, no more
 * than the cell; among others, as it is written.
 * @param {string} text comparable
 * @param {string} cell
 * @param {boolean} alone
 */
function holds(text, cell, alone) {
  if (/^\d+(\.\d+)?$/.test(cell) && cell.length < 12)
    return (text.match(/\d+(\.\d+)?/g) ?? []).some((found) => Number(found) === Number(cell));
  const wanted = comparable(cell);
  if (!alone) return text.includes(wanted);
  return text === wanted || text === `${wanted}级` || text === `Grade${wanted}`;
}

/**
 * The rows of a record by name.
 * @param {Rows} record
 * @returns {Map<string, Record<string, string>>}
 */
function rowsOf(record) {
  const rows = new Map();
  for (const [table, content] of Object.entries(record)) {
    for (const row of Array.isArray(content) ? content : [content]) {
      const key = (TABLES[table]?.key ?? []).map((column) => row[column]);
      rows.set([table, ...key].join("/"), row);
    }
  }
  return rows;
}

/**
 * What the page shows otherwise than the record: the cells, in the order of the page, then those
 * that it does not show at all. Empty where both agree.
 * @param {ParentNode} page
 * @param {Rows} record
 */
export function differences(page, record) {
  const rows = rowsOf(record);
  const wrong = new Set();
  const seen = new Set();
  for (const element of page.querySelectorAll("[data-shows]")) {
    const [name, ...columns] = (element.getAttribute("data-shows") ?? "").split(" ");
    const text = comparable(element.textContent ?? "");
    for (const column of columns) {
      const cell = rows.get(decodeURIComponent(name))?.[column];
      if (cell === undefined || !holds(text, cell, columns.length === 1)) wrong.add(`${name} ${column}`);
      seen.add(`${decodeURIComponent(name)} ${column}`);
    }
  }
  for (const [name, row] of rows) {
    const table = TABLES[name.split("/")[0]];
    for (const column of table?.shown ?? [])
      if (row[column] !== undefined && !seen.has(`${name} ${column}`)) wrong.add(`${name} ${column}`);
  }
  return [...wrong];
}
