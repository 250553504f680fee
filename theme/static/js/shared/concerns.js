// @ts-check
/** What speaks against an institution, the worst first, in words that lead to its page. */

import { element } from "./wording.js";

/** @typedef {{ section: string, words: string }} Concern */

/** The day in China. */
export const today = () =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(Date.now());

/**
 * What holds on a day of lines such as `penalties||2026-10-01|words`: section, the day after which,
 * the day until which, words.
 * @param {string | undefined} lines
 * @param {string} day
 * @returns {Concern[]}
 */
export function concernsOn(lines, day) {
  const parts = (lines ?? "").split("\n").filter(Boolean).map((line) => line.split("|"));
  return parts.filter(([, after, until]) => after < day && (!until || day <= until))
    .map(([section, , , ...words]) => ({ section, words: words.join("|") }));
}

/**
 * A list of them; null where there is nothing.
 * @param {Concern[]} concerns
 * @param {string} href the page of the institution
 */
export function drawnConcerns(concerns, href) {
  if (!concerns.length) return null;
  const list = element("ul", "", "worst");
  for (const { section, words } of concerns) {
    const item = document.createElement("li");
    const link = /** @type {HTMLAnchorElement} */ (element("a", words));
    link.href = `${href}#${section}`;
    item.append(link);
    list.append(item);
  }
  return list;
}
