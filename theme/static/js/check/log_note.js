// @ts-check
/** Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature). */

import { sha256 } from "./log_tree.js";

const ED25519 = 1;
const COSIGNATURE = 4;
const ML_DSA_44 = 6;

/**
 * @typedef {{ name: string, id: string, kind: number, key: Uint8Array }} VerifierKey
 * @typedef {{ origin: string, size: number, root: Uint8Array }} Checkpoint
 * @typedef {{ name: string, at: Date | null, unread?: boolean }} Signed
 * @typedef {(signature: Uint8Array, text: Uint8Array, key: Uint8Array) => Promise<boolean>} Verify
 */

/** @param {string} written */
export function fromBase64(written) {
  return Uint8Array.from(atob(written), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} written */
export function fromHex(written) {
  return Uint8Array.from(written.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/**
 * A key as it is published: name+id+key. Throws where the id is not that of the key.
 * @param {string} line
 * @returns {Promise<VerifierKey>}
 */
export async function parseKey(line) {
  const [name, id, ...rest] = line.trim().split("+");
  const bytes = fromBase64(rest.join("+"));
  const head = new TextEncoder().encode(`${name}\n`);
  const wanted = hex((await sha256(head, bytes)).subarray(0, 4));
  if (wanted !== id || bytes.length !== (bytes[0] === ML_DSA_44 ? 1313 : 33)) throw new Error("the key of the log is damaged");
  return { name, id, kind: bytes[0], key: bytes.subarray(1) };
}

/**
 * Whether somebody has signed a note beside the log; only then are there keys of witnesses.
 * @param {string} note
 */
export function isCosigned(note) {
  return note.slice(note.lastIndexOf("\n\n") + 2).split("\n").filter(Boolean).length > 1;
}

/**
 * The checkpoint in a note and who of the known keys signed it. Throws where the log itself did
 * not, or where a signature of a known key does not hold; unknown keys count for nothing.
 * @param {string} note
 * @param {VerifierKey} log
 * @param {VerifierKey[]} witnesses
 * @param {Verify} verify
 * @returns {Promise<{ checkpoint: Checkpoint, signed: Signed[] }>}
 */
export async function openCheckpoint(note, log, witnesses, verify) {
  const end = note.lastIndexOf("\n\n");
  if (end < 0) throw new Error("the checkpoint is no signed note");
  const text = note.slice(0, end + 1);
  /** @type {Signed[]} */
  const signed = [];
  let own = false;
  for (const line of note.slice(end + 2).split("\n").filter(Boolean)) {
    const [, name, encoded] = line.match(/^— (\S+) (\S+)$/) ?? [];
    if (!name) throw new Error("a signature line is damaged");
    const bytes = fromBase64(encoded);
    const id = hex(bytes.subarray(0, 4));
    const key = [log, ...witnesses].find((known) => known.name === name && known.id === id);
    if (key) signed.push(await checked(key, text, bytes.subarray(4), verify));
    // A witness may call itself by the name of the log: only the key tells them apart.
    own ||= key === log && log.kind === ED25519;
  }
  if (!own) throw new Error("the log did not sign this checkpoint");
  return { checkpoint: parseCheckpoint(text, log.name), signed };
}

/**
 * @param {VerifierKey} key
 * @param {string} text
 * @param {Uint8Array} signature
 * @param {Verify} verify
 * @returns {Promise<Signed>}
 */
async function checked(key, text, signature, verify) {
  let message = text;
  let at = null;
  let value = signature;
  // Browsers have no ML-DSA: the signature is there, and is not said to hold.
  if (key.kind === ML_DSA_44) return { name: key.name, at: null, unread: true };
  if (key.kind === COSIGNATURE) {
    const view = new DataView(signature.buffer, signature.byteOffset);
    const seconds = Number(view.getBigUint64(0));
    at = new Date(seconds * 1000);
    message = `cosignature/v1\ntime ${seconds}\n${text}`;
    value = signature.subarray(8);
  } else if (key.kind !== ED25519) {
    throw new Error("the key is of a kind that is not known here");
  }
  if (!(await verify(value, new TextEncoder().encode(message), key.key)))
    throw new Error(`the signature of ${key.name} does not hold`);
  return { name: key.name, at };
}

/**
 * @param {string} text
 * @param {string} origin
 * @returns {Checkpoint}
 */
function parseCheckpoint(text, origin) {
  const lines = text.split("\n");
  const size = Number(lines[1]);
  const root = fromBase64(lines[2] ?? "");
  if (lines[0] !== origin || !/^(0|[1-9]\d*)$/.test(lines[1]) || root.length !== 32)
    throw new Error("the checkpoint is not of this log");
  return { origin, size, root };
}

/**
 * Verifies Ed25519 with the browser's own cryptography, or with a library where it has none.
 * @param {string | null} library address of the library
 * @returns {Verify}
 */
export function verifier(library) {
  return async (signature, text, key) => {
    try {
      const known = await crypto.subtle.importKey("raw", plain(key), "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", known, plain(signature), plain(text));
    } catch (error) {
      // Browsers before 2025 do not know the name of the algorithm.
      if (!library) throw error;
      const ed25519 = await import(library);
      return ed25519.verifyAsync(signature, text, key);
    }
  };
}

/**
 * Bytes in a buffer of their own, which is what the cryptography of browsers takes.
 * @param {Uint8Array} bytes
 * @returns {ArrayBuffer}
 */
function plain(bytes) {
  return /** @type {ArrayBuffer} */ (bytes.slice().buffer);
}
