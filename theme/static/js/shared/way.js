// @ts-check
/**
 * The way to a facility as a sheet over the page, and a button that copies the address. Without
 * this module, or where a browser knows no popovers, the links lead to the part of the page.
 */

function offer() {
  const way = document.getElementById("way");
  const button = way?.querySelector("button");
  if (!way || !button) return;
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
  if (!("showPopover" in way)) return;
  for (const link of document.querySelectorAll("a[href='#way']")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      way.setAttribute("popover", "auto");
      way.showPopover();
    });
  }
  // A part of the page again.
  way.addEventListener("toggle", () => {
    if (!way.matches(":popover-open")) way.removeAttribute("popover");
  });
}

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const address = document.getElementById("way-address");
  if (!address) return;
  try {
    await navigator.clipboard.writeText(address.textContent ?? "");
    button.textContent = button.dataset.done ?? "";
  } catch {
    // Browsers refuse where a page is not served over https: the text is marked instead.
    getSelection()?.selectAllChildren(address);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
else offer();
