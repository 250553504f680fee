// @ts-check
/** Numbers as texts write them, the same as `generator/search/text/numerals.py`. */

const DIGITS = "〇一二三四五六七八九";
const COUNTED = "(?=[个日天年月周岁名人元条款项类级次小平])";
const IN_WORDS = new RegExp(`[零〇一二两三四五六七八九十百千]+${COUNTED}`, "g");
const IN_DIGITS = new RegExp(`\\d+${COUNTED}`, "g");
const ONE_BY_ONE = /^[〇零一二三四五六七八九]{2,4}$/;
const SAID =
  /^(?:([一二两三四五六七八九])千)?零?(?:([一二两三四五六七八九])百)?零?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/;
const YEAR = /^[12]\d{3}$/;
const SMALL = /^[1-9]\d{0,2}$/;

/**
 * A word with all its numbers in digits, and with all of them in words.
 * @param {string} word
 */
export function counted(word) {
  return [
    word.replace(IN_WORDS, (numerals) => digits(numerals)),
    word.replace(IN_DIGITS, (number, at) => inWords(number, word[at + number.length])),
  ];
}

/** @param {string | undefined} numeral */
function valueOf(numeral) {
  return numeral === "两" ? 2 : Math.max(0, DIGITS.indexOf((numeral ?? "〇").replace("零", "〇")));
}

/** @param {string} numerals */
function digits(numerals) {
  if (ONE_BY_ONE.test(numerals)) {
    const value = Number(Array.from(numerals, valueOf).join(""));
    return value ? String(value) : numerals;
  }
  const found = SAID.exec(numerals);
  if (!found) return numerals;
  const [, thousands, hundreds, tens, ten, ones] = found;
  const value = 1000 * valueOf(thousands) + 100 * valueOf(hundreds)
    + 10 * (ten ? valueOf(tens ?? "一") : 0) + valueOf(ones);
  return value ? String(value) : numerals;
}

/**
 * A number below 1,000 as it is said, or a year digit by digit.
 * @param {string} number
 * @param {string} behind what is counted
 */
function inWords(number, behind) {
  if (behind === "年" && YEAR.test(number)) {
    return Array.from(number, (digit) => DIGITS[Number(digit)]).join("");
  }
  if (!SMALL.test(number)) return number;
  const [hundreds, tens, ones] = Array.from(number.padStart(3, "0"), Number);
  let said = hundreds ? `${DIGITS[hundreds]}百` : "";
  if (tens) said += tens === 1 && !hundreds ? "十" : `${DIGITS[tens]}十`;
  else if (hundreds && ones) said += "零";
  return said + (ones ? DIGITS[ones] : "");
}
