/** What the desk does beyond its forms: save while typing, show progress, print. */

import { saveWhileTyping } from "./autosave.js";
import { follow } from "./progress.js";

for (const form of document.querySelectorAll("form[data-autosave]")) {
  if (form instanceof HTMLFormElement) saveWhileTyping(form);
}
for (const element of document.querySelectorAll("[data-progress]")) {
  if (element instanceof HTMLElement) follow(element);
}
for (const button of document.querySelectorAll("[data-print]")) {
  if (!(button instanceof HTMLElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
