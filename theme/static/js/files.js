// @ts-check
/** The files of the search index, from where the site stands. */

/**
 * Files below an address. All but the root are named by their content and never change.
 * @param {string} files
 * @param {boolean} anew whether to pass by what the browser keeps
 * @returns {import("./reading.js").Load}
 */
export function loading(files, anew) {
  return async (file) => {
    const cache = anew ? "reload" : file === "root.json" ? "no-cache" : "default";
    const response = await fetch(files + file, { cache });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
