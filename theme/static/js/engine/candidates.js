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

const TEXT = { start: 0, name: 1, other: 2, region: 3, body: 4, address: 5 };
const SOUND = { start: 0, anywhere: 1 };
const NUMBERS = { document: 0, block: 1 };
const NUMBER_PIECE = 4;
/** Names of so many characters are terms of their own. */
const SHORT = 4;
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
/** Terms that are read at once: to wait for one more answer costs more than to read one too many. */
const BATCH = 3;

/** @typedef {Map<number, import("./index/index_reader.js").List>} Lists */

export class Candidates {
  /**
   * @param {import("./word_match.js").Word} word
   * @param {import("./engine.js").Engine} engine
   */
  constructor(word, engine) {
    this.word = word;
    this.engine = engine;
    this.index = engine.index;
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

  /**
   * Adds the documents to which a function gives a tier, where the index has all of them at hand.
   * @param {(texts: import("./documents.js").Texts) => number} tier -1 for none
   */
  async lookThrough(tier) {
    for (const texts of await this.engine.everyDocument()) {
      const found = tier(texts);
      if (found >= 0) (this.sets[found] ??= new Bitset(this.index.size)).add(texts.document.number);
    }
  }

  async names() {
    const { word } = this;
    if (this.index.whole) return this.lookThrough((texts) => word.tierInNames(texts));
    if (word.single) return this.singles();
    const found = await this.named(word.text);
    this.add(PIECE, found.name);
    this.add(OTHER_NAME, found.other);
    this.add(START, found.start);
    if (word.characters.length <= SHORT) {
      const whole = await this.index.entries("text", word.text + END);
      this.add(EXACT, await this.either(whole, TEXT.start));
      this.add(EXACT_OTHER, await this.either(whole, TEXT.other));
    } else {
      const [exact, other] = await Promise.all([
        this.ending(found.start, TEXT.name, MAX_TO_CHECK),
        this.ending(found.other, TEXT.other, THOROUGH),
      ]);
      this.add(EXACT, exact);
      this.add(EXACT_OTHER, other);
    }
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
    const reader = this.reader("text", telling(grams));
    const [name, other] = await Promise.all([reader.all(TEXT.name), reader.all(TEXT.other)]);
    const list = name && (await reader.term(grams[0])).get(TEXT.start);
    const start = list && (await this.index.bitset(list)).and(name);
    return { name, other, start: start?.count ? start : undefined };
  }

  /** What sounds like the word or has a synonym of it. */
  async likes() {
    const { word } = this;
    if (this.index.whole) return this.lookThrough((texts) => word.tierOfLikeness(texts));
    const { full, initials } = word.splittings;
    await Promise.all([
      ...word.synonyms.map((form) => this.meaning(form)),
      ...full.map((way) => this.sounding(syllables(way))),
      ...initials.map((way) => {
        const letters = way.slice(0, OPENING).map(({ sound }) => sound).join("");
        return this.sounding(initialPairs(way), letters.length === OPENING ? `0${letters}` : "");
      }),
    ]);
  }

  /**
   * Adds what has the word with a synonym in it exchanged.
   * @param {string} form
   */
  async meaning(form) {
    const found = await this.named(form);
    this.add(LIKE_START, found.start);
    this.add(LIKE, found.name);
    this.add(LIKE, found.other);
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
    const order = telling(sounds);
    const opened = opening ? this.index.lists("sound", opening) : null;
    // Whoever needs it gets the failure.
    opened?.catch(() => {});
    for (let at = 0; at < order.length; at += BATCH) {
      if (anywhere && anywhere.count <= (this.thorough ? THOROUGH : MAX_TO_CHECK)) break;
      const read = await Promise.all(order.slice(at, at + BATCH).map(({ term, whole }) =>
        this.index.entries("sound", term, whole ? term : term + LAST)));
      const sets = await Promise.all(read.map((each) => this.either(each, SOUND.anywhere)));
      for (const found of sets) {
        anywhere = found && both(anywhere, found);
        if (!anywhere?.count) return;
      }
      if (!at) start = await this.either(read[0], SOUND.start);
    }
    this.add(LIKE, anywhere);
    start = anywhere && start?.and(anywhere);
    if (!start?.count) return;
    const list = (await opened)?.get(SOUND.start);
    if (list) start = start.and(await this.index.bitset(list));
    if (start.count && (list || !opened)) this.add(LIKE_START, start);
  }

  async inNumbers() {
    const { text, characters } = this.word;
    if (this.index.whole) {
      return this.lookThrough(({ numbers }) => (numbers.includes(text) ? NUMBER : -1));
    }
    if (!(await this.index.mayBeInNumbers(text))) return;
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
    const { text } = this.word;
    if (this.index.whole) {
      return this.lookThrough(({ address }) => (address.includes(text) ? ADDRESS : -1));
    }
    this.add(ADDRESS, await this.reader("text", telling(pieces(text, 2))).all(TEXT.address));
  }

  async elsewhere() {
    const { text, synonyms } = this.word;
    if (this.index.whole) {
      await this.lookThrough(({ region }) => (region.includes(text) ? REGION : -1));
      if (this.index.root.bodies) return this.lookIntoBodies();
    }
    const reader = this.reader("text", telling(pieces(text, 2)));
    const bodies = synonyms.map((form) => this.reader("text", telling(pieces(form, 2))));
    const [region, ...found] = await Promise.all([
      reader.all(TEXT.region),
      ...[reader, ...bodies].map((each) => each.all(TEXT.body)),
    ]);
    this.add(REGION, region);
    for (const each of found) this.add(BODY, each);
  }

  async lookIntoBodies() {
    const every = await this.engine.everyDocument();
    const papers = every.filter(({ document }) => document.body);
    const tiers = await Promise.all(papers.map((texts) => this.word.tierInBody(texts)));
    const found = new Bitset(this.index.size);
    papers.forEach(({ document }, at) => tiers[at] >= 0 && found.add(document.number));
    if (found.count) this.add(BODY, found);
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
    // Where all characters were looked at, few documents are left in vain.
    const cover = this.terms.length / 2 + 1;
    for (let at = 0; at < this.terms.length; at += BATCH) {
      if (found && found.count <= (at >= cover ? this.many : this.few)) break;
      const batch = this.terms.slice(at, at + BATCH);
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
 * Terms of two characters each in the order in which they say most together: first those that cover
 * the word, of them the first, which starts of names are listed by, and the last one; then those
 * between.
 * @template T
 * @param {T[]} terms
 * @returns {T[]}
 */
function telling(terms) {
  const [first, ...others] = terms.keys();
  const even = others.filter((at) => at % 2 === 0);
  return [...new Set([first, ...others.slice(-1), ...even, ...others])].map((at) => terms[at]);
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
