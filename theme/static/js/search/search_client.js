// @ts-check
/** Queries from a page to the engine: in a thread of its own, or here where there is none. */

/** @typedef {import("../engine/engine.js").Ask} Ask */
/** @typedef {{ ask: Ask, end: () => void }} Client `end` lets it finish what it was asked */

/** @type {Map<string, Client>} */
const clients = new Map();

/**
 * A function that answers queries from the files below an address; the same for the same one.
 * @param {string} files
 * @returns {Ask}
 */
export function searchClient(files) {
  if (!clients.has(files)) clients.set(files, start(files));
  return (method, ...given) => /** @type {Client} */ (clients.get(files)).ask(method, ...given);
}

/**
 * Begins with a new thread: one that began before the service worker reads past it.
 * @param {string} files
 */
export function restart(files) {
  clients.get(files)?.end();
  clients.set(files, start(files));
}

/** @param {string} files @returns {Client} */
function start(files) {
  const here = () => import("../engine/engine.js").then(({ localClient }) => localClient(files));
  /** @type {ReturnType<typeof here> | null} */
  let local = null;
  /** @type {Ask} */
  const locally = async (method, ...given) => (await (local ??= here()))(method, ...given);
  if (!window.Worker) return { ask: locally, end: () => {} };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.postMessage({ files });
  /** @type {Map<number, { resolve: (answer: any) => void, retry: () => Promise<any> }>} */
  const waiting = new Map();
  let working = true;
  let ended = false;
  let last = 0;
  const endIfIdle = () => {
    if (ended && !waiting.size) worker.terminate();
  };
  worker.addEventListener("error", () => {
    working = false;
    for (const { resolve, retry } of waiting.values()) resolve(retry());
    waiting.clear();
    endIfIdle();
  });
  worker.addEventListener("message", ({ data: { id, answer } }) => {
    waiting.get(id)?.resolve(answer);
    waiting.delete(id);
    endIfIdle();
  });
  return {
    ask: (method, ...given) => new Promise((resolve) => {
      const retry = () => locally(method, ...given);
      if (!working) return resolve(retry());
      waiting.set(++last, { resolve, retry });
      worker.postMessage({ id: last, files, method, given });
    }),
    end: () => {
      ended = true;
      endIfIdle();
    },
  };
}
