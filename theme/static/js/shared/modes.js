// @ts-check
/**
 * Large print and high contrast: two attributes of <html>, remembered in this browser only.
 * Without this module the buttons stay hidden and the page reads as it is.
 */

const root = document.documentElement;
const names = /** @type {const} */ (["mode", "contrast"]);

/**
 * What was chosen last; null where nothing was, or where the browser keeps nothing.
 * @param {string} name
 * @returns {string | null}
 */
function remembered(name) {
  try {
    return localStorage.getItem(`gongshi-${name}`);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value null: as usual
 */
function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(`gongshi-${name}`);
    else localStorage.setItem(`gongshi-${name}`, value);
  } catch {
    // Private windows keep nothing: the choice holds for this page.
  }
}

/**
 * @param {string} name
 * @param {string | null} value
 */
function apply(name, value) {
  if (value === null) root.removeAttribute(`data-${name}`);
  else root.setAttribute(`data-${name}`, value);
}

/** Shows the buttons and lets each say whether it is on. */
function offer() {
  for (const button of document.querySelectorAll("button[data-mode-name]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const name = button.dataset.modeName ?? "";
    const say = () => {
      const on = root.getAttribute(`data-${name}`) === button.value;
      button.setAttribute("aria-pressed", String(on));
      return on;
    };
    button.addEventListener("click", () => {
      const value = say() ? null : button.value;
      apply(name, value);
      remember(name, value);
      say();
    });
    say();
    button.closest("[hidden]")?.removeAttribute("hidden");
  }
}

// At once, before the first paint where the browser allows it.
for (const name of names) apply(name, remembered(name));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
else offer();
