// @ts-check
/** The map of one facility on its page, when it is asked for. */

import { remembered } from "../shared/position.js";

const offer = /** @type {HTMLElement | null} */ (document.querySelector(".map-here"));
const button = offer?.querySelector("button");
const sheet = /** @type {HTMLElement | null | undefined} */ (button?.nextElementSibling);

/** @type {Promise<void> | null} */
let opened = null;

/** @param {HTMLElement} place @param {HTMLElement} box */
async function open(place, box) {
  const { PlaceMap } = await import("./map.js");
  const map = await PlaceMap.open(box);
  const { title = "" } = place.dataset;
  const here = { lon: Number(place.dataset.lon), lat: Number(place.dataset.lat) };
  const mark = document.querySelector(".facts .mark");
  const chosen = () => place.scrollIntoView({ block: "nearest" });
  const mine = remembered();
  map.show([{ ...here, title, mark, alert: false }], mine ?? here, { chosen, mine: mine ? true : undefined });
}

if (offer && button && sheet) {
  offer.hidden = false;
  button.addEventListener("click", () => {
    sheet.hidden = !sheet.hidden;
    button.setAttribute("aria-expanded", String(!sheet.hidden));
    const box = /** @type {HTMLElement | null} */ (sheet.querySelector(".map"));
    if (sheet.hidden || opened || !box) return;
    opened = open(offer, box).catch(() => {
      // The next press tries again.
      opened = null;
      sheet.hidden = true;
      button.setAttribute("aria-expanded", "false");
    });
  });
}
