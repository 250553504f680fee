// @ts-check
/** In which folder the page of a facility is: the same as `generator/pages/shared/urls.py`. */

import { sha256 } from "../shared/digest.js";

/** @param {string} id */
export async function shelf(id) {
  return (await sha256(new TextEncoder().encode(id))).slice(0, 2);
}
