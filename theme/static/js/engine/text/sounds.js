// @ts-check
/** Letters read as pinyin, the same as `generator/search/text/sounds.py`. */

const MAX_WORD_LENGTH = 40;
const MAX_READINGS = 16;

/**
 * A way to read letters: a sound for each character, the last one perhaps only begun; `exact` is
 * false where a sound is the beginning of one.
 * @typedef {{ sound: string, exact: boolean, characters: Set<string> }[]} Way
 */

export class Sounds {
  /** @param {Record<string, string>} table sound → characters */
  constructor(table) {
    /** @type {Map<string, Set<string>>} */
    this.characters = new Map();
    for (const sound of Object.keys(table)) this.characters.set(sound, new Set(table[sound]));
  }

  /**
   * The readings of a character that occurs.
   * @param {string} character
   */
  of(character) {
    return [...this.characters].filter(([, own]) => own.has(character)).map(([sound]) => sound);
  }

  /**
   * Characters one of whose readings starts with these letters.
   * @param {string} prefix
   * @returns {Set<string>}
   */
  startingWith(prefix) {
    const found = new Set();
    for (const [sound, characters] of this.characters) {
      if (sound.startsWith(prefix)) for (const each of characters) found.add(each);
    }
    return found;
  }

  /**
   * The ways to read letters: syllable by syllable, or as initials.
   * @param {string} letters
   * @returns {{ full: Way[], initials: Way[] }}
   */
  splittings(letters) {
    if (letters.length > MAX_WORD_LENGTH || !/^[a-z]{2,}$/.test(letters)) {
      return { full: [], initials: [] };
    }
    const full = this.readings(letters).map((reading) =>
      reading.map((sound, at) => {
        const exact = at < reading.length - 1;
        const characters = exact
          ? this.characters.get(sound) ?? new Set()
          : this.startingWith(sound);
        return { sound, exact, characters };
      }));
    const initials = Array.from(letters, (sound) =>
      ({ sound, exact: false, characters: this.startingWith(sound) }));
    const possible = (/** @type {Way} */ way) => way.every((each) => each.characters.size);
    return { full: full.filter(possible), initials: [initials].filter(possible) };
  }

  /**
   * Letters cut into syllables, the last one perhaps only begun; longest syllables first.
   * @param {string} letters
   * @returns {string[][]}
   */
  readings(letters) {
    /** @type {string[][]} */
    const found = [];
    const deadEnds = new Set();
    const syllables = [...this.characters.keys()];
    const cut = (/** @type {number} */ start, /** @type {string[]} */ taken) => {
      const rest = letters.slice(start);
      const before = found.length;
      if (syllables.some((sound) => sound.startsWith(rest))) found.push([...taken, rest]);
      for (let end = Math.min(rest.length - 1, 6); end > 0; end--) {
        if (found.length >= MAX_READINGS) return;
        const syllable = rest.slice(0, end);
        if (this.characters.has(syllable) && !deadEnds.has(start + end)) {
          cut(start + end, [...taken, syllable]);
        }
      }
      if (found.length === before) deadEnds.add(start);
    };
    cut(0, []);
    return found;
  }
}
