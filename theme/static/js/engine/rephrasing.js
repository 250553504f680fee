// @ts-check
/**
 * Other readings of a text that finds nothing, the same as
 * `generator/search/query/rephrasing.py`.
 */

const SHORTEST = 2;
const LONGEST = 40;
const CHINESE = /[\u4e00-\u9fff]{2}/;

/**
 * The answer to the first reading that finds anything; null if none does.
 * @param {import("./engine.js").Engine} engine
 * @param {import("./query.js").Query} query
 * @param {(hits: import("./query.js").Hit[]) => void} [early]
 * @returns {Promise<import("./query.js").Results | null>}
 */
export async function rephrased(engine, query, early) {
  const { each } = engine.folding.words(query.text ?? "");
  const { stopwords, terms } = await engine.index.json(engine.index.root.words);
  for (const reading of rephrasings(each, stopwords, terms)) {
    const text = reading.join(" ");
    const results = await engine.asWritten({ ...query, text }, early);
    if (results.total) return { ...results, readAs: text };
  }
  return null;
}

/**
 * @param {string[]} words
 * @param {string[]} stopwords the longest first, as the terms
 * @param {string[]} terms
 */
function* rephrasings(words, stopwords, terms) {
  const told = long(words.flatMap((word) => split(word, stopwords).filter((_, at) => at % 2 === 0)));
  const kept = told.length ? told : words;
  if (kept.join(" ") !== words.join(" ")) yield kept;
  if (kept.length === 1) yield* spacings(kept[0]);
  const parts = long(kept.flatMap((word) => split(word, terms)));
  if (parts.length > Math.max(2, kept.length)) yield parts;
}

/** The pieces that say something, each once. */
function long(/** @type {string[]} */ pieces) {
  return [...new Set(pieces)].filter((piece) => Array.from(piece).length >= SHORTEST);
}

/**
 * Text, listed word, text, …: the text between may be empty.
 * @param {string} word
 * @param {string[]} listed folded: letters and digits, so that none means anything in a pattern
 */
function split(word, listed) {
  return listed.length && CHINESE.test(word)
    ? word.split(new RegExp(`(${listed.join("|")})`, "u"))
    : [word];
}

/** @param {string} word */
function* spacings(word) {
  const characters = Array.from(word);
  if (characters.length > LONGEST || word.search(CHINESE) !== 0) return;
  for (let at = SHORTEST; at <= characters.length - SHORTEST; at++) {
    yield [characters.slice(0, at).join(""), characters.slice(at).join("")];
  }
}
