// @ts-check
/**
 * Checking a page: its bytes against the newest release in the log, its style sheets and scripts
 * against the list that it names, what it shows against its record where it has one, the rows of
 * the record against the keys of the agency, the log against its signature.
 *
 * Every number comes from files of this site. `check.js` loads this when somebody asks.
 */

import { bareClaim, claimOf, signedBy } from "./agency_rows.js";
import { changedHere } from "./check_document.js";
import { differences } from "./check_page.js";
import { report, say } from "./check_report.js";
import { Mismatch, bytes, step, text, word } from "./check_steps.js";
import { hex, isCosigned, openCheckpoint, parseKey, verifier } from "./log_note.js";
import { digestOf } from "./log_record.js";
import { sha256 } from "./log_tree.js";
import { ROOT_LIST, newestRelease, requireListed } from "./site_files.js";

/**
 * @typedef {import("./log_record.js").Rows} Rows
 * @typedef {import("./log_record.js").Proof} Proof
 * @typedef {import("./agency_rows.js").RowProof} RowProof
 * @typedef {{ record: Rows, proof: Proof, rows?: RowProof }} Published
 * @typedef {{ published?: Published, claim?: import("./agency_rows.js").Claim,
 *   agency?: import("./agency_rows.js").Signed }} ProvedRecord
 */

/** @type {ProvedRecord} */
const NO_RECORD = {};

/**
 * Gives the files of addresses; those that are named here are asked for together, and at once.
 * @param {string[]} addresses
 * @returns {(address: string) => Promise<Uint8Array>}
 */
function asked(addresses) {
  const ahead = new Map(addresses.map((address) => [address, bytes(address)]));
  // What is missing is told by the step that needs it.
  for (const each of ahead.values()) each.catch(() => {});
  return (address) => ahead.get(address) ?? bytes(address);
}

/** @typedef {Awaited<ReturnType<typeof check>>} Proved */

/** @param {HTMLElement} region what holds the button, with the addresses in its attributes */
async function check(region) {
  const { record, agency, log = "", key = "", library = "", root = "", assets = "" } = region.dataset;
  const named = [record, agency].filter((each) => each !== undefined);
  const file = asked([`${log}checkpoint`, `${log}release.json`, `${root}/${ROOT_LIST}`, ...named]);
  const own = await bytes(location.pathname, "reload");
  const verify = verifier(library || null);
  const known = await step("no-key", () => parseKey(key));
  const note = text(await file(`${log}checkpoint`));
  const keys = isCosigned(note) ? await witnesses(log) : [];
  const { checkpoint, signed } = await step("signature-fails", () =>
    openCheckpoint(note, known, keys, verify),
  );
  const release = await step("release-fails", async () =>
    newestRelease(JSON.parse(text(await file(`${log}release.json`))), checkpoint),
  );
  const path = pathOf(location.pathname, root);
  const page = new DOMParser().parseFromString(text(own), "text/html");
  const [, , proved] = await inOrder([
    step("page-bytes", () => requireListed(path, own, release, (each) => file(`${root}/${each}`))),
    requireAssets(page, root, assets),
    provedRecord(page, path, region.dataset, release, file, verify),
  ]);
  const changed = otherwiseHere(region, page) ?? changedHere(document, page);
  if (changed !== null) throw new Mismatch(word("changed-here", { what: changed.slice(0, 80) }));
  return { ...proved, release, path, length: own.length, checkpoint, signed, note, key, log };
}

/**
 * An address of what is checked that is another one here than on the page that was published.
 * @param {HTMLElement} region
 * @param {Document} page
 */
function otherwiseHere(region, page) {
  const published = /** @type {HTMLElement | null} */ (page.querySelector("[data-check]"));
  const said = { ...region.dataset, state: undefined };
  const differs = Object.entries(said).find(([name, each]) => published?.dataset[name] !== each);
  return differs ? `${differs[0]} ${differs[1]}` : null;
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
 * The record that belongs to a page by its path, and what that is of; null for other pages.
 * @param {string} path
 */
function ownRecord(path) {
  const facility = path.match(/^f\/[0-9a-f]{2}\/([^/]+?)(\/(?!index\.)[^/]+)?\.html$/);
  if (facility) return { file: path.replace(/html$/, "json"), kind: "facility", name: facility[1] };
  const document = path.match(/^(policy|interpretation)\/([^/]+)\/index\.html$/);
  if (!document) return null;
  return { file: path.replace("index.html", "record.json"), kind: document[1], name: document[2] };
}

/**
 * The record that a page shows: its own by its path, and the one that it names, with rows that its
 * agency signed. None for pages that have none, and where nothing is published any more.
 * @param {Document} page
 * @param {string} path
 * @param {DOMStringMap} said the attributes of the region
 * @param {import("./site_files.js").Release} release
 * @param {(address: string) => Promise<Uint8Array>} file
 * @param {import("./log_note.js").Verify} verify
 * @returns {Promise<ProvedRecord>}
 */
async function provedRecord(page, path, { record, digest, agency, root }, release, file, verify) {
  const own = ownRecord(path);
  if (own === null || (!record && (await isGone(`${root}/${own.file}`)))) return NO_RECORD;
  if (decodeURIComponent(record ?? "") !== `${root}/${own.file}`)
    throw new Mismatch(word("record-differs"));
  const published = await step("no-record", async () =>
    /** @type {Published} */ (JSON.parse(text(await file(record ?? "")))),
  );
  const about = /** @type {Record<string, string>} */ (published.record[own.kind] ?? {});
  if ((about.facility_id ?? about.slug) !== own.name) throw new Mismatch(word("record-differs"));
  const found = await step("record-differs", () => digestOf(published.record, published.proof));
  if (found !== digest) throw new Mismatch(word("record-differs"));
  const others = differences(page, published.record);
  if (others.length) throw new Mismatch(word("page-differs", { what: others.join(word("between")) }));
  if (own.kind !== "facility") return { published };
  const at = new Date(release.published ?? release.reference);
  return step("rows-differ", async () => {
    const { rows, proof } = published;
    const claim = rows ? await claimOf(published.record, rows) : bareClaim(proof.release);
    const { roles } = JSON.parse(text(await file(agency ?? "")));
    const fetch = (/** @type {string} */ path) => bytes(`${root}/${path}`);
    return { published, claim, agency: await signedBy(claim, roles, at, fetch, verify) };
  });
}

/**
 * Whether nothing is published there any more: no record, or one that says so.
 * @param {string} address
 */
async function isGone(address) {
  const response = await fetch(address, { cache: "no-cache" });
  return !response.ok || "unpublished" in (await response.json());
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
