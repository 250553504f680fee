// @ts-check
/** Says of a page that stands here without a network since when it was kept. */

/** Asks the service worker that gave this page. */
export function askSince() {
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (typeof data?.kept === "string") say(data.kept);
  });
  navigator.serviceWorker.startMessages();
  navigator.serviceWorker.controller?.postMessage("kept?");
}

/** @param {string} moment */
function say(moment) {
  const line = document.querySelector("template#since");
  if (!(line instanceof HTMLTemplateElement)) return;
  const said = /** @type {HTMLElement} */ (line.content.firstElementChild?.cloneNode(true));
  const written = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "long", timeStyle: "short",
  }).format(new Date(moment));
  said.textContent = (said.textContent ?? "").replace("{time}", written);
  document.querySelector("main")?.prepend(said);
}
