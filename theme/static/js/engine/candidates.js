// @ts-check
/**
 * The documents that may have a word, tier by tier. A document in no set up to a tier has the word
 * in a later one or not at all; a document in a set may still lack it and is checked by its text.
 */

import { Bitset } from "./index/bitset.js";
import { pieces } from "./text/folding.js";
import {
  ADDRESS, BODY, EXACT, EXACT_OTHER, LIKE, LIKE_START, NUMBER, OTHER_NAME, PIECE, REGION, START,
} from "./word_match.js";

/** The last tier of each step in which sets are read: better ones first, later ones if needed. */
export const STEPS = [OTHER_NAME, LIKE, NUMBER, ADDRESS, BODY];
export const TIERS = BODY + 1;

const TEXT = { start: 0, name: 1, other: 2, region: 3, body: 4 };
const SOUND = { start: 0, anywhere: 1 };
const NUMBERS = { document: 0, block: 1 };
const NUMBER_PIECE = 4;
const END = "$";
const LAST = "\u{10ffff}";
/** Initials of which the starts of names are listed besides pairs. */
const OPENING = 3;

/** Checking so few documents costs less than reading another list. */
const MAX_TO_CHECK = 24;
/** With more documents than this even a long list is read to have fewer. */
const MANY = 400;
/** The same when documents were checked in vain. */
const THOROUGH = 4;
/** Terms that are read at once, at most; the first one alone often says that there is nothing. */
const BATCH = 3;

/** @typedef {Map<number, import("./index/index_reader.js").List>} Lists */

export class Candidates {
  /**
   * @param {import("./word_match.js").Word} word
   * @param {import("./index/index_reader.js").Index} index
   */
  constructor(word, index) {
    this.word = word;
    this.index = index;
    /** @type {(Bitset | undefined)[]} */
    this.sets = [];
    this.step = -1;
    this.thorough = false;
  }

  /** Reads the sets of the next step. */
  async advance() {
    this.step += 1;
    await this.read();
  }

  /** Reads longer lists too, so that the sets of the steps so far hold less that is in vain. */
  async sharpen() {
    const until = this.step;
    this.thorough = true;
    this.sets = [];
    for (this.step = 0; this.step < until; this.step++) await this.read();
    await this.read();
  }

  async read() {
    const steps = [this.names, this.likes, this.inNumbers, this.inAddresses, this.elsewhere];
    // A single character is looked for in names only: everything else would find nearly all.
    if (this.step === 0 || !this.word.single) await steps[this.step].call(this);
  }

  /** @param {number} tier @param {Bitset | undefined} bits */
  add(tier, bits) {
    if (bits) this.sets[tier] = this.sets[tier]?.or(bits) ?? bits;
  }

  async names() {
    if (this.word.single) return this.singles();
    const found = await this.named(this.word.text);
    this.add(PIECE, found.name);
    this.add(OTHER_NAME, found.other);
    this.add(START, found.start);
    this.add(EXACT, await this.ending(found.start, TEXT.name, MAX_TO_CHECK));
    this.add(EXACT_OTHER, await this.ending(found.other, TEXT.other, THOROUGH));
  }

  /**
   * Those of some documents in which a name ends as the word does; all where they are few.
   * @param {Bitset | undefined} found
   * @param {number} field
   * @param {number} few
   */
  async ending(found, field, few) {
    if (!found || found.count <= few) return found;
    const last = await this.index.lists("text", this.word.characters.at(-1) + END);
    const list = last.get(field);
    return list && found.and(await this.index.bitset(list));
  }

  /** Names with the one character of the word. */
  async singles() {
    const { text } = this.word;
    const entries = await this.index.entries("text", text, text + LAST);
    const whole = entries.filter((e) => e.term === text + END);
    this.add(EXACT, await this.either(whole, TEXT.start));
    this.add(EXACT_OTHER, await this.either(whole, TEXT.other));
    this.add(START, await this.either(entries, TEXT.start));
    this.add(PIECE, await this.either(entries, TEXT.name));
    this.add(OTHER_NAME, await this.either(entries, TEXT.other));
  }

  /**
   * The names with a text, at the start and anywhere, and the other names.
   * @param {string} text
   */
  async named(text) {
    const grams = pieces(text, 2);
    const reader = this.reader("text", grams);
    const name = await reader.all(TEXT.name);
    const other = await reader.all(TEXT.other);
    const list = name && (await reader.term(grams[0])).get(TEXT.start);
    const start = list && (await this.index.bitset(list)).and(name);
    return { name, other, start: start?.count ? start : undefined };
  }

  /** What sounds like the word or has a synonym of it. */
  async likes() {
    for (const form of this.word.synonyms) {
      const found = await this.named(form);
      this.add(LIKE_START, found.start);
      this.add(LIKE, found.name);
      this.add(LIKE, found.other);
    }
    const { full, initials } = this.word.splittings;
    for (const way of full) await this.sounding(syllables(way));
    for (const way of initials) {
      const letters = way.slice(0, OPENING).map(({ sound }) => sound).join("");
      await this.sounding(initialPairs(way), letters.length === OPENING ? `0${letters}` : "");
    }
  }

