// @ts-check
/** What a parent compares, out of the public record of a facility, by the rules of its page. */

/**
 * @typedef {Record<string, string>} Row cells of the export format; empty ones are left out
 * @typedef {Record<string, any> & { facility: Row }} Dossier tables by name
 * @typedef {{
 *   id: string, name: string, address: string, region: string, status: string,
 *   point: import("../shared/position.js").Point | null,
 *   grades: { scheme: string, label: string, assessed: string }[],
 *   filing: Row | null, fee: number | null, prepayment: number | null, refund: boolean,
 *   ages: string[], places: string, modes: string[], inclusive: string,
 *   carers: [number, number] | null,
 *   demonstration: string[], penalties: number, open: number, rectified: number, inspected: string,
 * }} Facts
 */

/** Steps of a filing on one day, in the order in which they happen. */
const STEPS = ["not_filed", "submitted", "filed", "refused", "changed", "cancelled"];

/**
 * @param {Dossier} record
 * @param {string} today ISO date
 * @returns {Facts}
 */
export function factsOf(record, today) {
  const { facility } = record;
  const rows = (/** @type {string} */ table) => /** @type {Row[]} */ (record[table] ?? []);
  const fees = rows("fees");
  const failed = rows("findings").filter((each) => each.result === "fail");
  const monthly = fees.filter((fee) =>
    fee.unit === "month" && (!fee.mode || fee.mode === "full_day"));
  return {
    id: facility.facility_id,
    name: facility.name,
    address: facility.address,
    region: facility.region_code,
    status: facility.status,
    point: facility.lon && facility.lat
      ? { lon: Number(facility.lon), lat: Number(facility.lat) } : null,
    grades: presentGrades(rows("grades")),
    filing: latest(rows("filings")),
    fee: least(monthly.map((fee) => fee.amount)),
    prepayment: most(fees.map((fee) => fee.prepayment_months)),
    refund: fees.some((fee) => fee.refund_rule),
    ages: rows("age_groups").map((group) => group.age_class),
    places: facility.places ?? "",
    modes: facility.service_modes?.split("|") ?? [],
    inclusive: facility.inclusive ?? "",
    carers: carers(rows("age_groups")),
    demonstration: titles(rows("demonstrations"), rows("stages"), today),
    penalties: rows("penalties").length,
    open: failed.filter((each) => !each.rectified).length,
    rectified: failed.filter((each) => each.rectified).length,
    inspected: rows("inspections").map((each) => each.inspected).sort().at(-1) ?? "",
  };
}

/** Of each scheme the newest grade that no other supersedes. @param {Row[]} grades */
function presentGrades(grades) {
  const superseded = new Set(grades.map((grade) => grade.supersedes).filter(Boolean));
  /** @type {Map<string, Row>} */
  const present = new Map();
  const rank = (/** @type {Row} */ grade) =>
    `${superseded.has(grade.grade_id) ? 0 : 1}${grade.assessed}${grade.grade_id}`;
  for (const grade of grades) {
    const other = present.get(grade.scheme_id);
    if (!other || rank(grade) > rank(other)) present.set(grade.scheme_id, grade);
  }
  return [...present.values()].map((grade) =>
    ({ scheme: grade.scheme_id, label: grade.grade, assessed: grade.assessed }));
}

/** The step that a filing is at. @param {Row[]} filings */
function latest(filings) {
  const when = (/** @type {Row} */ each) =>
    (each.status === "submitted"
      ? each.submitted ?? each.decided : each.decided ?? each.submitted) ?? "";
  const order = (/** @type {Row} */ each) =>
    `${when(each).padStart(10)}${STEPS.indexOf(each.status)}${each.filing_id}`;
  const sorted = [...filings].sort((one, other) => (order(one) < order(other) ? -1 : 1));
  return sorted.at(-1) ?? null;
}

/** @param {(string | undefined)[]} amounts */
function numbers(amounts) {
  return amounts.filter((each) => each !== undefined).map(Number);
}

/** @param {(string | undefined)[]} amounts */
function least(amounts) {
  const known = numbers(amounts);
  return known.length ? Math.min(...known) : null;
}

/** @param {(string | undefined)[]} amounts */
function most(amounts) {
  const known = numbers(amounts);
  return known.length ? Math.max(...known) : null;
}

/**
 * The fewest and the most children a carer looks after, by class.
 * @param {Row[]} groups
 * @returns {[number, number] | null}
 */
function carers(groups) {
  const ratios = groups.filter((group) => group.children && Number(group.carers))
    .map((group) => Math.round((Number(group.children) / Number(group.carers)) * 10) / 10);
  return ratios.length ? [Math.min(...ratios), Math.max(...ratios)] : null;
}

/**
 * The levels of the titles that stand on a day.
 * @param {Row[]} all
 * @param {Row[]} stages
 * @param {string} today
 */
function titles(all, stages, today) {
  return all.filter(({ demonstration_id: id }) => {
    const own = stages.filter((stage) => stage.demonstration_id === id);
    const by = (/** @type {string} */ name) =>
      own.some(({ stage, starts }) => stage === name && starts <= today);
    return !own.length || (by("naming") && !by("revocation"));
  }).map((title) => title.level);
}
