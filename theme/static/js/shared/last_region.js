// @ts-check
/**
 * The region that was looked at last, by which equals are ordered. It is kept in this browser, and
 * is part of no address and of no request.
 */

const KEY = "gongshi-region";
const CODE = /^[1-9]\d(\d{2}|\d{4}|\d{7}|\d{10})?$/;

const IN_ADDRESS = /\/region\/(\d+)\/$/;

/**
 * The region of the page on which one searched last, or the one chosen last.
 * @returns {string | undefined}
 */
export function lastRegion() {
  const code = kept();
  return CODE.test(code) ? code : undefined;
}

/** Remembers the region that this page is of or lies in, if there is one. */
export function rememberRegionOfPage() {
  const links = [...document.querySelectorAll(".trail a")].map((link) =>
    /** @type {HTMLAnchorElement} */ (link).pathname);
  const [code] = [...links, location.pathname].flatMap((path) => IN_ADDRESS.exec(path)?.[1] ?? [])
    .slice(-1);
  if (code) rememberRegion(code);
}

/** @param {string} code */
export function rememberRegion(code) {
  try {
    if (CODE.test(code)) localStorage.setItem(KEY, code);
  } catch {
    // Private windows keep nothing: equals stand in the order of the site.
  }
}

function kept() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
