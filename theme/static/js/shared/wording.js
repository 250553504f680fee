// @ts-check
/** The words of a page's language that its scripts need; they stand in a template of the page. */

/**
 * A word with values in it; some have another form for one of something.
 * @param {string} name
 * @param {Record<string, string | number>} values
 * @param {string} template the id of the template
 */
export function word(name, values = {}, template = "words") {
  const words = /** @type {HTMLTemplateElement} */ (document.getElementById(template));
  const found = /** @type {HTMLElement | null} */ (words.content.querySelector(`[data-word="${name}"]`));
  const text = (Number(values.num) === 1 ? found?.dataset.one : null) ?? found?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/**
 * An element with a text.
 * @param {string} name
 * @param {string} text
 * @param {string} kind its class
 */
export function element(name, text = "", kind = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}
