// @ts-check
/**
 * Reading the files of `docs/search-format.md`. Whatever arrives is checked against the digest
 * under which it was asked for: what is missing, cut short or altered is `Damaged`, never a result.
 */

import { decode, entriesOf } from "./bitset.js";

export const FORMAT = "gongshi-browser-6";
const NAME = 16;

/** A file that is missing or not the one that was published. */
export class Damaged extends Error {}

/** A file that did not arrive since there is no way to it. */
export class Unreachable extends Damaged {}

/**
 * @typedef {(file: string) => Promise<Uint8Array>} Load
 * @typedef {import("./bitset.js").List} List
 * @typedef {import("./bitset.js").Entry} Entry
 * @typedef {import("../documents.js").IndexedDocument} IndexedDocument
 */

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Files below an address. All but the root are named by their content and never change.
 * @param {string} files
 * @param {boolean} reload whether to bypass the cache of the browser
 * @returns {Load}
 */
export function loader(files, reload) {
  return async (file) => {
    const cache = reload ? "reload" : file === "root.json" ? "no-cache" : "default";
    const response = await fetch(files + file, { cache, priority: "high" });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

/**
 * SHA-256 in hexadecimal.
 * @param {Uint8Array} bytes
 */
async function sha256(bytes) {
  const subtle = globalThis.crypto?.subtle;
  // Browsers withhold it where a page is not served over https.
  if (!subtle) return (await import("../../shared/digest.js")).sha256(bytes);
  const digest = new Uint8Array(await subtle.digest("SHA-256", /** @type {any} */ (bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Uint8Array} bytes */
async function inflate(bytes) {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  // Straight in: through a Blob the same takes Chromium fifteen times as long.
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(/** @type {any} */ (bytes)), writer.close()]);
  // Whoever reads gets the failure.
  written.catch(() => {});
  return new Uint8Array(await new Response(readable).arrayBuffer());
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
function lastNotBehind(firsts, term) {
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
    /** Whether all documents are at hand. */
    this.whole = Boolean(root.whole);
    /** @type {Map<string, Promise<any>>} */
    this.cache = new Map();
  }

  /**
   * @param {Load} load
   * @returns {Promise<Index>}
   */
  static async open(load) {
    const { text, root } = parsed(await loaded(load, "root.json"), "root.json");
    const end = text.lastIndexOf(',"digest":"');
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
    let found = this.cache.get(name);
    if (!found) {
      found = this.fresh(name, read);
      this.cache.set(name, found);
      // What failed once may be there the next time.
      found.catch(() => this.cache.delete(name));
    }
    return found;
  }

  /**
   * @template T
   * @param {string} name
   * @param {(content: Uint8Array) => T} read
   */
  async fresh(name, read) {
    const held = this.root.held[name];
    if (held !== undefined) return read(new TextEncoder().encode(held));
    const bytes = await loaded(this.load, `${name}.bin`);
    if (!(await sha256(bytes)).startsWith(name)) {
      throw new Damaged(`${name}.bin: is not what was published`);
    }
    try {
      return read(await inflate(bytes));
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
    const end = lastNotBehind(firsts, last);
    for (let at = Math.max(0, lastNotBehind(firsts, first)); at <= end; at++) {
      const page = await this.json(pages[at][1]);
      const begin = Math.max(0, lastNotBehind(page.terms, first));
      for (let shard = begin; shard <= lastNotBehind(page.terms, last); shard++) {
        const name = page.names.slice(shard * NAME, (shard + 1) * NAME);
        shards.push(this.content(name, entriesOf));
      }
    }
    const entries = (await Promise.all(shards)).flat();
    return entries.filter((e) => compare(e.term, first) >= 0 && compare(e.term, last) <= 0);
  }

  /**
   * Asks for the lists that a query will probably begin with, so that they are on their way.
   * @param {string} text
   */
  async expect(text) {
    if (this.whole) {
      if (this.root.bodies) await this.json(this.root.bodies);
      return;
    }
    const [pair] = /^\S\S/u.exec(text.trim()) ?? [];
    const [letters] = /^[a-z]{2,}/i.exec(text.trim()) ?? [""];
    const heard = letters.toLowerCase();
    await Promise.all([...(pair ? [this.lists("text", pair)] : []), ...(letters ? [
      this.json(this.root.sounds),
      // Where what is read so stands, however it is cut into syllables, and by initials.
      this.lists("sound", `2${heard}`), this.lists("sound", `0${heard.slice(0, 2)}`),
    ] : [])]);
  }

  /**
   * Whether a number may have a folded text, as far as its Chinese characters say.
   * @param {string} text
   */
  async mayBeInNumbers(text) {
    const pairs = await this.content(this.root.numbers, pairsOf);
    const characters = Array.from(text);
    return characters.slice(1).every((second, at) =>
      (characters[at] < "\x80" && second < "\x80") || pairs.has(characters[at] + second));
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
  async bitset(list, size = this.size) {
    if (!list.name) return decode(list.form, list.bytes, size);
    const content = await this.content(list.name, (bytes) => bytes);
    return decode(content[0], content.subarray(1), size);
  }

  /**
   * The document with a number; undefined if the number is spare.
   * @param {number} number
   * @returns {Promise<IndexedDocument | undefined>}
   */
  async document(number) {
    const at = Math.floor(number / this.root.block);
    return (await this.block(at))[number - at * this.root.block];
  }

  /**
   * The text of a policy or interpretation by the name of its file.
   * @param {string} name
   * @returns {Promise<string>}
   */
  async body(name) {
    const { bodies } = this.root;
    return bodies ? (await this.json(bodies))[name] : this.text(name);
  }

  /**
   * The documents of a block; none if all its numbers are spare.
   * @param {number} at
   * @returns {Promise<IndexedDocument[]>}
   */
  async block(at) {
    const { block, page, blocks } = this.root;
    if (at >= blocks.count) return [];
    const names = await this.text(blocks.pages[Math.floor(at / page)]);
    const begin = (at % page) * NAME;
    const name = names.slice(begin, begin + NAME);
    if (/^0*$/.test(name)) return [];
    const { documentsOf } = await import("../documents.js");
    return this.content(name, (content) =>
      documentsOf(JSON.parse(utf8.decode(content)), at * block, blocks.closed));
  }
}

/** @param {Uint8Array} content */
function pairsOf(content) {
  const characters = Array.from(utf8.decode(content));
  return new Set(characters.flatMap((each, at) => (at % 2 ? [characters[at - 1] + each] : [])));
}

/**
 * @param {Load} load
 * @param {string} file
 */
async function loaded(load, file) {
  try {
    return await load(file);
  } catch (error) {
    // So fetch says that there is no network, or nobody answers.
    const Reason = error instanceof TypeError ? Unreachable : Damaged;
    throw new Reason(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * @param {Uint8Array} content
 * @param {string} file
 */
function parsed(content, file) {
  try {
    const text = utf8.decode(content);
    return { text, root: JSON.parse(text) };
  } catch {
    throw new Damaged(`${file}: is not what was published`);
  }
}
