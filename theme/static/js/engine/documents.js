// @ts-check
/**
 * Documents as blocks hold them, their texts folded as words are looked for in them, and which part
 * of one matched, the same as `generator/search/query/marking.py`.
 */

const SENTENCE_END = /[。！？；!?;\n\r]/;
/** How much of a long sentence stands before and after what was found. */
const WIDTH = 60;

/**
 * @typedef {{
 *   number: number, id: string, kind: string, url: string, title: string, others: string[],
 *   address: string, numbers: string[], code: string, regions: string[], closed: boolean,
 *   filed: boolean | null, facets: Record<string, string[]>, fee: number | null,
 *   places: number | null, published: string | null, assessed: string | null,
 *   lon: number | null, lat: number | null, summary: Record<string, string>, body: string,
 * }} IndexedDocument
 *
 * A text as written in which words were found; `spans` are start and end in code units.
 * @typedef {{ field: string, text: string, spans: [number, number][] }} Matched
 * @typedef {import("./text/folding.js").Folding} Folding
 * @typedef {import("./word_match.js").Word} Word
 */

/**
 * The documents of a block.
 * @param {any} block
 * @param {number} first
 * @param {number} closed the first number of a closed one
 * @returns {IndexedDocument[]}
 */
export function documentsOf(block, first, closed) {
  return block.ids.map((/** @type {string} */ id, /** @type {number} */ at) => {
    const [code, ...regions] = block.places[block.place[at]];
    const { filed, facets } = block.traits[block.trait[at]];
    return {
      number: first + at,
      id,
      kind: block.kinds[at],
      url: block.urls[at],
      title: block.titles[at],
      others: block.others[at],
      address: block.addresses[at],
      numbers: block.numbers[at],
      code,
      regions,
      closed: first + at >= closed,
      filed,
      facets,
      fee: block.fees[at],
      places: block.capacities[at],
      published: block.published[at],
      assessed: block.assessed[at],
      lon: block.lon[at],
      lat: block.lat[at],
      summary: block.summaries[at],
      body: block.bodies[at],
    };
  });
}

/** A document with its texts folded, as words are looked for in it. */
export class Texts {
  /**
   * @param {IndexedDocument} document
   * @param {import("./text/folding.js").Folding} folding
   * @param {import("./index/index_reader.js").Index} index
   */
  constructor(document, folding, index) {
    this.document = document;
    this.folding = folding;
    this.name = folding.fold(document.title);
    this.other = this.each(document.others);
    /** @type {string | undefined} */
    this.foldedNumbers = undefined;
    /** @type {string | undefined} */
    this.foldedAddress = undefined;
    /** @type {string | undefined} */
    this.foldedRegion = undefined;
    this.written = async () => (document.body ? index.body(document.body) : "");
    /** @type {Promise<string> | null} */
    this.folded = null;
    this.body = () => (this.folded ??= this.written().then((text) => folding.fold(text)));
  }

  // What few questions look at is folded when the first one does.
  get numbers() {
    return (this.foldedNumbers ??= this.each(this.document.numbers));
  }

  get address() {
    return (this.foldedAddress ??= this.folding.fold(this.document.address));
  }

  get region() {
    return (this.foldedRegion ??= this.folding.fold(this.document.regions.join("\n")));
  }

  /** @param {string[]} texts */
  each(texts) {
    return texts.map((text) => this.folding.fold(text)).join("\n");
  }
}

/**
 * The title, and the other texts that are needed to show where each word was found.
 * @param {IndexedDocument} document
 * @param {string} written its body
 * @param {Word[]} words
 * @param {Folding} folding
 * @returns {Promise<Matched[]>}
 */
export async function matched(document, written, words, folding) {
  const found = [{ field: "title", text: document.title, spans: spans(document.title, words, folding) }];
  const lacks = (/** @type {string} */ text) => (/** @type {Word} */ word) =>
    !occurrences(text, [word], folding).length;
  let missing = words.filter(lacks(document.title));
  for (const [field, text] of otherTexts(document)) {
    if (missing.every(lacks(text))) continue;
    found.push({ field, text, spans: spans(text, words, folding) });
    missing = missing.filter(lacks(text));
  }
  const sentence = missing.length && written ? sentenceOf(written, missing, folding) : "";
  if (sentence) found.push({ field: "body", text: sentence, spans: spans(sentence, words, folding) });
  return found;
}

/**
 * @param {IndexedDocument} document
 * @returns {[string, string][]}
 */
function otherTexts(document) {
  return [
    ...document.others.map((name) => /** @type {[string, string]} */ (["other_name", name])),
    ...document.numbers.map((number) => /** @type {[string, string]} */ (["number", number])),
    ["address", document.address],
    ["region", document.regions.join("")],
  ];
}

/**
 * Where words stand in a text as written.
 * @param {string} text
 * @param {Word[]} words
 * @param {Folding} folding
 * @returns {[number, number][]}
 */
function occurrences(text, words, folding) {
  const { folded, starts, ends } = folding.foldWithOffsets(text);
  return words.flatMap((word) => word.occurrences(folded).map(([start, end]) =>
    /** @type {[number, number]} */ ([starts[start], ends[end - 1]])));
}

/**
 * All places in a text, in order, those that touch joined.
 * @param {string} text
 * @param {Word[]} words
 * @param {Folding} folding
 */
function spans(text, words, folding) {
  /** @type {[number, number][]} */
  const joined = [];
  const found = occurrences(text, words, folding).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [start, end] of found) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(end, last[1]);
    else joined.push([start, end]);
  }
  return joined;
}

/**
 * The sentence with the first place where a word stands, cut where it is very long.
 * @param {string} written
 * @param {Word[]} words
 * @param {Folding} folding
 */
function sentenceOf(written, words, folding) {
  const found = occurrences(written, words, folding);
  if (!found.length) return "";
  const [start, end] = found.reduce((one, other) => (other[0] < one[0] ? other : one));
  let begin = start;
  while (begin > Math.max(0, start - WIDTH) && !SENTENCE_END.test(written[begin - 1])) begin -= 1;
  let finish = end;
  while (finish < Math.min(written.length, end + WIDTH) && !SENTENCE_END.test(written[finish])) finish += 1;
  return written.slice(begin, finish).trim();
}
