// @ts-check
/**
 * Keeps true today what a page says of days: it holds dates, and this says how long ago they are,
 * what is overdue, how many working days are left, and hides what may be shown no more.
 *
 * Days are those of China. A clock that is more than two days off the server's is not believed.
 */

import { element, word as worded } from "./wording.js";

const DAY = 86_400_000;
const OFF = 2 * DAY;
const CHINA = 8 * 3_600_000;
const KEPT = "gongshi-clock-off";

/**
 * @param {string} name
 * @param {Record<string, string | number>} values
 */
const word = (name, values = {}) => worded(name, values, "today-words");

/** @param {number} now */
const dayOf = (now) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(now);

/**
 * @param {string} earlier
 * @param {string} later
 */
const daysBetween = (earlier, later) => Math.round((Date.parse(later) - Date.parse(earlier)) / DAY);

/**
 * Whole months from one day to another.
 * @param {string} earlier
 * @param {string} later
 */
function monthsBetween(earlier, later) {
  const [from, to] = [earlier, later].map((day) => day.split("-").map(Number));
  return (to[0] - from[0]) * 12 + to[1] - from[1] - (to[2] < from[2] ? 1 : 0);
}

/**
 * How long ago a day is; from two years on in years and months.
 * @param {string} day
 * @param {string} today
 */
function age(day, today) {
  if (day > today) return "";
  const months = monthsBetween(day, today);
  if (months < 1) return word("age-new");
  const [years, rest] = [Math.floor(months / 12), months % 12];
  if (years < 2) return word("age-months", { num: months });
  return rest ? word("age-years-months", { years, num: rest }) : word("age-years", { years });
}

/**
 * How long a day has passed, empty where it has not.
 * @param {string} day
 * @param {string} today
 */
function late(day, today) {
  if (today <= day) return "";
  const months = monthsBetween(day, today);
  return months < 2 ? word("late-days", { num: daysBetween(day, today) }) : word("late-months", { num: months });
}

/** @type {Record<string, (place: HTMLElement, today: string) => void>} */
const KINDS = {
  age: (place, today) => show(place, age(place.dataset.day ?? "", today)),
  late: (place, today) => show(place, late(place.dataset.day ?? "", today)),
  closed: (place, today) => show(place, today > (place.dataset.day ?? "") ? word("closed") : ""),
  stage,
};

/**
 * @param {HTMLElement} place
 * @param {string} text
 */
function show(place, text) {
  const around = place.dataset.within !== undefined && text;
  place.textContent = around ? word("within", { text }) : text;
  place.hidden = !text;
}

/**
 * A stage of a title: planned, present or past; in a period of publicity how many working days are
 * left to object, today included if it is one.
 * @param {HTMLElement} place
 * @param {string} today
 */
function stage(place, today) {
  const { starts = "", ends = starts, said = "", days } = place.dataset;
  const state = starts > today ? "planned" : ends < today ? "past" : "present";
  const line = place.closest("li");
  if (line) line.className = state;
  place.className = state === "present" ? "alert" : "";
  const left = (days ?? "").split(" ").filter((day) => day >= today).length;
  if (days === undefined) show(place, state === "past" ? "" : word(`stage-${state}`));
  else if (state === "past") show(place, word("publicity-over", { day: said }));
  else show(place, state === "planned" ? word("stage-planned") : word("left", { num: left, day: said }));
}

/** @param {number} now */
function render(now) {
  const today = dayOf(now);
  for (const place of document.querySelectorAll("[data-live]"))
    if (place instanceof HTMLElement) KINDS[place.dataset.live ?? ""]?.(place, today);
  hide(today);
}

/**
 * Hides what may be shown no more, and says where nothing is left; shows what is overdue.
 * @param {string} today
 */
function hide(today) {
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-until]"));
  for (const place of places) place.hidden = today > (place.dataset.until ?? "");
  const late = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-after]"));
  for (const place of late) place.hidden = today <= (place.dataset.after ?? "");
  const over = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-over]"));
  for (const place of over)
    place.hidden = place.parentElement?.querySelector("[data-until]:not([hidden])") !== null;
}

/**
 * How far this device's clock lies from the server's, in milliseconds; asked for once a visit where
 * both agree, since a clock that is wrong may be put right.
 */
async function clockOff() {
  const kept = sessionStorage.getItem(KEPT);
  if (kept !== null) return Number(kept);
  const asked = Date.now();
  const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
  const age = Number(answer.headers.get("Age") ?? 0) * 1000;
  const said = Date.parse(answer.headers.get("Date") ?? "") + age;
  const off = said - (asked + Date.now()) / 2;
  if (Number.isNaN(off)) return 0;
  if (Math.abs(off) <= OFF) sessionStorage.setItem(KEPT, String(off));
  return off;
}

let off = 0;

/** Says it again by the present day, and once more when the next one begins in China. */
function keep() {
  const now = Date.now() + off;
  render(now);
  setTimeout(keep, DAY - ((now + CHINA) % DAY) + 1000);
}

/** Goes by the server's day, and says so where the device has quite another. */
async function correct() {
  off = await clockOff();
  const now = Date.now();
  render(now + off);
  if (Math.abs(off) <= OFF) return;
  const notice = element("p", word("clock", { here: dayOf(now), there: dayOf(now + off) }), "alert notice");
  notice.dataset.live = "clock";
  notice.setAttribute("role", "status");
  document.querySelector("main")?.prepend(notice);
}

keep();
// A page may have lain open, or come back from the browser's memory.
for (const event of ["pageshow", "visibilitychange"])
  globalThis.addEventListener(event, () => render(Date.now() + off), { capture: true });
// Without a network the page goes by the device.
correct().catch(() => {});
