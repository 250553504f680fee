// @ts-check
/** Whether the rows of a record are those that an agency signed, and with which keys. */

import { fromBase64, fromHex, hex } from "./log_note.js";
import { canonical } from "./log_record.js";
import { leafHash, rootFrom, rootOver, sha256 } from "./log_tree.js";

const MIN_BLOCK = 4;

/**
 * @typedef {import("./log_record.js").Rows} Rows
 * @typedef {{ row: string, salt: string } | string} Leaf
 * @typedef {{ export: string, subject: number, subjects: number, leaves: Leaf[], path: string[] }} RowProof
 * @typedef {{ export: string, subjects?: number, root?: string, count: number, altered: string[] }} Claim
 * @typedef {{ keytype: string, scheme: string, public: string }} Key
 * @typedef {{ role: string, version: number, sha256: string, agency?: string, threshold?: number,
 *   keys?: Key[], suspended?: { since: string, reason: string } }} Role
 * @typedef {{ role: Role, fingerprints: string[] }} Signed
 */

/**
 * Where the rows of a record lead: the root of an export, which its agency has to have signed.
 * `altered` are rows for which no leaf stands: they are not as the agency signed them.
 * Throws where a leaf is no row of the record, or where a row that has to be shown is hidden.
 * @param {Rows} record
 * @param {RowProof} proof
 * @returns {Promise<Claim>}
 */
export async function claimOf(record, proof) {
  const places = rowsOf(record);
  const proved = new Set();
  /** @type {(boolean | null)[]} */
  const goes = [];
  const leaves = await Promise.all(
    proof.leaves.map((leaf) => {
      if (typeof leaf === "string") {
        goes.push(true);
        if (!/^[0-9a-f]{64}$/.test(leaf)) throw new Error("a bare leaf has 32 bytes");
        return fromHex(leaf);
      }
      const place = places.get(leaf.row);
      if (!place) throw new Error("the record has no such row");
      goes.push(mayGo(place.table, place.row));
      proved.add(leaf.row);
      const said = new TextEncoder().encode(canonical(place));
      return sha256(Uint8Array.of(0), fromHex(leaf.salt), said);
    }),
  );
  const altered = [...places.keys()].filter((pointer) => !proved.has(pointer));
  requireShown(goes, proof.leaves, altered.length);
  const subject = await leafHash(await rootOver(leaves));
  const root = await rootFrom(proof.subject, proof.subjects, subject, proof.path.map(fromHex));
  const { export: path, subjects } = proof;
  return { export: path, subjects, root: hex(root), count: proved.size, altered };
}

/**
 * Table and cells of every row of a record, by the JSON pointer to it.
 * @param {Rows} record
 */
function rowsOf(record) {
  /** @type {Map<string, { table: string, row: Record<string, string> }>} */
  const found = new Map();
  for (const [member, content] of Object.entries(record)) {
    const table = member === "stages" ? "demonstration_stages" : member;
    if (!Array.isArray(content)) found.set(`/${member}`, { table: "facilities", row: content });
    else content.forEach((row, number) => found.set(`/${member}/${number}`, { table, row }));
  }
  return found;
}

/**
 * Whether a row may have to go one day; null where that does not follow from its cells.
 * @param {string} table
 * @param {Record<string, string>} row
 */
function mayGo(table, row) {
  if (table === "penalties") return true;
  if (table !== "notices" && table !== "notice_rows") return false;
  return row.ends || row.concerns_table === "penalties" ? true : null;
}

/**
 * Throws unless the leaves that may be bare are a block at the end: four, or a higher power of two.
 * Before it stands a bare leaf for each row of the record that is not as it was signed.
 * @param {(boolean | null)[]} goes
 * @param {Leaf[]} leaves
 * @param {number} altered
 */
function requireShown(goes, leaves, altered) {
  const last = goes.lastIndexOf(false);
  const bare = leaves.slice(0, last + 1).filter((leaf) => typeof leaf === "string").length;
  if (bare > altered) throw new Error("a row is hidden");
  if (altered) return;
  const first = goes.indexOf(true) < 0 ? goes.length : goes.indexOf(true);
  let block = false;
  for (let start = last + 1; start <= Math.max(first, last + 1); start += 1) {
    const size = leaves.length - start;
    block ||= size >= MIN_BLOCK && Number.isInteger(Math.log2(size));
  }
  if (!block) throw new Error("a row is hidden");
}

