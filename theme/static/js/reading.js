// @ts-check
/**
 * Reading the files of `docs/search-format.md`. Whatever arrives is checked against the digest
 * under which it was asked for: what is missing, cut short or altered is `Damaged`, never a result.
 */

import { Cursor, ELSEWHERE, decode } from "./bits.js";
import { sha256 } from "./digest.js";

export const FORMAT = "gongshi-browser-2";
const NAME = 16;

/** A file that is missing or not the one that was published. */
export class Damaged extends Error {}

/** A file that did not arrive since there is no way to it. */
export class Unreachable extends Damaged {}

/**
 * @typedef {(file: string) => Promise<Uint8Array>} Load
 * @typedef {{ form: number, bytes: Uint8Array, name?: string, length: number }} List
 * @typedef {{ term: string, lists: Map<number, List> }} Entry
 * @typedef {{
 *   number: number, id: string, kind: string, url: string, title: string, others: string[],
 *   address: string, numbers: string[], code: string, regions: string[], closed: boolean,
 *   filed: boolean, facets: Record<string, string[]>, fee: number | null,
 *   places: number | null, published: string | null, assessed: string | null,
 *   lon: number | null, lat: number | null, summary: Record<string, string>, body: string,
 * }} Found
 */

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @param {Uint8Array} bytes */
async function inflated(bytes) {
  const stream = new Blob([/** @type {any} */ (bytes)]).stream();
  const plain = stream.pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/**
 * By code points, as Python sorts.
 * @param {string} one
 * @param {string} other
 */
export function compare(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a !== b) {
      const [high, low] = [a >= 0xd800 && a < 0xe000, b >= 0xd800 && b < 0xe000];
      return high === low ? a - b : high ? 1 : -1;
    }
  }
  return one.length - other.length;
}

/**
 * The index of the last first term that is not behind a term; -1 if all are.
 * @param {string[]} firsts ascending
 * @param {string} term
 */
