// @ts-check
/** Grades and titles found as words: whoever types one is led to the filter. */

import { expansions } from "./word_match.js";

const MIN_CHARACTERS = 2;
const MAX_LABELS = 3;

/**
 * A value of a filter and the words that mean it.
 * @typedef {{ parameter: string, facet: string, value: string, title: string, words: string[] }} Label
 * @typedef {{ label: Label, total: number, rest: string }} Labelled `rest`: the other words asked
 */

/**
 * The labels that a text names, those named best first; none that no document has.
 * @param {import("./engine.js").Engine} engine
 * @param {string} text
 * @param {Label[]} labels
 * @returns {Promise<Labelled[]>}
 */
export async function labelled(engine, text, labels) {
  const { folding } = engine;
  const filters = await engine.filters();
  const { synonyms } = engine.index.root;
  const written = text.split(/\s+/).filter(Boolean);
  const found = labels.flatMap((label) => {
    const words = label.words.map((word) => folding.fold(word));
    return written.flatMap((word, at) => {
      const forms = [folding.fold(word), ...expansions(folding.fold(word), synonyms)];
      const how = label.words.includes(word) ? 0 : likeness(forms, words);
      const rest = written.filter((_, other) => other !== at).join(" ");
      return how < 0 ? [] : [{ label, how, rest }];
    }).slice(0, 1);
  });
  // Sorting keeps the order of the labels between equals: that of their scheme.
  found.sort((one, other) => one.how - other.how);
  const counted = await Promise.all(found.slice(0, MAX_LABELS).map(async ({ label, rest }) => {
    const { count } = await filters.having(`${label.facet}=${label.value}`);
    return { label, rest, total: count };
  }));
  return counted.filter(({ total }) => total > 0);
}

/**
 * 1: is one of the words, 2: begins one, 3: is in one; -1: none of these. Folding makes one of `A+`
 * and `A`, so what is written exactly so goes before.
 * @param {string[]} forms
 * @param {string[]} words
 */
function likeness(forms, words) {
  const long = forms.filter((form) => Array.from(form).length >= MIN_CHARACTERS);
  const some = (/** @type {(form: string, word: string) => boolean} */ fits) =>
    long.some((form) => words.some((word) => fits(form, word)));
  if (some((form, word) => form === word)) return 1;
  if (some((form, word) => word.startsWith(form))) return 2;
  return some((form, word) => word.includes(form)) ? 3 : -1;
}
