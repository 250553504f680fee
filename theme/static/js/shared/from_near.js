// @ts-check
/**
 * On the page of a facility to which "near me" has led: how far it is from where was looked.
 *
 * The distance stands behind the # of the address, which browsers send nowhere, and goes from there
 * at once: who passes the address on does not pass on how far it was.
 */

function tell() {
  const place = document.querySelector("[data-far]");
  const [, num, unit] = location.hash.match(/^#far=(\d{1,4}(?:\.\d)?)(m|km)$/) ?? [];
  if (!(place instanceof HTMLElement) || !unit) return;
  place.textContent = (place.dataset[unit] ?? "").replace("{num}", num);
  place.hidden = false;
  history.replaceState(history.state, "", location.pathname + location.search);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", tell);
else tell();
