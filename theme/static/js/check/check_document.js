// @ts-check
/** Whether the document in front of the reader is the one that was published. */

/** What the page's own scripts keep current, and what is no part of what a page says. */
const LIVE = [
  "script", "style", "template", "noscript", "button", "[data-live]", "[data-check]",
  "[data-saved]", ".tools", "[role=status]", "[aria-live]",
].join(",");

const ADDRESSES = ["href", "src", "action"];

/**
 * What a page says, in its order: texts, and where its links and pictures lead.
 * @param {Document} page
 */
function said(page) {
  /** @type {string[]} */
  const found = [page.title];
  let text = "";
  const flush = () => {
    const words = text.replace(/\s+/g, " ").trim();
    if (words) found.push(words);
    text = "";
  };
  const walker = page.createTreeWalker(
    page.body,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) =>
      node.nodeType === Node.ELEMENT_NODE && /** @type {Element} */ (node).matches(LIVE)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      text += node.textContent;
      continue;
    }
    for (const name of ADDRESSES) {
      const address = /** @type {Element} */ (node).getAttribute(name);
      if (address === null) continue;
      flush();
      found.push(`${name} ${address}`);
    }
  }
  flush();
  return found;
}

/**
 * What is shown otherwise than published; null where nothing is.
 * @param {Document} shown
 * @param {Document} published
 */
export function changedHere(shown, published) {
  const [here, there] = [said(shown), said(published)];
  const at = there.findIndex((words, number) => here[number] !== words);
  if (at < 0) return here.length > there.length ? here[there.length] : null;
  return here[at] ?? there[at];
}
