// @ts-check
/** The lines of a comparison in the order in which a parent asks. */

import { distance, walk, worded } from "../shared/distance.js";
import { element, word } from "../shared/wording.js";

/**
 * @typedef {import("./compare.js").Column} Column
 * @typedef {{ label: string, cells: Node[][], differs: boolean }} Line
 */

/**
 * @param {Column[]} columns
 * @param {import("../shared/position.js").Point | null} from
 * @returns {Line[]}
 */
export function rowsOf(columns, from) {
  return [
    line(columns, word("filing"), filing),
    ...grades(columns),
    line(columns, word("findings"), findings),
    line(columns, word("penalties"), ({ shown }) =>
      (shown ? [alert(word("penalty-count", { num: shown }))] : [text(word("none-published"))])),
    line(columns, word("fee-a-month"), fee),
    line(columns, word("prepayment"), prepayment),
    line(columns, word("refund"), ({ refund }) =>
      [text(word(refund ? "refund-yes" : "refund-no"))]),
    line(columns, word("ages"), ({ ages }) => named("AgeClass", ages)),
    line(columns, word("places-row"), ({ places }) =>
      [known(places, (num) => word("places", { places: num }))]),
    line(columns, word("carers"), ({ carers }) =>
      [known(carers, ([least, most]) => word("children", {
        num: least === most ? least : `${least}–${most}`,
      }))]),
    line(columns, word("modes"), ({ modes }) => named("ServiceMode", modes)),
    line(columns, word("inclusive"), ({ inclusive }) =>
      [known(inclusive, (each) => word(each ? "yes" : "no"))]),
    line(columns, word("demonstration"), ({ demonstration }) =>
      (demonstration.length ? named("DemonstrationLevel", demonstration)
        : [text(word("none-published"))])),
    ...(from ? [line(columns, word("distance"), (column) => [far(column, from)])] : []),
    line(columns, word("address"), ({ address }) => [text(address)]),
  ];
}

/**
 * @param {Column[]} columns
 * @param {string} label
 * @param {(column: Column) => Node[]} draw
 * @returns {Line}
 */
function line(columns, label, draw) {
  const cells = columns.map(draw);
  const said = cells.map((cell) => cell.map((node) => node.textContent).join("\n"));
  return { label, cells, differs: new Set(said).size > 1 };
}

/** Each scheme a line of its own: two schemes are never one. @param {Column[]} columns */
function grades(columns) {
  const schemes = [...new Set(columns.flatMap((column) =>
    [...column.grades.map((each) => each.scheme), ...leading(column)]))];
  if (!schemes.length) return [line(columns, word("grade"), () => [text(word("no-grade"))])];
  return schemes.sort().map((scheme) => {
    const name = document.querySelector(`template[data-scheme="${CSS.escape(scheme)}"]`);
    const label = /** @type {HTMLElement | null} */ (name)?.dataset.name ?? scheme;
    return line(columns, label, (column) => {
      const grade = column.grades.find((each) => each.scheme === scheme);
      if (!grade) return [text(word(leading(column).includes(scheme) ? "never" : "no-grade"))];
      return [drawing(grade), element("small", word("assessed", { day: grade.assessed }))];
    });
  });
}

/**
 * The schemes that a facility's authority grades by: who has no grade there was never assessed.
 * @param {Column} column
 */
function leading({ region }) {
  const said = document.getElementById("compare")?.dataset.leading?.split(" ") ?? [];
  return said.map((each) => each.split(":")).flatMap(([digits, scheme]) =>
    (digits && region.startsWith(digits) ? [scheme] : []));
}

/** @param {{ scheme: string, label: string }} grade */
function drawing({ scheme, label }) {
  const template = [...document.querySelectorAll("template[data-scheme]")].find((each) =>
    each instanceof HTMLTemplateElement
    && each.dataset.scheme === scheme && each.dataset.label === label);
  const made = template instanceof HTMLTemplateElement && template.content.lastElementChild;
  return made ? made.cloneNode(true) : text(label);
}

/** @param {Column} column */
function filing({ filing: step, filed, filing_day: day }) {
  if (step === null) return [text(word("filing-unknown"))];
  const said = word(`FilingStatus.${step}`);
  return [filed ? text(said) : alert(said), ...(day ? [element("small", day)] : [])];
}

/** @param {Column} column */
function fee({ fee: amount, fee_item: item }) {
  const said = known(amount, (each) => word("yuan", { num: Number(each).toLocaleString("en-US") }));
  return [said, ...(item ? [element("small", item)] : [])];
}

/** @param {Column} column */
function findings({ inspected, open_faults: faults, rectified_faults: rectified, ...column }) {
  if (inspected === null) return [text(word("not-inspected"))];
  const open = faults.filter((due) => due !== null).length;
  const unstated = faults.length - open;
  const said = [
    ...(open ? [alert(word("open", { num: open }))] : []),
    ...(unstated ? [text(word("unstated", { num: unstated }))] : []),
  ];
  if (!said.length && rectified) said.push(text(word("rectified", { num: rectified })));
  if (!said.length) said.push(text(word(column.silent_inspections ? "silent" : "no-findings")));
  return [...said, element("small", word("inspected", { day: inspected }))];
}

/** @param {Column} column */
function prepayment({ prepayment: months }) {
  const cap = Number(document.getElementById("compare")?.dataset.cap);
  if (months === null) return [text(word("unknown"))];
  const num = Number(months);
  return [num > cap ? alert(word("over", { num, cap })) : text(word("months", { num }))];
}

/**
 * @param {Column} column
 * @param {import("../shared/position.js").Point} from
 */
function far({ point }, from) {
  if (!point) return text(word("unknown"));
  const metres = distance(from, point);
  const minutes = walk(metres);
  return text([worded(metres, word), minutes ? word("walk", { num: minutes }) : ""]
    .filter(Boolean).join(" · "));
}

/** @param {string} vocabulary @param {string[]} values */
function named(vocabulary, values) {
  if (!values.length) return [text(word("unknown"))];
  return [text(values.map((value) => word(`${vocabulary}.${value}`)).join(word("comma")))];
}

/**
 * @template T
 * @param {T | null} value
 * @param {(value: T) => string} say
 */
function known(value, say) {
  return text(value === null ? word("unknown") : say(value));
}

/** @param {string} said */
function text(said) {
  return element("span", said);
}

/** @param {string} said */
function alert(said) {
  return element("span", said, "alert");
}
