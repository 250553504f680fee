// @ts-check
/** Questions from a page to the engine: in a thread of its own, or here where there is none. */

/** @typedef {import("./asking.js").Ask} Ask */

/** @type {Map<string, Ask>} */
const known = new Map();

/**
 * A function that answers questions from the files below an address; the same for the same one.
 * @param {string} files
 * @returns {Ask}
 */
export function asker(files) {
  if (!known.has(files)) known.set(files, begun(files));
  return (method, ...given) => /** @type {Ask} */ (known.get(files))(method, ...given);
}

/**
 * Begins with a new thread: one that began before the service worker reads past it.
 * @param {string} files
 */
export function renew(files) {
  known.set(files, begun(files));
}

/** @param {string} files @returns {Ask} */
function begun(files) {
  const here = () => import("./asking.js").then(({ asking }) => asking(files));
  /** @type {ReturnType<typeof here> | null} */
  let local = null;
  /** @type {Ask} */
  const locally = async (method, ...given) => (await (local ??= here()))(method, ...given);
  if (!window.Worker) return locally;
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.postMessage({ files });
  let working = true;
  let last = 0;
  return (method, ...given) => new Promise((resolve) => {
    if (!working) return resolve(locally(method, ...given));
    const id = ++last;
    const fail = () => {
      working = false;
      resolve(locally(method, ...given));
    };
    worker.addEventListener("error", fail, { once: true });
    worker.addEventListener("message", function heard({ data }) {
      if (data.id !== id) return;
      worker.removeEventListener("message", heard);
      worker.removeEventListener("error", fail);
      resolve(data.answer);
    });
    worker.postMessage({ id, files, method, given });
  });
}
