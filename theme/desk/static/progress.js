/** Shows what the portal says while it is at work, then the page as it is afterwards. */

const EVERY_MS = 1000;

/** @param {HTMLElement} element */
export function follow(element) {
  const timer = setInterval(async () => {
    const response = await fetch(element.dataset.progress ?? "");
    /** @type {{ lines: string[], ended: boolean }} */
    const answer = await response.json();
    element.textContent = answer.lines.join("\n");
    if (answer.ended) {
      clearInterval(timer);
      location.reload();
    }
  }, EVERY_MS);
}
