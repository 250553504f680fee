// @ts-check
/** From a published record to the root that a log signed. */

import { fromHex, hex } from "./log_note.js";
import { Tree, leafHash, rootFrom, sha256 } from "./log_tree.js";

/**
 * A record with what proves it, as `/f/…/<id>.json` has it.
 * @typedef {Record<string, Record<string, string> | Record<string, string>[]>} Rows
 * @typedef {{ leaf: number, salt: string, release: string }} Proof
 */

/**
 * JSON with one spelling (RFC 8785): names in the order of their UTF-16 code units, no space.
 * @param {unknown} value
 * @param {(text: string) => string} quote how a text is written
 * @returns {string}
 */
export function canonical(value, quote = JSON.stringify) {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each, quote)).join(",")}]`;
  if (value && typeof value === "object") {
    const named = /** @type {Record<string, unknown>} */ (value);
    const parts = Object.keys(named).sort();
    return `{${parts.map((key) => `${quote(key)}:${canonical(named[key], quote)}`).join(",")}}`;
  }
  return typeof value === "string" ? quote(value) : JSON.stringify(value);
}

/**
 * The salted digest of a record, in hexadecimal.
 * @param {Rows} record
 * @param {Proof} proof
 */
export async function digestOf(record, proof) {
  return hex(await sha256(fromHex(proof.salt), new TextEncoder().encode(canonical(record))));
}

/**
 * The entry that the log has for a record: its kind and its salted digest.
 * @param {Rows} record
 * @param {Proof} proof
 */
async function entryOf(record, proof) {
  const digest = await digestOf(record, proof);
  const kind = ["policy", "interpretation"].find((name) => name in record) ?? "facility";
  return new TextEncoder().encode(canonical({ digest, kind, type: "dossier" }));
}

/**
 * The hashes that lead from a record to a signed root; throws where they lead elsewhere.
 * @param {Rows} record
 * @param {Proof} proof
 * @param {import("./log_note.js").Checkpoint} checkpoint
 * @param {import("./log_tree.js").Fetch} fetch
 */
export async function prove(record, proof, checkpoint, fetch) {
  if (!Number.isInteger(proof.leaf) || proof.leaf < 0 || proof.leaf >= checkpoint.size)
    throw new Error("the log has no such entry");
  const hashes = await new Tree(fetch, checkpoint.size).inclusion(proof.leaf);
  const leaf = await leafHash(await entryOf(record, proof));
  const root = await rootFrom(proof.leaf, checkpoint.size, leaf, hashes);
  if (hex(root) !== hex(checkpoint.root)) throw new Error("the record is not the one in the log");
  return hashes;
}

