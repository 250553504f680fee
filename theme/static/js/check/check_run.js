// @ts-check
/**
 * Checking a page: compares what the page shows with its record, the record with its leaf, the
 * leaf with the tree, the tree with the signature; and says in words what was proved.
 *
 * Every number comes from files of this site. `check.js` loads this when somebody asks.
 */

import { differences } from "./check_page.js";
import { hex, openCheckpoint, parseKey, verifier } from "./log_note.js";
import { prove } from "./log_record.js";
import { element, word as worded } from "../shared/wording.js";

/**
 * @typedef {import("./log_record.js").Rows} Rows
 * @typedef {import("./log_record.js").Proof} Proof
 * @typedef {{ record: Rows, proof: Proof }} Published
 * @typedef {import("./log_note.js").Signed} Signed
 */

/**
 * @param {string} name
 * @param {Record<string, string | number>} values
 */
const word = (name, values = {}) => worded(name, values, "check-words");

/** Something is not as it was published: in words for the reader. */
class Mismatch extends Error {}

/**
 * @param {string} address
 * @returns {Promise<Uint8Array>}
 */
async function bytes(address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Mismatch(word("missing", { file: address }));
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {string} address */
async function text(address) {
  return new TextDecoder().decode(await bytes(address));
}

/**
 * Runs a step; whatever it finds wrong is reported in the words of that step.
 * @template T
 * @param {string} step
 * @param {() => Promise<T>} run
 */
async function step(step, run) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Mismatch) throw error;
    throw new Mismatch(word(step));
  }
}

/**
 * @param {HTMLElement} region what holds the button, with the addresses in its attributes
 */
async function check(region) {
  const { record = "", log = "", key = "", library = "" } = region.dataset;
  const published = await step("no-record", async () =>
    /** @type {Published} */ (JSON.parse(await text(record))),
  );
  const found = differences(document, published.record);
  if (found.length) throw new Mismatch(word("page-differs", { what: found.join(word("between")) }));
  const known = await step("no-key", () => parseKey(key));
  const note = await text(`${log}checkpoint`);
  const keys = await witnesses(log);
  const { checkpoint, signed } = await step("signature-fails", () =>
    openCheckpoint(note, known, keys, verifier(library || null)),
  );
  const hashes = await step("record-differs", () =>
    prove(published.record, published.proof, checkpoint, (path) => bytes(log + path)),
  );
  return { published, checkpoint, signed, note, hashes, key };
}

/**
 * The keys of outsiders who sign along; none where nobody does.
 * @param {string} log
 */
async function witnesses(log) {
  const response = await fetch(`${log}witnesses.vkey`, { cache: "no-cache" });
  if (!response.ok) return [];
  const lines = (await response.text()).split("\n").filter(Boolean);
  return Promise.all(lines.map(parseKey));
}

/**
 * @param {HTMLElement} region
 * @param {Awaited<ReturnType<typeof check>>} proved
 */
function report(region, proved) {
  const { published, checkpoint, signed } = proved;
  say(region, "good", word("proved"));
  const list = element("ul");
  const outsiders = signed.filter((each) => each.at);
  const values = {
    release: published.proof.release,
    leaf: published.proof.leaf,
    size: checkpoint.size,
    origin: checkpoint.origin,
  };
  for (const name of ["proved-page", "proved-log", "proved-signed"])
    list.append(element("li", word(name, values)));
  for (const each of outsiders) {
    const day = each.at?.toISOString().slice(0, 10) ?? "";
    list.append(element("li", word("proved-witness", { name: each.name, day })));
  }
  list.append(element("li", word(outsiders.length ? "not-proved" : "not-witnessed")));
  region.append(list, download(proved));
}

/**
 * A link to everything that proves the record, for `gongshi audit --proof`.
 * @param {Awaited<ReturnType<typeof check>>} proved
 */
function download({ published, note, hashes, key }) {
  const content = {
    format: "gongshi-proof-1",
    record: published.record,
    salt: published.proof.salt,
    index: published.proof.leaf,
    proof: hashes.map(hex),
    checkpoint: note,
    key,
  };
  const link = /** @type {HTMLAnchorElement} */ (element("a", word("download")));
  const file = new Blob([`${JSON.stringify(content, null, 1)}\n`], { type: "application/json" });
  link.href = URL.createObjectURL(file);
  link.download = `${published.proof.release}-${published.proof.leaf}.proof.json`;
  return link;
}

/**
 * @param {HTMLElement} region
 * @param {"good" | "bad" | "busy"} kind
 * @param {string} message
 */
function say(region, kind, message) {
  const status = /** @type {HTMLElement} */ (region.querySelector("[role=status]"));
  status.textContent = message;
  region.dataset.state = kind;
  region.querySelectorAll("ul, a").forEach((old) => old.remove());
}

/**
 * Checks the page and says in its region what came of it.
 * @param {HTMLElement} region what holds the button, with the addresses in its attributes
 */
export async function run(region) {
  if (!globalThis.crypto?.subtle) return say(region, "bad", word("needs-https"));
  say(region, "busy", word("busy"));
  try {
    report(region, await check(region));
  } catch (error) {
    say(region, "bad", error instanceof Mismatch ? error.message : word("no-answer"));
  }
}
