// @ts-check
/**
 * SHA-256 (FIPS 180-4), for pages that are not served over https: there the browser's own is
 * missing. Shards are checked either way.
 */

const WORDS = 64;
const MASK = 0xffffffff;

/** The first 32 bits of the fractional parts of roots of the first primes. */
const ROUNDS = fractions(WORDS, 1 / 3);
const START = fractions(8, 1 / 2);

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<string>} hexadecimal
 */
export async function sha256(bytes) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return reckoned(bytes);
  const digest = new Uint8Array(await subtle.digest("SHA-256", /** @type {any} */ (bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The same without the browser's help.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function reckoned(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor((bytes.length * 8) / 2 ** 32));
  view.setUint32(padded.length - 4, (bytes.length * 8) & MASK);
  const state = Int32Array.from(START);
  for (let at = 0; at < padded.length; at += WORDS) compress(state, view, at);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/**
 * @param {Int32Array} state
 * @param {DataView} view
 * @param {number} at
 */
function compress(state, view, at) {
  const words = new Int32Array(WORDS);
  for (let t = 0; t < 16; t++) words[t] = view.getInt32(at + t * 4);
  for (let t = 16; t < WORDS; t++) {
    const [far, near] = [words[t - 15], words[t - 2]];
    const one = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    const two = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    words[t] = words[t - 16] + one + words[t - 7] + two;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < WORDS; t++) {
    const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + sum + ((e & f) ^ (~e & g)) + ROUNDS[t] + words[t]) | 0;
    const other = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (other + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => {
    state[place] += word;
  });
}

/** @param {number} word @param {number} bits */
function turned(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/**
 * @param {number} count
 * @param {number} power of the root
 */
function fractions(count, power) {
  const found = [];
  for (let number = 2; found.length < count; number++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor === 0) prime = false;
    }
    if (prime) found.push(Math.floor((number ** power % 1) * 2 ** 32) | 0);
  }
  return found;
}
