// @ts-check
/** The facilities that a visitor keeps; they stand in this browser only. */

/** @typedef {{ id: string, name: string }} Saved */

const KEY = "gongshi-saved";
/** Kept at most; the oldest gives way. */
const MAX_SAVED = 40;
/** Compared at most: more would not fit side by side. */
export const BESIDE = 4;

/** An identifier as in the export format. */
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @param {unknown} id @returns {id is string} */
export function isIdentifier(id) {
  return typeof id === "string" && IDENTIFIER.test(id);
}

/**
 * What is kept, oldest first; nothing where the browser keeps nothing.
 * @returns {Saved[]}
 */
export function saved() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return kept.filter((/** @type {any} */ each) => isIdentifier(each?.id))
      .map((/** @type {any} */ each) => ({ id: each.id, name: String(each.name) }));
  } catch {
    return [];
  }
}

/**
 * Keeps a facility, or no longer; whether it is kept now.
 * @param {Saved} facility
 */
export function toggle(facility) {
  const kept = saved();
  const others = kept.filter(({ id }) => id !== facility.id);
  const added = others.length === kept.length;
  const next = added ? [...others, facility].slice(-MAX_SAVED) : others;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    return false;
  }
  document.dispatchEvent(new CustomEvent("gongshi-saved"));
  return added;
}
