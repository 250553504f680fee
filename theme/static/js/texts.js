// @ts-check
/** A document with its texts folded, as words are looked for in it. */

export class Texts {
  /**
   * @param {import("./reading.js").Found} document
   * @param {import("./folding.js").Folding} folding
   * @param {import("./reading.js").Index} index
   */
  constructor(document, folding, index) {
    this.document = document;
    this.name = folding.fold(document.title);
    this.other = document.others.map((each) => folding.fold(each)).join("\n");
    this.numbers = document.numbers.map((each) => folding.fold(each)).join("\n");
    this.address = folding.fold(document.address);
    this.region = folding.fold(document.regions.join("\n"));
    this.written = async () => (document.body ? index.text(document.body) : "");
    /** @type {Promise<string> | null} */
    this.folded = null;
    this.body = () => (this.folded ??= this.written().then((text) => folding.fold(text)));
  }
}
