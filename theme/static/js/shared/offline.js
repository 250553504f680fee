// @ts-check
/** Keeping what is visited for when there is no network: as the operator says, in a service worker. */

/** Keeps this page and those that are visited from now on. */
export function keepVisited() {
  const place = document.querySelector("template#keep");
  if (!(place instanceof HTMLElement)) return;
  keepOffline(place, () => navigator.serviceWorker.controller?.postMessage("keep"));
}

/**
 * Has the service worker keep what the page shows, or takes away one that an operator no longer
 * wants. The page works without it.
 * @param {HTMLElement} page
 * @param {() => void} begun what was read on the first visit can be read again, and so be kept
 */
export async function keepOffline(page, begun) {
  const { worker } = page.dataset;
  if (!worker || !navigator.serviceWorker) return;
  const address = new URL(worker, location.href);
  const scope = new URL("./", address).href;
  try {
    if ("offline" in page.dataset) {
      if (!navigator.serviceWorker.controller) {
        navigator.serviceWorker.addEventListener("controllerchange", begun, { once: true });
      }
      await navigator.serviceWorker.register(address, { scope });
    } else {
      await (await navigator.serviceWorker.getRegistration(scope))?.unregister();
    }
  } catch {
    // Private windows and some embedded browsers keep nothing.
  }
}