function place(firsts, term) {
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(firsts[middle], term) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export class Index {
  /**
   * @param {Load} load
   * @param {any} root
   */
  constructor(load, root) {
    this.load = load;
    this.root = root;
    this.size = root.blocks.count * root.block;
    /** @type {Map<string, Promise<any>>} */
    this.kept = new Map();
  }

  /**
   * @param {Load} load
   * @returns {Promise<Index>}
   */
  static async open(load) {
    const text = utf8.decode(await arrived(load, "root.json"));
    const end = text.lastIndexOf(',"digest":"');
    const root = parsed(text, "root.json");
    const digest = await sha256(new TextEncoder().encode(`${text.slice(0, end)}}`));
    if (end < 0 || root.digest !== digest) throw new Damaged("root.json: is not what was published");
    if (root.format !== FORMAT) throw new Damaged(`root.json: is ${root.format}, not ${FORMAT}`);
    return new Index(load, root);
  }

  /**
   * What a file holds, read once.
   * @template T
   * @param {string} name
   * @param {(content: Uint8Array) => T} read
   * @returns {Promise<T>}
   */
  content(name, read) {
    let found = this.kept.get(name);
    if (!found) {
      found = this.fresh(name, read);
      this.kept.set(name, found);
      // What failed once may be there the next time.
      found.catch(() => this.kept.delete(name));
    }
    return found;
  }

  /**
   * @template T
   * @param {string} name
   * @param {(content: Uint8Array) => T} read
   */
  async fresh(name, read) {
    const bytes = await arrived(this.load, `${name}.bin`);
    if (!(await sha256(bytes)).startsWith(name)) {
      throw new Damaged(`${name}.bin: is not what was published`);
    }
    try {
      return read(await inflated(bytes));
    } catch (error) {
      throw error instanceof Damaged ? error : new Damaged(`${name}.bin: ${error}`);
    }
  }

  /** @param {string} name @returns {Promise<string>} */
  text(name) {
    return this.content(name, (content) => utf8.decode(content));
  }

  /** @param {string} name @returns {Promise<any>} */
  json(name) {
    return this.content(name, (content) => JSON.parse(utf8.decode(content)));
  }

  /**
   * The entries of a family from the first to the last of these terms.
   * @param {string} family
   * @param {string} first
   * @param {string} last
   * @returns {Promise<Entry[]>}
   */
  async entries(family, first, last = first) {
    const pages = /** @type {[string, string][]} */ (this.root.terms[family]);
    const firsts = pages.map(([term]) => term);
    const shards = [];
    for (let at = Math.max(0, place(firsts, first)); at <= place(firsts, last); at++) {
      const page = await this.json(pages[at][1]);
      const begin = Math.max(0, place(page.terms, first));
      for (let shard = begin; shard <= place(page.terms, last); shard++) {
        const name = page.names.slice(shard * NAME, (shard + 1) * NAME);
        shards.push(this.content(name, shardEntries));
      }
    }
    const entries = (await Promise.all(shards)).flat();
    return entries.filter((e) => compare(e.term, first) >= 0 && compare(e.term, last) <= 0);
  }

  /**
   * The lists of one term by field; none if no document has it.
   * @param {string} family
   * @param {string} term
   * @returns {Promise<Map<number, List>>}
   */
  async lists(family, term) {
    const [entry] = await this.entries(family, term);
    return entry ? entry.lists : new Map();
  }

  /**
   * The numbers of a list.
   * @param {List} list
   * @param {number} size
   */
  async bits(list, size = this.size) {
    if (!list.name) return decode(list.form, list.bytes, size);
    const content = await this.content(list.name, (bytes) => bytes);
    return decode(content[0], content.subarray(1), size);
  }

  /**
   * The document with a number; undefined if the number is spare.
   * @param {number} number
   * @returns {Promise<Found | undefined>}
   */
  async document(number) {
    const at = Math.floor(number / this.root.block);
    return (await this.block(at))[number - at * this.root.block];
  }

  /**
   * The documents of a block; none if all its numbers are spare.
   * @param {number} at
   * @returns {Promise<Found[]>}
   */
  async block(at) {
    const { block, page, blocks } = this.root;
    if (at >= blocks.count) return [];
    const names = await this.text(blocks.pages[Math.floor(at / page)]);
    const begin = (at % page) * NAME;
    const name = names.slice(begin, begin + NAME);
    if (/^0*$/.test(name)) return [];
    return this.content(name, (content) =>
      blockDocuments(JSON.parse(utf8.decode(content)), at * block, blocks.closed));
  }
}

/**
 * @param {Load} load
 * @param {string} file
 */
async function arrived(load, file) {
  try {
    return await load(file);
  } catch (error) {
    // So fetch says that there is no network, or nobody answers.
    const Reason = error instanceof TypeError ? Unreachable : Damaged;
    throw new Reason(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * @param {string} text
 * @param {string} file
 */
function parsed(text, file) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Damaged(`${file}: is not what was published`);
  }
}

/**
 * @param {Uint8Array} content
 * @returns {Entry[]}
 */
function shardEntries(content) {
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

/**
 * @param {any} block
 * @param {number} first
 * @param {number} closed the first number of a closed one
 * @returns {Found[]}
 */
function blockDocuments(block, first, closed) {
  return block.ids.map((/** @type {string} */ id, /** @type {number} */ at) => {
    const [code, ...regions] = block.places[block.place[at]];
    const { filed, facets } = block.traits[block.trait[at]];
    return {
      number: first + at,
      id,
      kind: block.kinds[at],
      url: block.urls[at],
      title: block.titles[at],
      others: block.others[at],
      address: block.addresses[at],
      numbers: block.numbers[at],
      code,
      regions,
      closed: first + at >= closed,
      filed,
      facets,
      fee: block.fees[at],
      places: block.capacities[at],
      published: block.published[at],
      assessed: block.assessed[at],
      lon: block.lon[at],
      lat: block.lat[at],
      summary: block.summaries[at],
      body: block.bodies[at],
    };
  });
}
