// @ts-check
/** A text in which no space was typed, the same as `generator/search/query/spacing.py`. */

const SHORTEST = 2;
const LONGEST = 40;

/**
 * The answer to the first reading of a text as two words that finds anything; null if none does.
 * @param {import("./engine.js").Engine} engine
 * @param {import("./query.js").Query} query
 * @returns {Promise<import("./query.js").Results | null>}
 */
export async function spaced(engine, query) {
  const { each } = engine.folding.words(query.text ?? "");
  for (const text of spacings(each)) {
    const results = await engine.asWritten({ ...query, text });
    if (results.total) return { ...results, readAs: text };
  }
  return null;
}

/** @param {string[]} words */
function* spacings(words) {
  const characters = Array.from(words[0] ?? "");
  if (words.length !== 1 || characters.length > LONGEST) return;
  if (!/^[\u4e00-\u9fff]{2}/.test(words[0])) return;
  for (let at = SHORTEST; at <= characters.length - SHORTEST; at++) {
    yield `${characters.slice(0, at).join("")} ${characters.slice(at).join("")}`;
  }
}