  /**
   * Adds what has all of some sounds; a sound stands for all terms that begin so.
   * @param {{ term: string, whole: boolean }[]} sounds
   * @param {string} opening a term that only names have which begin so, if there is one
   */
  async sounding(sounds, opening = "") {
    /** @type {Bitset | undefined} */
    let anywhere;
    /** @type {Bitset | undefined} */
    let start;
    for (const { term, whole } of sounds) {
      const entries = await this.index.entries("sound", term, whole ? term : term + LAST);
      const found = await this.either(entries, SOUND.anywhere);
      if (!found) return;
      if (!anywhere) start = await this.either(entries, SOUND.start);
      anywhere = anywhere?.and(found) ?? found;
      start = start?.and(anywhere);
      if (!anywhere.count) return;
      if (anywhere.count <= (this.thorough ? THOROUGH : MAX_TO_CHECK)) break;
    }
    this.add(LIKE, anywhere);
    if (!start?.count) return;
    const list = opening && (await this.index.lists("sound", opening)).get(SOUND.start);
    if (list) start = start.and(await this.index.bitset(list));
    if (start.count && (list || !opening)) this.add(LIKE_START, start);
  }

  async inNumbers() {
    const { text, characters } = this.word;
    if (characters.length >= NUMBER_PIECE) {
      // The end of a number tells more than its beginning, which many share.
      const parts = spread(pieces(text, NUMBER_PIECE).reverse(), NUMBER_PIECE);
      this.add(NUMBER, await this.reader("number", parts).all(NUMBERS.document));
      return;
    }
    const { block, blocks } = this.index.root;
    const reader = this.reader("number", pieces(text, 2));
    const found = await reader.all(NUMBERS.block, blocks.count);
    this.add(NUMBER, found?.widened(block, this.index.size));
  }

  async inAddresses() {
    const grams = spread(pieces(this.word.text, 2), 2);
    this.add(ADDRESS, await this.reader("address", grams).all(0));
  }

  async elsewhere() {
    const { text, synonyms } = this.word;
    const reader = this.reader("text", pieces(text, 2));
    this.add(REGION, await reader.all(TEXT.region));
    this.add(BODY, await reader.all(TEXT.body));
    for (const form of synonyms) {
      this.add(BODY, await this.reader("text", pieces(form, 2)).all(TEXT.body));
    }
  }

  /**
   * @param {string} family
   * @param {string[]} terms
   */
  reader(family, terms) {
    return new Together(this.index, family, terms, this.thorough);
  }

  /**
   * The documents in any of these lists.
   * @param {import("./index/index_reader.js").Entry[]} entries
   * @param {number} field
   * @returns {Promise<Bitset | undefined>}
   */
  async either(entries, field) {
    const lists = entries.flatMap((entry) => entry.lists.get(field) ?? []);
    const sets = await Promise.all(lists.map((list) => this.index.bitset(list)));
    if (!sets.length) return undefined;
    return sets.reduce((one, other) => one.or(other));
  }
}

/** The documents that have all of some terms, reading as few lists as it takes. */
class Together {
  /**
   * @param {import("./index/index_reader.js").Index} index
   * @param {string} family
   * @param {string[]} terms
   * @param {boolean} thorough
   */
  constructor(index, family, terms, thorough) {
    this.index = index;
    this.family = family;
    this.terms = terms;
    this.few = thorough ? THOROUGH : MAX_TO_CHECK;
    this.many = thorough ? THOROUGH : MANY;
  }

  /** @param {string} term */
  term(term) {
    return this.index.lists(this.family, term);
  }

  /**
   * @param {number} field
   * @param {number} size numbers are below this
   * @returns {Promise<Bitset | undefined>} undefined if there are none
   */
  async all(field, size = this.index.size) {
    /** @type {Bitset | undefined} */
    let found;
    /** @type {import("./index/index_reader.js").List[]} */
    const long = [];
    for (let at = 0, batchSize = 1; at < this.terms.length; ) {
      if (found && found.count <= this.few) break;
      const batch = this.terms.slice(at, at + batchSize);
      at += batchSize;
      batchSize = Math.min(batchSize + 1, BATCH);
      const read = await Promise.all(batch.map((term) => this.term(term)));
      const lists = read.map((each) => each.get(field));
      for (const list of lists) {
        if (!list) return undefined;
        if (list.name) long.push(list);
        else found = both(found, await this.index.bitset(list, size));
      }
      if (found && !found.count) return undefined;
    }
    long.sort((one, other) => one.length - other.length);
    for (const list of long) {
      if (found && found.count <= this.many) break;
      found = both(found, await this.index.bitset(list, size));
    }
    return found?.count ? found : undefined;
  }
}

/** @param {Bitset | undefined} one @param {Bitset} other */
function both(one, other) {
  return one?.and(other) ?? other;
}

/**
 * The terms of a way to read letters in full.
 * @param {import("./text/sounds.js").Way} way
 */
function syllables(way) {
  if (way.length === 1) return [{ term: `1${way[0].sound}`, whole: way[0].exact }];
  return way.slice(1).map(({ sound, exact }, at) => ({
    term: `2${way[at].sound} ${sound}`,
    whole: exact,
  }));
}

/** @param {import("./text/sounds.js").Way} way */
function initialPairs(way) {
  return way.slice(1).map(({ sound }, at) => ({ term: `0${way[at].sound}${sound}`, whole: true }));
}

/**
 * Terms in another order: first those that together cover the text, then those between.
 * @template T
 * @param {T[]} terms
 * @param {number} width
 * @returns {T[]}
 */
function spread(terms, width) {
  const order = [];
  for (let first = 0; first < width; first++) {
    for (let at = first; at < terms.length; at += width) order.push(terms[at]);
  }
  return order;
}
