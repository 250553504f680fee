// @ts-check
/** Proofs in a log of tiles (RFC 6962 hashes, C2SP tlog-tiles), from the tiles themselves. */

const HASH = 32;
const TILE = 256;

/**
 * Gives the bytes of a file below the log.
 * @typedef {(path: string) => Promise<Uint8Array>} Fetch
 */

/**
 * SHA-256 of parts one after another.
 * @param {Uint8Array[]} parts
 */
export async function sha256(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

/** @param {Uint8Array} entry */
export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

/**
 * Where a tile lies: groups of three digits, all but the last with an x.
 * @param {number} level
 * @param {number} number
 * @param {number} width hashes in it, 256 for a whole one
 */
export function tilePath(level, number, width) {
  const digits = String(number);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const last = groups.pop();
  const folders = groups.map((group) => `x${group}/`).join("");
  return `tile/${level}/${folders}${last}${width < TILE ? `.p/${width}` : ""}`;
}

/** A tree of a size that a checkpoint states, read from tiles. */
export class Tree {
  /**
   * @param {Fetch} fetch
   * @param {number} size
   */
  constructor(fetch, size) {
    this.fetch = fetch;
    this.size = size;
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.tiles = new Map();
  }

  /**
   * The hashes beside the way from a leaf to the root, the lowest first (RFC 9162, 2.1.3.1).
   * @param {number} index
   */
  async inclusion(index) {
    /** @type {Uint8Array[]} */
    const proof = [];
    let [low, high] = [0, this.size];
    while (high - low > 1) {
      const middle = low + split(high - low);
      if (index < middle) {
        proof.push(await this.root(middle, high));
        high = middle;
      } else {
        proof.push(await this.root(low, middle));
        low = middle;
      }
    }
    return proof.reverse();
  }

  /**
   * The root of the leaves from `low` to before `high`, which begin at a multiple of their number
   * rounded up to a power of two.
   * @param {number} low
   * @param {number} high
   * @returns {Promise<Uint8Array>}
   */
  async root(low, high) {
    const count = high - low;
    if (Number.isInteger(Math.log2(count))) {
      let level = 0;
      let span = 1;
      while (span * TILE <= count) {
        span *= TILE;
        level += 1;
      }
      return this.perfect(level, low / span, count / span);
    }
    const middle = low + split(count);
    return nodeHash(await this.root(low, middle), await this.root(middle, high));
  }

  /**
   * The root of `count` hashes of one level, all in one tile.
   * @param {number} level
   * @param {number} first
   * @param {number} count
   */
  async perfect(level, first, count) {
    const tile = await this.tile(level, Math.floor(first / TILE));
    const begin = (first % TILE) * HASH;
    let hashes = Array.from({ length: count }, (_, i) =>
      tile.subarray(begin + i * HASH, begin + (i + 1) * HASH),
    );
    while (hashes.length > 1) {
      const above = [];
      for (let i = 0; i < hashes.length; i += 2) above.push(nodeHash(hashes[i], hashes[i + 1]));
      hashes = await Promise.all(above);
    }
    return hashes[0];
  }

  /**
   * @param {number} level
   * @param {number} number
   */
  tile(level, number) {
    const name = `${level}/${number}`;
    let found = this.tiles.get(name);
    if (!found) {
      const held = Math.floor(this.size / TILE ** level) - number * TILE;
      found = this.read(level, number, Math.min(held, TILE));
      this.tiles.set(name, found);
    }
    return found;
  }

  /**
   * A tile; a whole one serves where the partial one is not kept any more.
   * @param {number} level
   * @param {number} number
   * @param {number} width
   */
  async read(level, number, width) {
    let bytes;
    try {
      bytes = await this.fetch(tilePath(level, number, width));
    } catch (error) {
      if (width === TILE) throw error;
      bytes = await this.fetch(tilePath(level, number, TILE));
    }
    if (bytes.length < width * HASH) throw new Error("a tile is cut short");
    return bytes;
  }
}

/**
 * The root that a leaf and its proof lead to (RFC 9162, 2.1.3.2).
 * @param {number} index
 * @param {number} size
 * @param {Uint8Array} leaf
 * @param {Uint8Array[]} proof
 */
export async function rootFrom(index, size, leaf, proof) {
  let [at, last, hash] = [index, size - 1, leaf];
  for (const other of proof) {
    if (last === 0) throw new Error("the proof is too long");
    if (at % 2 === 1 || at === last) {
      hash = await nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = await nodeHash(hash, other);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new Error("the proof is too short");
  return hash;
}

/**
 * The root over hashes of leaves (RFC 9162, 2.1.1).
 * @param {Uint8Array[]} hashes
 * @returns {Promise<Uint8Array>}
 */
export async function rootOver(hashes) {
  if (hashes.length < 2) return hashes[0] ?? sha256();
  const middle = split(hashes.length);
  return nodeHash(await rootOver(hashes.slice(0, middle)), await rootOver(hashes.slice(middle)));
}

/**
 * The largest power of two below a number.
 * @param {number} count
 */
function split(count) {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
