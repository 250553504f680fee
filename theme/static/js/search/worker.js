// @ts-check
/** The engine in a thread of its own, so that typing stays smooth. */

import { localClient } from "../engine/engine.js";

/** @type {Map<string, import("../engine/engine.js").Ask>} */
const engines = new Map();

/** A message with a query is answered; one without makes ready. */
self.addEventListener("message", async ({ data: { id, files, method, given } }) => {
  const ask = engines.get(files) ?? localClient(files);
  engines.set(files, ask);
  if (method) self.postMessage({ id, answer: await ask(method, ...given) });
});
