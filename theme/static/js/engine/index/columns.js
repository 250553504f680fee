// @ts-check
/** Values by number, for ordering and limiting hits without reading their blocks. */

import { Bitset } from "./bitset.js";

const NAME = 16;

/**
 * @typedef {(number: number) => number | null} Values
 */

/**
 * The values of a column for some documents; reads only the pages that have any of them.
 * @param {import("./index_reader.js").Index} index
 * @param {"fee" | "day" | "places"} column
 * @param {Bitset} numbers
 * @returns {Promise<Values>}
 */
export async function values(index, column, numbers) {
  const width = index.root.page * index.root.block;
  /** @type {Map<number, (number | null)[]>} */
  const read = new Map();
  await Promise.all(pagesOf(numbers, width).map(async (page) => {
    read.set(page, await pageOf(index, column, page));
  }));
  return (number) => read.get(Math.floor(number / width))?.[number % width] ?? null;
}

/**
 * The documents of a set whose value passes.
 * @param {import("./index_reader.js").Index} index
 * @param {"fee" | "places"} column
 * @param {Bitset} numbers
 * @param {(value: number) => boolean} passes
 */
export async function limited(index, column, numbers, passes) {
  const value = await values(index, column, numbers);
  const found = new Bitset(index.size);
  for (const number of numbers.numbers()) {
    const own = value(number);
    if (own !== null && passes(own)) found.add(number);
  }
  return found;
}

/**
 * The pages of so many numbers in which a set has any.
 * @param {Bitset} numbers
 * @param {number} width
 */
export function pagesOf(numbers, width) {
  const pages = [];
  const words = width / 32;
  for (let page = 0; page * width < numbers.size; page++) {
    const part = numbers.words.subarray(page * words, (page + 1) * words);
    if (part.some((word) => word !== 0)) pages.push(page);
  }
  return pages;
}

/**
 * The values of the documents on a page of blocks; none where no document has one.
 * @param {import("./index_reader.js").Index} index
 * @param {string} column
 * @param {number} page
 * @returns {Promise<(number | null)[]>}
 */
export async function pageOf(index, column, page) {
  const perFile = index.root.page;
  const file = index.root.orders[column][Math.floor(page / perFile)];
  if (!file) return [];
  const names = await index.text(file);
  const begin = (page % perFile) * NAME;
  const name = names.slice(begin, begin + NAME);
  return !name || /^0*$/.test(name) ? [] : index.json(name);
}
