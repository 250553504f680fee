// @ts-check
/** What the log says of itself at this moment: how long it is, and who signed that. */

import { hex, isCosigned, openCheckpoint, parseKey, verifier } from "./log_note.js";
import { element, word } from "../shared/wording.js";

/** @param {HTMLElement} region */
async function show(region) {
  const { log = "", key = "", library = "" } = region.dataset;
  const note = await file(`${log}checkpoint`);
  if (note === null) throw new Error("there is no checkpoint");
  const keys = isCosigned(note) ? await file(`${log}witnesses.vkey`) : null;
  const witnesses = await Promise.all((keys ?? "").split("\n").filter(Boolean).map(parseKey));
  const known = await parseKey(key);
  const { checkpoint, signed } = await openCheckpoint(
    note, known, witnesses, verifier(library || null),
  );
  const list = element("ul", "", "bullets");
  const values = { size: checkpoint.size, root: hex(checkpoint.root), origin: checkpoint.origin };
  list.append(element("li", word("signed", values)), element("li", word("root", values)));
  for (const each of signed.filter((one) => one.at)) {
    const day = each.at?.toISOString().slice(0, 10) ?? "";
    list.append(element("li", word("witnessed", { name: each.name, day })));
  }
  for (const each of signed.filter((one) => one.unread))
    list.append(element("li", word("unread-witness", { name: each.name })));
  if (!signed.some((one) => one.at || one.unread)) list.append(element("li", word("unwitnessed")));
  region.append(list);
}

/**
 * A text of this site; null where there is none.
 * @param {string} address
 */
async function file(address) {
  const response = await fetch(address, { cache: "no-cache" });
  return response.ok ? response.text() : null;
}

const region = document.getElementById("log-now");
if (region && globalThis.crypto?.subtle) {
  region.hidden = false;
  show(region).catch(() => region.append(element("p", word("fails"), "alert")));
}
