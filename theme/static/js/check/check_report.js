// @ts-check
/** What came of a check, in words, and the proof of the record as a file. */

import { Mismatch, bytes, step, word } from "./check_steps.js";
import { hex } from "./log_note.js";
import { prove } from "./log_record.js";
import { element } from "../shared/wording.js";

/** @typedef {import("./check_run.js").Published} Published */

/**
 * @param {HTMLElement} region
 * @param {import("./check_run.js").Proved} proved
 */
export function report(region, proved) {
  const { published, checkpoint, signed, release } = proved;
  const altered = proved.claim?.altered ?? [];
  const unsigned = proved.claim && !(proved.claim.root && proved.agency?.fingerprints.length);
  if (altered.length) say(region, "part", word("proved-in-part", { what: altered.join(word("between")) }));
  else if (unsigned) say(region, "part", word("proved-unsigned"));
  else say(region, "good", word("proved"));
  const list = element("ul");
  const tell = (/** @type {string} */ name, /** @type {Record<string, string | number>} */ values = {}) =>
    list.append(element("li", word(name, values)));
  const { path: file, length } = proved;
  tell("proved-bytes", { file, length, day: minute(release.published ?? release.reference) });
  if (published) tell("facility" in published.record ? "proved-page" : "proved-text");
  tellAgency(region, proved, tell);
  tell("proved-signed", { origin: checkpoint.origin, key: proved.key });
  const outsiders = signed.filter((each) => each.at);
  const unread = signed.filter((each) => each.unread);
  for (const each of outsiders)
    tell("proved-witness", { name: each.name, day: each.at?.toISOString().slice(0, 10) ?? "" });
  for (const each of unread) tell("unread-witness", { name: each.name });
  tell(outsiders.length + unread.length > 0 ? "not-proved" : "not-witnessed");
  tell("cite", {
    what: `${document.title} ${location.origin}${location.pathname}`,
    day: minute(release.published ?? release.reference),
    leaf: checkpoint.size - 1,
    key: base64(checkpoint.root),
  });
  region.append(list);
  if (published) region.append(keeping(region, { ...proved, published }));
}

/** @param {Uint8Array} data */
const base64 = (data) => btoa(String.fromCharCode(...data));

/** @param {string} time */
const minute = (time) => new Date(time).toISOString().slice(0, 16).replace("T", " ");

/**
 * Says who signed the rows of the record, or that nobody's signature was proved here.
 * @param {HTMLElement} region
 * @param {import("./check_run.js").Proved} proved
 * @param {(name: string, values?: Record<string, string | number>) => void} tell
 */
function tellAgency(region, { published, claim, agency }, tell) {
  if (!published) return tell("only-bytes");
  if (!claim || !agency) return tell("document-unsigned");
  if (!claim.root) return tell("not-by-rows");
  const { role, fingerprints } = agency;
  const signed = { count: claim.count, agency: region.dataset.signer ?? role.role, export: claim.export };
  tell(fingerprints.length ? "proved-rows" : "key-gone", { ...signed, keys: fingerprints.join(word("between")) });
  const { suspended } = role;
  const reason = word(suspended?.reason.replace(/^\S+ (?=expired|revoked|keys)/, "") ?? "");
  if (suspended) tell("signature-ended", { day: minute(suspended.since), reason });
  tell("not-newest");
}

/**
 * A button that proves the record against its entry in the log, and then gives everything that
 * proves it as a file, for `gongshi audit --proof`.
 * @param {HTMLElement} region
 * @param {import("./check_run.js").Proved & { published: Published }} proved
 */
function keeping(region, { published, checkpoint, note, key, log }) {
  const button = /** @type {HTMLButtonElement} */ (element("button", word("download"), "keep-proof"));
  button.type = "button";
  button.addEventListener("click", async () => {
    const { record, proof } = published;
    try {
      const hashes = await step("entry-differs", () =>
        prove(record, proof, checkpoint, (path) => bytes(log + path)),
      );
      const values = { leaf: proof.leaf, size: checkpoint.size };
      region.querySelector("ul")?.append(element("li", word("proved-log", values)));
      const content = {
        format: "gongshi-proof-1", record, salt: proof.salt, index: proof.leaf,
        proof: hashes.map(hex), checkpoint: note, key,
      };
      const link = document.createElement("a");
      const file = new Blob([`${JSON.stringify(content, null, 1)}\n`], { type: "application/json" });
      link.href = URL.createObjectURL(file);
      link.download = `${proof.release}-${proof.leaf}.proof.json`;
      link.click();
      button.remove();
    } catch (error) {
      say(region, "bad", error instanceof Mismatch ? error.message : word("no-answer"));
    }
  });
  return button;
}

/**
 * @param {HTMLElement} region
 * @param {"good" | "part" | "bad" | "busy"} kind
 * @param {string} message
 */
export function say(region, kind, message) {
  const status = /** @type {HTMLElement} */ (region.querySelector("[role=status]"));
  status.textContent = message;
  region.dataset.state = kind;
  region.querySelectorAll("ul, .keep-proof").forEach((old) => old.remove());
}
