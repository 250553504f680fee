// @ts-check
/** Sets of document numbers, one bit each, and the lists and shards they are read from. */

const RUNS = 1;
const BITS = 2;
const ELSEWHERE = 3;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * @typedef {{ form: number, bytes: Uint8Array, name?: string, length: number }} List
 * @typedef {{ term: string, lists: Map<number, List> }} Entry
 */

/** Reads numbers and bytes one after another. */
export class Cursor {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get over() {
    return this.at >= this.bytes.length;
  }

  /** A number in groups of seven bits, the lowest first. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (this.over) throw new RangeError("list is cut short");
      const byte = this.bytes[this.at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  /** @param {number} length */
  take(length) {
    const end = this.at + length;
    if (end > this.bytes.length) throw new RangeError("list is cut short");
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}

export class Bitset {
  /** @param {number} size */
  constructor(size) {
    this.size = size;
    this.words = new Uint32Array((size + 31) >>> 5);
  }

  /** @param {number} number */
  add(number) {
    this.words[number >>> 5] |= 1 << (number & 31);
  }

  /** @param {number} number */
  has(number) {
    return (this.words[number >>> 5] & (1 << (number & 31))) !== 0;
  }

  /** @param {number} first @param {number} last */
  addRun(first, last) {
    for (let number = first; number <= last; ) {
      if ((number & 31) === 0 && number + 31 <= last) {
        this.words[number >>> 5] = 0xffffffff;
        number += 32;
      } else {
        this.add(number++);
      }
    }
  }

  /** @param {Bitset} other */
  and(other) {
    const made = new Bitset(this.size);
    for (let at = 0; at < made.words.length; at++) made.words[at] = this.words[at] & other.words[at];
    return made;
  }

  /** @param {Bitset} other */
  or(other) {
    const made = new Bitset(this.size);
    for (let at = 0; at < made.words.length; at++) made.words[at] = this.words[at] | other.words[at];
    return made;
  }

  get count() {
    let total = 0;
    for (let word of this.words) {
      word -= (word >>> 1) & 0x55555555;
      word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
      total += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
    }
    return total;
  }

  /** The numbers, ascending. */
  *numbers() {
    for (let at = 0; at < this.words.length; at++) {
      for (let word = this.words[at]; word; word &= word - 1) {
        yield at * 32 + 31 - Math.clz32(word & -word);
      }
    }
  }

  /**
   * The same set where each number stands for `width` consecutive ones.
   * @param {number} width
   * @param {number} size
   */
  widened(width, size) {
    const made = new Bitset(size);
    for (const number of this.numbers()) made.addRun(number * width, number * width + width - 1);
    return made;
  }
}

/**
 * The set that a list stands for.
 * @param {number} form
 * @param {Uint8Array} bytes
 * @param {number} size numbers are below this
 */
export function decode(form, bytes, size) {
  const bits = new Bitset(size);
  const cursor = new Cursor(bytes);
  if (form === BITS) {
    const skipped = cursor.number();
    const rest = cursor.take(bytes.length - cursor.at);
    const target = new Uint8Array(bits.words.buffer);
    if (skipped + rest.length > target.length) throw new RangeError("list is too long");
    // Typed arrays are little-endian wherever a browser runs today.
    target.set(rest, skipped);
    return bits;
  }
  let number = 0;
  for (let first = true; !cursor.over; first = false) {
    const gap = cursor.number();
    if (form === RUNS) {
      const start = number + gap;
      const last = start + cursor.number();
      bits.addRun(start, last);
      number = last + 1;
    } else {
      number = first ? gap : number + gap;
      bits.add(number);
    }
  }
  return bits;
}

/**
 * The entries of a shard.
 * @param {Uint8Array} content
 * @returns {Entry[]}
 */
export function entriesOf(content) {
  const cursor = new Cursor(content);
  const entries = [];
  while (!cursor.over) {
    const term = utf8.decode(cursor.take(cursor.number()));
    const lists = new Map();
    for (let left = cursor.number(); left; left--) {
      const [head] = cursor.take(1);
      const bytes = cursor.take(cursor.number());
      lists.set(head >> 2, listOf(head & 3, bytes));
    }
    entries.push({ term, lists });
  }
  return entries;
}

/**
 * @param {number} form
 * @param {Uint8Array} bytes
 * @returns {List}
 */
function listOf(form, bytes) {
  if (form !== ELSEWHERE) return { form, bytes, length: bytes.length };
  const cursor = new Cursor(bytes);
  const name = Array.from(cursor.take(8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { form, bytes, name, length: cursor.number() };
}
