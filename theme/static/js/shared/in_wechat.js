// @ts-check
/**
 * Inside WeChat's browser, which keeps no files: whoever presses what gives one is told how to go
 * on, instead of nothing happening. The words come when they are needed.
 */

import { element } from "./wording.js";

/** What gives a file. */
const DEAD = "a[download], button.keep-proof";

/** @param {Element} pressed */
async function tell(pressed) {
  const said = document.getElementById("in-wechat") ?? element("p", "", "notice");
  said.id = "in-wechat";
  said.setAttribute("role", "status");
  // Below the whole list: its lines may be columns.
  (pressed.closest("ul, ol, dl, table") ?? pressed.closest("p") ?? pressed).after(said);
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("q"));
  const answer = await fetch(`${box?.form?.action}labels.json`, { cache: "no-cache" });
  said.textContent = (await answer.json()).words.wechat;
  said.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest(DEAD) : null;
  if (!pressed) return;
  event.preventDefault();
  event.stopPropagation();
  // Without its words nothing can be said; the link stays what it is.
  tell(pressed).catch(() => {
    if (pressed instanceof HTMLAnchorElement) location.assign(pressed.href);
  });
}, true);
