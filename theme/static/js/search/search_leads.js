// @ts-check
/** Lines above the results that lead further: to a filter, a region's page, what was meant. */

import { regionHref } from "../shared/region_href.js";
import { element, word } from "../shared/wording.js";

/** @typedef {import("../engine/engine.js").Ask} Ask */

export class Leads {
  /** @param {HTMLElement} page @param {Ask} ask */
  constructor(page, ask) {
    this.ask = ask;
    this.regions = page.dataset.regions ?? "";
    this.near = page.dataset.near ?? "";
    this.address = page.dataset.labels ?? "";
    this.list = /** @type {HTMLElement} */ (document.getElementById("leads"));
    /** @type {Promise<import("../engine/labels.js").Label[]> | null} */
    this.labels = null;
  }

  clear() {
    this.list.replaceChildren();
    this.list.hidden = true;
  }

  /**
   * @param {import("../engine/query.js").Query} query
   * @param {import("../engine/engine.js").Results} results
   * @param {() => boolean} wanted whether it still is
   */
  async show(query, results, wanted) {
    const text = query.text ?? "";
    const lines = text
      ? [...(await this.labelled(text)), ...(await this.regionNames(text, results.hits))]
      : [];
    if (!results.hits.length) lines.push(...(await this.suggestions(query)), ...this.elsewhere());
    if (!wanted()) return;
    this.list.replaceChildren(...lines);
    this.list.hidden = !lines.length;
  }

  /** Where to go on who found nothing. */
  elsewhere() {
    return [line(this.near, word("near-me")), line(this.regions, word("by-region"))];
  }

  /** @param {string} text */
  async labelled(text) {
    this.labels ??= fetch(this.address, { cache: "no-cache" }).then((response) => response.json())
      .then(({ labels }) => labels);
    const labels = await this.labels.catch(() => {
      this.labels = null;
      return [];
    });
    const answer = await this.ask("labelled", text, labels);
    /** @type {import("../engine/labels.js").Labelled[]} */
    const found = "value" in answer ? answer.value : [];
    return found.map(({ label, rest, total }) => {
      const values = new URLSearchParams(rest ? { q: rest } : {});
      values.set(label.parameter, label.value);
      return line(`?${values}`, word("labelled", { title: label.title, num: total }));
    });
  }

  /** @param {string} text @param {import("../engine/engine.js").Hit[]} hits */
  async regionNames(text, hits) {
    const places = hits.map(({ code, regions }) => ({ code, regions }));
    const answer = await this.ask("regionNames", text, places, true);
    /** @type {import("../engine/region_names.js").RegionName[]} */
    const found = "value" in answer ? answer.value : [];
    return found.map(({ code, title, above, total }) => line(
      regionHref(this.regions, code),
      word("region-page", { region: [...above.slice(-1), title].join(" "), num: total }),
    ));
  }

  /** @param {import("../engine/query.js").Query} query */
  async suggestions(query) {
    const answer = await this.ask("suggestions", query);
    /** @type {import("../engine/did_you_mean.js").Suggestion[]} */
    const found = "value" in answer ? answer.value : [];
    return Promise.all(found.map(async ({ text, region, total, exact }) => {
      const values = new URLSearchParams(location.search);
      const num = exact ? String(total) : word("at-least", { num: total });
      values.delete("n");
      if (text !== query.text) {
        values.set("q", text);
        return line(`?${values}`, word("meant", { text, num }));
      }
      if (region) values.set("region", region);
      else values.delete("region");
      const [own, wider] = await Promise.all([this.title(query.region), this.title(region)]);
      return line(`?${values}`, word("wider", { region: own, wider, num }));
    }));
  }

  /** @param {string | undefined} code */
  async title(code) {
    if (!code) return word("everywhere");
    const answer = await this.ask("chain", code);
    return ("value" in answer && answer.value.at(-1)?.title) || code;
  }
}

/** @param {string} href @param {string} text */
function line(href, text) {
  const item = element("li");
  const link = /** @type {HTMLAnchorElement} */ (element("a", text));
  link.href = href;
  item.append(link);
  return item;
}
