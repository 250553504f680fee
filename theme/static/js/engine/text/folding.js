// @ts-check
/**
 * Folding and cutting of text, the same as `generator/search/text/folding.py`: every character is
 * folded on its own, so a piece of a text folds to a piece of the folded text. A space is kept where
 * two Latin words meet.
 */

const LATIN = /[a-z]/;
const KEPT = /[\p{L}\p{N}]/u;
/** What Python's `str.split` cuts at. */
const BLANK = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
/** Letters that Python's `casefold` leaves alone though they have a capital of another letter. */
const CASELESS = new Set(["ı"]);

export const MAX_QUERY_LENGTH = 200;
export const MAX_WORDS = 12;

/** A query that cannot be answered; `reason` says why. */
export class Refused extends Error {
  /** @param {"long" | "empty" | "many" | "region"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @param {string} character */
function caseless(character) {
  return CASELESS.has(character) ? character : character.toUpperCase().toLowerCase();
}

export class Folding {
  /** @param {string} table each traditional character followed by the simplified one */
  constructor(table) {
    const characters = Array.from(table);
    /** @type {Map<string, string>} */
    this.known = new Map();
    for (let at = 0; at < characters.length; at += 2) {
      this.known.set(characters[at], characters[at + 1]);
    }
  }

  /** @param {string} text */
  step(text) {
    const plain = Array.from(text.normalize("NFKD"), caseless).join("").normalize("NFKD");
    let folded = "";
    for (const each of plain) if (KEPT.test(each)) folded += this.known.get(each) ?? each;
    return folded;
  }

  /** @param {string} character */
  character(character) {
    const known = this.known.get(character);
    if (known !== undefined) return known;
    let folded = this.step(character);
    for (;;) {
      const again = this.step(folded);
      if (again === folded) break;
      folded = again;
    }
    this.known.set(character, folded);
    return folded;
  }

  /**
   * Folded text: simplified, lower case, half width, letters and digits only, and a space between
   * Latin words.
   * @param {string} text
   */
  fold(text) {
    let folded = "";
    let apart = false;
    for (const character of text) {
      const piece = this.character(character);
      if (!piece) {
        apart ||= BLANK.test(character);
      } else {
        if (apart && meet(folded, piece)) folded += " ";
        apart = false;
        folded += piece;
      }
    }
    return folded;
  }

  /**
   * Folded text, and for each of its code units where in `text` it came from, start and end.
   * @param {string} text
   * @returns {{ folded: string, starts: number[], ends: number[] }}
   */
  foldWithOffsets(text) {
    let folded = "";
    let at = 0;
    let apart = false;
    const starts = [];
    const ends = [];
    for (const character of text) {
      let piece = this.character(character);
      if (piece) {
        if (apart && meet(folded, piece)) piece = ` ${piece}`;
        apart = false;
      } else {
        apart ||= BLANK.test(character);
      }
      folded += piece;
      for (let index = 0; index < piece.length; index++) {
        starts.push(at);
        ends.push(at + character.length);
      }
      at += character.length;
    }
    return { folded, starts, ends };
  }

  /**
   * The folded words of a query, each once, and all of them written in one.
   * @param {string} text
   * @returns {{ each: string[], joined: string }}
   */
  words(text) {
    if (Array.from(text).length > MAX_QUERY_LENGTH) throw new Refused("long");
    const written = text.split(BLANK).filter(Boolean);
    const folded = written.map((word) => this.fold(word));
    const each = [...new Set(folded.filter(Boolean))];
    if (written.length && !each.length) throw new Refused("empty");
    if (each.length > MAX_WORDS) throw new Refused("many");
    return { each, joined: this.fold(text) };
  }
}

/**
 * Whether a space between two folded texts stands between Latin words.
 * @param {string} before
 * @param {string} after
 */
function meet(before, after) {
  return LATIN.test(before.at(-1) ?? "") && LATIN.test(after[0]);
}

/**
 * The pieces of `length` characters, each once.
 * @param {string} folded
 * @param {number} length
 */
export function pieces(folded, length) {
  const characters = Array.from(folded);
  const found = new Set();
  for (let at = 0; at + length <= characters.length; at++) {
    found.add(characters.slice(at, at + length).join(""));
  }
  return /** @type {string[]} */ ([...found]);
}
