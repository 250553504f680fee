// @ts-check
/** What the steps of a check have in common: files of the site, and faults in words for the reader. */

import { word as worded } from "../shared/wording.js";

/**
 * @param {string} name
 * @param {Record<string, string | number>} values
 */
export const word = (name, values = {}) => worded(name, values, "check-words");

/** Something is not as it was published: in words for the reader. */
export class Mismatch extends Error {}

/**
 * @param {string} address
 * @param {RequestCache} cache
 * @returns {Promise<Uint8Array>}
 */
export async function bytes(address, cache = "no-cache") {
  const response = await fetch(address, { cache });
  if (!response.ok) throw new Mismatch(word("missing", { file: address }));
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {Uint8Array} bytes */
export const text = (bytes) => new TextDecoder().decode(bytes);

/**
 * Runs a step; whatever it finds wrong is reported in the words of that step.
 * @template T
 * @param {string} step
 * @param {() => Promise<T>} run
 */
export async function step(step, run) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Mismatch) throw error;
    throw new Mismatch(word(step));
  }
}
