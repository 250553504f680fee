// @ts-check
/** Putting queries to the engine: files by fetch, failures as values that cross threads. */

import { Engine } from "./engine.js";
import { Refused } from "./folding.js";
import { Damaged } from "./reading.js";

/**
 * @typedef {{ results: import("./engine.js").Results }
 *   | { refused: string } | { damaged: string }} Answer
 */

/**
 * Files below an address. All but the root are named by their content and never change.
 * @param {string} files
 * @param {boolean} anew whether to pass by what the browser keeps
 * @returns {import("./reading.js").Load}
 */
function loading(files, anew) {
  return async (file) => {
    const cache = anew ? "reload" : file === "root.json" ? "no-cache" : "default";
    const response = await fetch(files + file, { cache });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

/**
 * A function that answers queries from the files below an address.
 * @param {string} files
 * @returns {(query: import("./engine.js").Query) => Promise<Answer>}
 */
export function answering(files) {
  /** @type {Promise<Engine> | null} */
  let opened = null;

  /** @param {import("./engine.js").Query} query @param {boolean} anew */
  async function once(query, anew) {
    if (anew || !opened) opened = Engine.open(loading(files, anew));
    return (await opened).search(query);
  }

  // Before anything is asked, while the reader types.
  opened = Engine.open(loading(files, false));
  opened.catch(() => {
    opened = null;
  });

  return async (query) => {
    try {
      try {
        return { results: await once(query, false) };
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        // The site may have been published anew since the root was read.
        return { results: await once(query, true) };
      }
    } catch (error) {
      if (error instanceof Refused) return { refused: error.reason };
      opened = null;
      return { damaged: String(error) };
    }
  };
}
