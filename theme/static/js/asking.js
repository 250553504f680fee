// @ts-check
/** Putting questions to the engine: files by fetch, failures as values that cross threads. */

import { Engine } from "./engine.js";
import { loading } from "./files.js";
import { Refused } from "./folding.js";
import { Damaged, Unreachable } from "./reading.js";

/**
 * What can be asked: methods of the engine, each with what it is given.
 * @typedef {"search" | "count" | "help" | "labelled" | "named" | "below" | "chain"} Method
 * @typedef {(method: Method, ...given: any[]) => Promise<Answer>} Ask
 * @typedef {{ refused: string } | { damaged: string, unreachable?: boolean }} Failure
 * @typedef {{ value: any } | Failure} Answer
 */

/**
 * A function that answers questions from the files below an address.
 * @param {string} files
 * @returns {Ask}
 */
export function asking(files) {
  /** @type {Promise<Engine> | null} */
  let opened = null;

  /** @param {boolean} anew @param {Method} method @param {any[]} given */
  async function once(anew, method, given) {
    if (anew || !opened) opened = Engine.open(loading(files, anew));
    const engine = /** @type {Record<Method, (...given: any[]) => Promise<any>>} */ (
      /** @type {unknown} */ (await opened));
    return engine[method](...given);
  }

  // Before anything is asked, while the reader types.
  opened = Engine.open(loading(files, false));
  opened.catch(() => {
    opened = null;
  });

  return async (method, ...given) => {
    try {
      try {
        return { value: await once(false, method, given) };
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        // The site may have been published anew since the root was read.
        return { value: await once(true, method, given) };
      }
    } catch (error) {
      if (error instanceof Refused) return { refused: error.reason };
      opened = null;
      return { damaged: String(error), unreachable: error instanceof Unreachable };
    }
  };
}

/**
 * A function that searches the files below an address.
 * @param {string} files
 * @returns {(query: import("./engine.js").Query) => Promise<{ results: import("./engine.js").Results } | Failure>}
 */
export function answering(files) {
  const ask = asking(files);
  return async (query) => {
    const answer = await ask("search", query);
    return "value" in answer ? { results: answer.value } : answer;
  };
}
