// @ts-check
/**
 * The search box of every page: what suggests while typing is loaded when the box is first used.
 * Without this module the box leads to the search page.
 */

function offer() {
  const box = document.getElementById("q");
  // The search page answers while typing by itself.
  if (!(box instanceof HTMLInputElement) || document.getElementById("results")) return;
  const begin = () => import("./suggest.js").then(({ suggest }) => suggest(box));
  // A reader may be in the box before this module has come.
  if (document.activeElement === box) begin();
  else box.addEventListener("focus", begin, { once: true });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
else offer();
