// @ts-check
/** From the bytes of a file of this site to the newest release in the log. */

import { fromHex, hex } from "./log_note.js";
import { leafHash, rootFrom, sha256 } from "./log_tree.js";

const FORMAT = "gongshi-manifest-tree-1";
export const ROOT_LIST = "manifest/root.txt";

/**
 * Gives the bytes of a file of the site by its path.
 * @typedef {(path: string) => Promise<Uint8Array>} Fetch
 * @typedef {{ reference: string, published?: string, files: string }} Release
 */

/**
 * The release that the newest entry of the log is; throws where the log has not this entry last.
 * @param {{ index: number, entry: string, proof: string[] }} newest
 * @param {import("./log_note.js").Checkpoint} checkpoint
 * @returns {Promise<Release>}
 */
export async function newestRelease(newest, checkpoint) {
  if (newest.index !== checkpoint.size - 1) throw new Error("this is not the newest entry");
  const leaf = await leafHash(new TextEncoder().encode(newest.entry));
  const root = await rootFrom(newest.index, checkpoint.size, leaf, newest.proof.map(fromHex));
  if (hex(root) !== hex(checkpoint.root)) throw new Error("the log has another newest entry");
  const release = JSON.parse(newest.entry);
  if (release.type !== "release" || !release.files) throw new Error("the entry is no release");
  return release;
}

/**
 * Throws unless a release has a file with these bytes at this path.
 * @param {string} path
 * @param {Uint8Array} bytes
 * @param {Release} release
 * @param {Fetch} fetch
 */
export async function requireListed(path, bytes, release, fetch) {
  const root = await proven(ROOT_LIST, release.files, fetch);
  const [format, written, , ...digests] = root.split("\n");
  const depth = Number(written);
  if (format !== FORMAT || !(depth >= 1 && depth <= 5)) throw new Error("the list has another form");
  const way = await numbers(path, depth);
  let folder = "manifest";
  let digest = digests[way[0]];
  for (let level = 1; level < depth; level += 1) {
    folder += `/${two(way[level - 1])}`;
    digest = (await proven(`${folder}/list.txt`, digest, fetch)).split("\n")[way[level]];
  }
  const bucket = await proven(`${folder}/${two(way[depth - 1])}.txt`, digest, fetch);
  const wanted = `${hex(await sha256(bytes))}  ${path}`;
  if (!bucket.split("\n").includes(wanted)) throw new Error("the release has other bytes there");
}

/**
 * The text of a file that must have this SHA-256.
 * @param {string} path
 * @param {string} digest
 * @param {Fetch} fetch
 */
async function proven(path, digest, fetch) {
  const bytes = await fetch(path);
  if (hex(await sha256(bytes)) !== digest) throw new Error(`${path} is another one`);
  return new TextDecoder().decode(bytes);
}

/**
 * The number of the child in each list on the way to a path: six bits of its SHA-256 a level.
 * @param {string} path
 * @param {number} depth
 */
async function numbers(path, depth) {
  const bytes = await sha256(new TextEncoder().encode(path));
  let head = new DataView(bytes.buffer).getBigUint64(0);
  const found = [];
  for (let level = 0; level < depth; level += 1) {
    found.push(Number(head >> 58n));
    head = BigInt.asUintN(64, head << 6n);
  }
  return found;
}

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
