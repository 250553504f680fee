// @ts-check
/** What is near as lists, ring by ring: the lines of the search with distance and minutes. */

import { carried, walk, worded } from "../shared/distance.js";
import { drawn } from "../search/results.js";
import { element, word } from "../shared/wording.js";

/** @typedef {import("./near_nearest.js").Near} Near */
/** @typedef {{ title: string, found: Near[] }} Ring */

/**
 * Facilities by the ring in which they are; rings without any are left out.
 * @param {Near[]} found nearest first
 * @param {number[]} limits kilometres
 * @param {boolean} left whether more follow, so that the last ring is not counted
 * @returns {Ring[]}
 */
export function rings(found, limits, left) {
  const bounds = [...limits, Infinity];
  const groups = bounds.map((ring, at) => {
    const inner = at ? bounds[at - 1] : 0;
    const inside = found.filter(({ metres }) =>
      metres <= ring * 1000 && (at === 0 || metres > inner * 1000));
    return { name: named(inner, ring), found: inside };
  });
  const used = groups.filter((group) => group.found.length);
  return used.map(({ name, found: inside }, at) => {
    const counted = !left || at < used.length - 1;
    const count = counted ? ` · ${word("count", { num: inside.length })}` : "";
    return { title: name + count, found: inside };
  });
}

/** @param {number} inner @param {number} ring kilometres */
function named(inner, ring) {
  if (ring === Infinity) return word("beyond", { ring: inner });
  return inner ? word("between", { inner, ring }) : word("ring", { ring });
}

/**
 * A heading, where it has a title, and a list.
 * @param {Ring} ring
 * @returns {HTMLElement[]}
 */
export function drawnNear({ title, found }) {
  const list = element("ul", "", "list");
  list.append(...found.map(line));
  return title ? [element("h2", title), list] : [list];
}

/** @param {Near} each */
function line(each) {
  /** @type {import("../engine/documents.js").Matched[]} */
  const matched = [{ field: "title", text: each.title, spans: [] }];
  const item = drawn({ ...each, rank: 0, matched }, word);
  const link = item.querySelector("a");
  if (link) link.hash = carried(each.metres);
  const minutes = walk(each.metres);
  const said = [element("span", worded(each.metres, word), "far")];
  if (minutes) said.push(element("span", word("walk", { num: minutes })));
  for (const part of said.reverse()) item.querySelector(".meta")?.prepend(part, " ");
  return item;
}

/**
 * How far was looked and how many were found, in a sentence.
 * @param {Near[]} found
 * @param {import("./near_nearest.js").Nearest | null} next the nearest of all, where none was found
 * @param {{ limits: number[], left: boolean, narrowed: boolean }} looked
 */
export function said(found, next, { limits, left, narrowed }) {
  const [ring] = limits;
  if (!found.length) {
    const fewer = narrowed ? word("fewer") : "";
    const none = word("none", { wide: limits[limits.length - 1] });
    const [nearest] = next?.found ?? [];
    if (!nearest) return (next?.left ? none : word("none-at-all")) + fewer;
    return none + word("farthest", { distance: worded(nearest.metres, word) }) + fewer;
  }
  const first = found.filter((each) => each.metres <= ring * 1000).length;
  if (first === found.length) return word(left ? "many" : "within", { num: first, ring });
  const last = found[found.length - 1].metres;
  const wide = limits.find((each) => last <= each * 1000) ?? ring;
  return word(first ? "widened" : "widened-none", { first, ring, wide, num: found.length });
}
