// @ts-check
/**
 * Checking a page: its bytes against the newest release in the log, its style sheets and scripts
 * against the list that it names, what it shows against its record where it has one, the record
 * against its leaf, the log against its signature; and says in words what was proved.
 *
 * Every number comes from files of this site. `check.js` loads this when somebody asks.
 */

import { changedHere } from "./check_document.js";
import { differences } from "./check_page.js";
import { hex, isCosigned, openCheckpoint, parseKey, verifier } from "./log_note.js";
import { prove } from "./log_record.js";
import { sha256 } from "./log_tree.js";
import { newestRelease, requireListed } from "./site_files.js";
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
 * @param {RequestCache} cache
 * @returns {Promise<Uint8Array>}
 */
async function bytes(address, cache = "no-cache") {
  const response = await fetch(address, { cache });
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
  const { record, log = "", key = "", library = "", root = "", assets = "" } = region.dataset;
  const known = await step("no-key", () => parseKey(key));
  // Asked for together, since each answer has its way to go.
  const [note, newest, own] = await Promise.all([
    text(`${log}checkpoint`), text(`${log}release.json`), bytes(location.pathname, "reload"),
  ]);
  const keys = isCosigned(note) ? await witnesses(log) : [];
  const { checkpoint, signed } = await step("signature-fails", () =>
    openCheckpoint(note, known, keys, verifier(library || null)),
  );
  const release = await step("release-fails", () => newestRelease(JSON.parse(newest), checkpoint));
  const file = pathOf(location.pathname, root);
  const page = new DOMParser().parseFromString(new TextDecoder().decode(own), "text/html");
  const [, , proved] = await inOrder([
    step("page-bytes", () => requireListed(file, own, release, (path) => bytes(`${root}/${path}`))),
    requireAssets(page, root, assets),
    record ? provedRecord(page, record, log, checkpoint) : null,
  ]);
  const changed = changedHere(document, page);
  if (changed !== null) throw new Mismatch(word("changed-here", { what: changed.slice(0, 80) }));
  return { ...proved, release, file, length: own.length, checkpoint, signed, note, key };
}

/**
 * What steps that run at once give; where several fail, the first of them is told.
 * @template {readonly unknown[]} T
 * @param {readonly [...T]} steps
 * @returns {Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }>}
 */
async function inOrder(steps) {
  const ended = await Promise.allSettled(steps);
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  return Promise.all(steps);
}

/**
 * The file of the site that an address shows.
 * @param {string} address
 * @param {string} root the path of the site on its host
 */
function pathOf(address, root) {
  const path = decodeURIComponent(address.slice(root.length + 1));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

/**
 * Throws unless every style sheet and script that a page loads, or has loaded since, is in the list
 * that it names, which has the digest that stands beside its address.
 * @param {Document} page
 * @param {string} root
 * @param {string} named
 */
async function requireAssets(page, root, named) {
  const [address, digest] = named.split("#");
  const list = await bytes(address);
  if (hex(await sha256(list)) !== digest) throw new Mismatch(word("asset-differs", { file: address }));
  const lines = new TextDecoder().decode(list).split("\n").filter(Boolean);
  const known = new Map(lines.map((line) => [`${root}/${line.slice(66)}`, line.slice(0, 64)]));
  const loaded = performance.getEntriesByType("resource").map((each) => new URL(each.name));
  const own = loaded.filter((each) => each.origin === location.origin).map((each) => each.pathname);
  const used = new Set(own.filter((path) => path.startsWith(`${root}/assets/`)));
  for (const each of page.querySelectorAll("link[rel=stylesheet], script[src]"))
    used.add(each.getAttribute("href") ?? each.getAttribute("src") ?? "");
  used.delete(address);
  await Promise.all(
    [...used].map(async (path) => {
      const found = hex(await sha256(await bytes(path, "force-cache")));
      if (found !== known.get(path)) throw new Mismatch(word("asset-differs", { file: path }));
    }),
  );
}

/**
 * The record that a page shows, with what proves it against the log.
 * @param {Document} page
 * @param {string} address
 * @param {string} log
 * @param {import("./log_note.js").Checkpoint} checkpoint
 */
async function provedRecord(page, address, log, checkpoint) {
  const published = await step("no-record", async () =>
    /** @type {Published} */ (JSON.parse(await text(address))),
  );
  const found = differences(page, published.record);
  if (found.length) throw new Mismatch(word("page-differs", { what: found.join(word("between")) }));
  const hashes = await step("record-differs", () =>
    prove(published.record, published.proof, checkpoint, (path) => bytes(log + path)),
  );
  return { published, hashes };
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
  const { published, checkpoint, signed, release } = proved;
  say(region, "good", word("proved"));
  const list = element("ul");
  const outsiders = signed.filter((each) => each.at);
  const unread = signed.filter((each) => each.unread);
  const values = {
    file: proved.file,
    length: proved.length,
    day: new Date(release.published ?? release.reference).toISOString().slice(0, 16).replace("T", " "),
    release: published?.proof.release ?? "",
    leaf: published?.proof.leaf ?? 0,
    size: checkpoint.size,
    origin: checkpoint.origin,
  };
  const records = published ? ["proved-page", "proved-log"] : [];
  for (const name of ["proved-bytes", ...records, "proved-signed"])
    list.append(element("li", word(name, values)));
  for (const each of outsiders) {
    const day = each.at?.toISOString().slice(0, 10) ?? "";
    list.append(element("li", word("proved-witness", { name: each.name, day })));
  }
  for (const each of unread) list.append(element("li", word("unread-witness", { name: each.name })));
  const some = outsiders.length + unread.length > 0;
  list.append(element("li", word(some ? "not-proved" : "not-witnessed")));
  region.append(list);
  const { note, key, hashes } = proved;
  if (published && hashes) region.append(download({ published, note, hashes, key }));
}

/**
 * A link to everything that proves the record, for `gongshi audit --proof`.
 * @param {{ published: Published, note: string, hashes: Uint8Array[], key: string }} proved
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
