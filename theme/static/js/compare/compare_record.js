// @ts-check
/**
 * What a parent compares, out of the file beside a facility's page: the facts that the site worked
 * out, and what stands in the record itself. No rule is applied here; facts that depend on the day
 * are compared with the visitor's clock.
 */

/**
 * @typedef {{ facility: Record<string, string> }} Sealed cells of the export format; empty ones are
 *   left out
 * @typedef {{
 *   status: string | null, open: boolean,
 *   filing: string | null, filing_day: string | null, filed: boolean | null,
 *   fee: string | null, fee_item: string | null, prepayment: string | null, refund: boolean | null,
 *   ages: string[], places: number | null, modes: string[], inclusive: boolean | null,
 *   carers: [string, string] | null,
 *   grades: { scheme: string, label: string, assessed: string }[],
 *   titles: { level: string, starts: string | null, revoked: string | null }[],
 *   inspected: string | null, open_faults: (string | null)[], rectified_faults: number,
 *   silent_inspections: number,
 *   penalties: Record<string, { shown_until: string }>,
 *   concerns: { kind: string, after: string | null, until: string | null, amount: string | null }[],
 * }} Facts see `docs/log-format.md`; null: nothing was published about it
 * @typedef {Facts & {
 *   id: string, name: string, address: string, region: string,
 *   point: import("../shared/position.js").Point | null,
 *   demonstration: string[], shown: number, against: { kind: string, amount: string | null }[],
 * }} Compared `demonstration` are the levels of the titles that stand, `shown` how many penalties
 *   are in publicity, `against` what speaks against it today
 */

/**
 * @param {{ record: Sealed, facts: Facts }} file
 * @param {string} today ISO date
 * @returns {Compared}
 */
export function comparedOf({ record: { facility }, facts }, today) {
  return {
    ...facts,
    id: facility.facility_id,
    name: facility.name,
    address: facility.address,
    region: facility.region_code,
    point: facility.lon && facility.lat
      ? { lon: Number(facility.lon), lat: Number(facility.lat) } : null,
    demonstration: facts.titles.filter(({ starts, revoked }) =>
      (starts ?? "") <= today && (revoked === null || today < revoked)).map(({ level }) => level),
    against: facts.concerns.filter(({ after, until }) =>
      (after === null || after < today) && (until === null || today <= until)),
    shown: Object.values(facts.penalties).filter((each) => today <= each.shown_until).length,
  };
}
