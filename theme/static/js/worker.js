// @ts-check
/** The engine in a thread of its own, so that typing stays smooth. */

import { answering } from "./asking.js";

/** @type {Map<string, (query: import("./engine.js").Query) => Promise<any>>} */
const engines = new Map();

/** A message with a query is answered; one without makes ready. */
self.addEventListener("message", async ({ data: { id, files, query } }) => {
  const ask = engines.get(files) ?? answering(files);
  engines.set(files, ask);
  if (query) self.postMessage({ id, answer: await ask(query) });
});