/**
 * What a record claims that has no proof of its rows: that its export was not signed row by row.
 * @param {string} release the export that brought it, as `371500-0003` or `371500-0003+2026-09-01`
 * @returns {Claim}
 */
export function bareClaim(release) {
  const [name] = release.split("+");
  return { export: `exports/${name.slice(0, 6)}/${name}.zip`, count: 0, altered: [] };
}

/**
 * Who signed the root that a claim leads to. Throws where nobody did, with too few keys, or with
 * keys that had expired at `at` without a word of it.
 * @param {Claim} claim
 * @param {Role[]} roles
 * @param {Date} at when the release was published
 * @param {(path: string) => Promise<Uint8Array>} fetch a file of the site
 * @param {import("./log_note.js").Verify} verify
 * @returns {Promise<Signed>}
 */
export async function signedBy(claim, roles, at, fetch, verify) {
  const region = claim.export.split("/")[1];
  for (const role of roles) {
    const bytes = await fetch(`tuf/metadata/${role.version}.${role.role}.json`);
    const { signed, signatures } = JSON.parse(new TextDecoder().decode(bytes));
    const listed = signed.targets[claim.export];
    if (!listed) continue;
    const rows = listed.custom?.rows;
    if (rows?.root !== claim.root || rows?.subjects !== claim.subjects)
      throw new Error("the agency signed other rows");
    if (!/^r-\d+$/.test(role.role) || !region.startsWith(role.role.slice(2)))
      throw new Error("the role does not speak for this region");
    if (hex(await sha256(bytes)) !== role.sha256) throw new Error("the metadata are others");
    if (!role.suspended && new Date(signed.expires) <= at) throw new Error("the role had expired");
    return { role, fingerprints: await signers(role, signed, signatures, verify) };
  }
  throw new Error("no role signed this export");
}

/**
 * The fingerprints of the distinct keys of a role that signed its metadata, as they are read aloud;
 * none where its keys count no more. Throws where they are too few.
 * @param {Role} role
 * @param {unknown} signed
 * @param {{ keyid: string, sig: string }[]} signatures
 * @param {import("./log_note.js").Verify} verify
 */
async function signers(role, signed, signatures, verify) {
  const keys = role.keys ?? [];
  if (!keys.length && role.suspended) return [];
  const text = new TextEncoder().encode(canonical(signed, quoted));
  const found = new Set();
  for (const key of keys) {
    const raw = key.keytype === "ed25519" ? fromHex(key.public) : derOf(key.public);
    for (const { sig } of signatures) {
      const holds = await verifies(key, raw, fromHex(sig), text, verify).catch(() => false);
      if (holds) found.add(hex((await sha256(raw)).subarray(0, 16)));
    }
  }
  if (!(found.size >= (role.threshold ?? Infinity))) throw new Error("too few keys signed");
  return [...found].map((digest) => (digest.match(/.{4}/g) ?? []).join(" "));
}

/**
 * A text in the canonical JSON that TUF signs (OLPC): only the quote and the stroke are escaped.
 * @param {string} text
 */
const quoted = (text) => `"${text.replace(/["\\]/g, "\\$&")}"`;

/**
 * @param {Key} key
 * @param {Uint8Array} raw
 * @param {Uint8Array} signature
 * @param {Uint8Array} text
 * @param {import("./log_note.js").Verify} verify
 */
async function verifies(key, raw, signature, text, verify) {
  if (key.keytype === "ed25519") return verify(signature, text, raw);
  if (key.scheme !== "ecdsa-sha2-nistp256") return false;
  const kind = { name: "ECDSA", namedCurve: "P-256" };
  const spki = /** @type {Uint8Array<ArrayBuffer>} */ (raw);
  const known = await crypto.subtle.importKey("spki", spki, kind, false, ["verify"]);
  const halves = /** @type {Uint8Array<ArrayBuffer>} */ (halvesOf(signature));
  const said = /** @type {Uint8Array<ArrayBuffer>} */ (text);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, halves, said);
}

/**
 * The bytes in a PEM file.
 * @param {string} pem
 */
const derOf = (pem) => fromBase64(pem.replace(/-----.*?-----|\s/g, ""));

/**
 * A signature in DER as its two numbers of 32 bytes, which is what browsers take.
 * @param {Uint8Array} der
 */
function halvesOf(der) {
  const found = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const number = der.subarray(at + 2, at + 2 + der[at + 1]);
    const digits = number.subarray(Math.max(0, number.length - 32));
    found.set(digits, end - digits.length);
    at += 2 + der[at + 1];
  }
  return found;
}
