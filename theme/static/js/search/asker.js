// @ts-check
/** Questions from a page to the engine: in a thread of its own, or here where there is none. */

/** @typedef {import("../engine/engine.js").Ask} Ask */
/** @typedef {{ ask: Ask, end: () => void }} Engine `end` lets it finish what it was asked */

/** @type {Map<string, Engine>} */
const known = new Map();

/**
 * A function that answers questions from the files below an address; the same for the same one.
 * @param {string} files
 * @returns {Ask}
 */
export function asker(files) {
  if (!known.has(files)) known.set(files, begun(files));
  return (method, ...given) => /** @type {Engine} */ (known.get(files)).ask(method, ...given);
}

/**
 * Begins with a new thread: one that began before the service worker reads past it.
 * @param {string} files
 */
export function renew(files) {
  known.get(files)?.end();
  known.set(files, begun(files));
}

/** @param {string} files @returns {Engine} */
function begun(files) {
  const here = () => import("../engine/engine.js").then(({ asking }) => asking(files));
  /** @type {ReturnType<typeof here> | null} */
  let local = null;
  /** @type {Ask} */
  const locally = async (method, ...given) => (await (local ??= here()))(method, ...given);
  if (!window.Worker) return { ask: locally, end: () => {} };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.postMessage({ files });
  /** @type {Map<number, { resolve: (answer: any) => void, again: () => Promise<any> }>} */
  const waiting = new Map();
  let working = true;
  let ended = false;
  let last = 0;
  const rest = () => {
    if (ended && !waiting.size) worker.terminate();
  };
  worker.addEventListener("error", () => {
    working = false;
    for (const { resolve, again } of waiting.values()) resolve(again());
    waiting.clear();
    rest();
  });
  worker.addEventListener("message", ({ data: { id, answer } }) => {
    waiting.get(id)?.resolve(answer);
    waiting.delete(id);
    rest();
  });
  return {
    ask: (method, ...given) => new Promise((resolve) => {
      const again = () => locally(method, ...given);
      if (!working) return resolve(again());
      waiting.set(++last, { resolve, again });
      worker.postMessage({ id: last, files, method, given });
    }),
    end: () => {
      ended = true;
      rest();
    },
  };
}
