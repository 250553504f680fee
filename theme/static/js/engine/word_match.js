// @ts-check
/** One word of a query: in which tier a document has it, the same as `generator/search/query/word_match.py`. */

import { counted } from "./text/numerals.js";

export const EXACT = 0;
export const EXACT_OTHER = 1;
export const START = 2;
export const PIECE = 3;
export const OTHER_NAME = 4;
export const LIKE_START = 5;
export const LIKE = 6;
export const NUMBER = 7;
export const ADDRESS = 8;
export const REGION = 9;
export const BODY = 10;

const MAX_EXPANSIONS = 8;

/**
 * The word with one synonym in it exchanged for another; where several overlap the longest counts.
 * @param {string} word
 * @param {string[][]} groups
 * @returns {string[]}
 */
export function expansions(word, groups) {
  const inside = groups.flat().filter((known) => word.includes(known));
  const size = (/** @type {string} */ text) => Array.from(text).length;
  inside.sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1));
  /** @type {string[]} */
  const longest = [];
  for (const known of inside) {
    if (!longest.some((taken) => taken.includes(known))) longest.push(known);
  }
  const exchanged = longest.flatMap((known) => {
    const group = groups.find((each) => each.includes(known)) ?? [];
    // A function, since "$" in a replacement text has a meaning.
    return group.filter((other) => other !== known).map((other) => word.replace(known, () => other));
  });
  return [...new Set(exchanged)].slice(0, MAX_EXPANSIONS);
}

/**
 * What a word may stand in texts as: with a synonym exchanged, and its numbers the other way.
 * @param {string} word
 * @param {string[][]} groups
 */
function writtenOtherwise(word, groups) {
  const forms = new Set([...expansions(word, groups), ...counted(word)]);
  forms.delete(word);
  return [...forms];
}

/**
 * A document with its texts folded.
 * @typedef {{
 *   name: string, other: string, numbers: string, address: string, region: string,
 *   body: () => Promise<string>,
 * }} Folded
 */

export class Word {
  /**
   * @param {string} text
   * @param {string[][]} groups of synonyms
   * @param {import("./text/sounds.js").Sounds | null} sounds
   */
  constructor(text, groups, sounds) {
    this.text = text;
    this.characters = Array.from(text);
    this.single = this.characters.length === 1;
    this.synonyms = this.single ? [] : writtenOtherwise(text, groups);
    this.splittings = sounds?.splittings(text.replaceAll(" ", "")) ?? { full: [], initials: [] };
    this.ways = [...this.splittings.full, ...this.splittings.initials];
  }

  /**
   * Where a document has the word; -1 if it does not. Of several places the best.
   * @param {Folded} texts
   * @returns {Promise<number>}
   */
  async tier(texts) {
    const named = this.tierInNames(texts);
    if (named >= 0 || this.single) return named;
    const like = this.tierOfLikeness(texts);
    if (like >= 0) return like;
    if (texts.numbers.includes(this.text)) return NUMBER;
    if (texts.address.includes(this.text)) return ADDRESS;
    if (texts.region.includes(this.text)) return REGION;
    return this.tierInBody(texts);
  }

  /**
   * The same in the text of a policy or interpretation; -1 elsewhere.
   * @param {Folded} texts
   */
  async tierInBody(texts) {
    const body = await texts.body();
    return [this.text, ...this.synonyms].some((form) => body.includes(form)) ? BODY : -1;
  }

  /**
   * The same as far as it is written in names; -1 elsewhere.
   * @param {Folded} texts
   */
  tierInNames(texts) {
    const at = texts.name.indexOf(this.text);
    if (texts.name === this.text) return EXACT;
    if (texts.other && `\n${texts.other}\n`.includes(`\n${this.text}\n`)) return EXACT_OTHER;
    if (at === 0) return START;
    if (at > 0) return PIECE;
    return texts.other.includes(this.text) ? OTHER_NAME : -1;
  }

  /**
   * The same as far as names sound or mean the same; -1 elsewhere.
   * @param {Folded} texts
   */
  tierOfLikeness(texts) {
    if (!this.ways.length && !this.synonyms.length) return -1;
    if (this.isLikeAt(texts.name, 0)) return LIKE_START;
    return this.isLike(texts.name) || this.isLike(texts.other) ? LIKE : -1;
  }

  /** @param {string} text @param {number} start */
  isLikeAt(text, start) {
    return heardAt(text, this.ways, start) > 0
      || this.synonyms.some((form) => text.startsWith(form, start));
  }

  /** @param {string} text */
  isLike(text) {
    return heard(text, this.ways) !== null || this.synonyms.some((form) => text.includes(form));
  }

  /**
   * Where the word, what it sounds like or a synonym stands in a folded text.
   * @param {string} folded
   * @returns {[number, number][]}
   */
  occurrences(folded) {
    /** @type {[number, number][]} */
    const found = [];
    for (const form of [this.text, ...this.synonyms]) {
      for (let at = folded.indexOf(form); at >= 0; at = folded.indexOf(form, at + form.length)) {
        found.push([at, at + form.length]);
      }
    }
    for (let next = heard(folded, this.ways); next; next = heard(folded, this.ways, next[1])) {
      found.push(next);
    }
    return found;
  }
}

/**
 * Where in a text consecutive characters can be read in one of these ways, first place at or after
 * `from`: start and end in code units; null if nowhere.
 * @param {string} text
 * @param {import("./text/sounds.js").Way[]} ways
 * @param {number} from
 * @returns {[number, number] | null}
 */
function heard(text, ways, from = 0) {
  for (let start = from; start < text.length; start++) {
    const end = heardAt(text, ways, start);
    if (end > start) return [start, end];
  }
  return null;
}

/**
 * Where what can be read from `start` on ends; 0 if nothing can.
 * @param {string} text
 * @param {import("./text/sounds.js").Way[]} ways
 * @param {number} start
 */
function heardAt(text, ways, start) {
  for (const way of ways) {
    let at = start;
    const fits = way.every(({ characters }) => {
      const code = text.codePointAt(at);
      if (code === undefined) return false;
      const character = String.fromCodePoint(code);
      at += character.length;
      return characters.has(character);
    });
    if (fits) return at;
  }
  return 0;
}
