// @ts-check
/** What to try when nothing was found, the same as `generator/search/query/did_you_mean.py`. */

import { regionPrefix } from "./filters.js";
import { compare } from "./index/index_reader.js";

const MAX_SUGGESTIONS = 5;
/** Documents with such a piece that are looked at for one word. */
const MAX_DOCUMENTS = 24;
/** Documents that are asked for at once. */
const AHEAD = 8;
/** Fields of terms of texts: names and other names. */
const NAMES = [1, 2];
const ANYWHERE = 1;

/**
 * Another text, or a wider region by its digits (empty: everywhere); `total` is exact or at least.
 * @typedef {{ text: string, region: string | undefined, total: number, exact: boolean }} Suggestion
 * @typedef {Set<string>[]} Places for each character of a word those that may have been meant
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./index/bitset.js").Bitset} Bitset
 */

/**
 * The nearest wider region that has what was asked for, then texts that may have been meant.
 * @param {Engine} engine
 * @param {import("./query.js").Query} query
 * @returns {Promise<Suggestion[]>}
 */
export async function suggestions(engine, query) {
  const text = query.text ?? "";
  /** @type {Suggestion[]} */
  const found = [];
  for (const region of query.region ? widerRegions(query.region) : []) {
    const { total, exact } = await engine.asWritten({ ...query, region: region || undefined });
    if (!total) continue;
    found.push({ text, region, total, exact });
    break;
  }
  for (const meant of await mistaken(engine, text)) {
    const { total, exact } = await engine.asWritten({ ...query, text: meant });
    if (total) found.push({ text: meant, region: query.region, total, exact });
  }
  return found;
}

/** @param {string} region */
function widerRegions(region) {
  const prefix = regionPrefix(region);
  return [9, 6, 4, 2, 0].filter((length) => length < prefix.length)
    .map((length) => prefix.slice(0, length));
}

/**
 * Queries in which one word is exchanged for a piece of a name that sounds or looks like it.
 * @param {Engine} engine
 * @param {string} text
 */
async function mistaken(engine, text) {
  const { each } = engine.folding.words(text);
  const { readings, lookalikes } = await engine.index.json(engine.index.root.help);
  const sounds = await engine.sounds();
  const queries = [];
  for (const [number, word] of each.entries()) {
    const characters = Array.from(word);
    if (characters.length < 2) continue;
    const read = characters.map((character) => {
      const common = Object.keys(readings).filter((sound) => readings[sound].includes(character));
      return common.length ? common : sounds.of(character);
    });
    const heard = read.map((own) => new Set(own.flatMap((sound) =>
      [...(sounds.characters.get(sound) ?? [])])));
    const seen = characters.map((character) =>
      new Set(character + (lookalikes[character] ?? "")));
    const bits = [
      read.every((own) => own.length) ? await soundingLike(engine, read) : undefined,
      await lookingLike(engine, seen),
    ];
    const ways = [heard, seen].filter((places) => places.every((place) => place.size));
    for (const piece of await similarPieces(engine, word, ways, bits)) {
      queries.push(each.map((own, at) => (at === number ? piece : own)).join(" "));
    }
  }
  return queries.slice(0, MAX_SUGGESTIONS);
}

/**
 * Documents whose names may have consecutive characters with these readings.
 * @param {Engine} engine
 * @param {string[][]} read
 */
function soundingLike({ index }, read) {
  return inAll(read.slice(1).map((second, at) =>
    inAny(read[at].flatMap((one) => second.map(async (other) =>
      (await index.lists("sound", `2${one} ${other}`)).get(ANYWHERE))), index)));
}

/**
 * Documents whose names may have consecutive characters out of these.
 * @param {Engine} engine
 * @param {Places} seen
 */
function lookingLike({ index }, seen) {
  return inAll(seen.slice(1).map((second, at) => {
    const grams = [...seen[at]].flatMap((one) => [...second].map((other) => one + other));
    return inAny(grams.flatMap((gram) => NAMES.map(async (field) =>
      (await index.lists("text", gram)).get(field))), index);
  }));
}

/**
 * @param {Promise<import("./index/index_reader.js").List | undefined>[]} lists
 * @param {import("./index/index_reader.js").Index} index
 * @returns {Promise<Bitset | undefined>}
 */
async function inAny(lists, index) {
  const read = (await Promise.all(lists)).flatMap((list) => list ?? []);
  const sets = await Promise.all(read.map((list) => index.bitset(list)));
  return sets.length ? sets.reduce((one, other) => one.or(other)) : undefined;
}

/**
 * @param {Promise<Bitset | undefined>[]} sets
 * @returns {Promise<Bitset | undefined>}
 */
async function inAll(sets) {
  return (await Promise.all(sets)).reduce((one, other) =>
    (one && other ? one.and(other) : undefined));
}

/**
 * Pieces of names that may have been meant by a word, the most frequent first.
 * @param {Engine} engine
 * @param {string} word
 * @param {Places[]} ways
 * @param {(Bitset | undefined)[]} sets
 */
async function similarPieces(engine, word, ways, sets) {
  const numbers = [...new Set(sets.flatMap((bits) => (bits ? [...bits.numbers()] : [])))]
    .sort((one, other) => one - other);
  const finder = new RegExp(ways.map((places) =>
    places.map((place) => `[${[...place].join("")}]`).join("")).join("|") || "(?!)", "gu");
  /** @type {Map<string, number>} */
  const counts = new Map();
  let lookedAt = 0;
  for (let at = 0; at < numbers.length && lookedAt < MAX_DOCUMENTS; at++) {
    // Whoever awaits a document gets the failure.
    for (const next of numbers.slice(at, at + AHEAD)) engine.document(next).catch(() => undefined);
    const texts = await engine.document(numbers[at]);
    const pieces = texts ? `${texts.name}\n${texts.other}`.match(finder) ?? [] : [];
    for (const piece of pieces) {
      if (piece !== word) counts.set(piece, (counts.get(piece) ?? 0) + 1);
    }
    if (pieces.length) lookedAt += 1;
  }
  return [...counts].sort(([one, a], [other, b]) => b - a || compare(one, other))
    .slice(0, MAX_SUGGESTIONS).map(([piece]) => piece);
}
