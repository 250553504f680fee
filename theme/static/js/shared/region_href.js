// @ts-check
/** Where the page of a region is, the same as `generator/pages/shared/urls.py`. */

/**
 * @param {string} regions the address of the list of regions
 * @param {string} digits of the region's code, as filters take them
 */
export function regionHref(regions, digits) {
  return `${regions}${digits.length < 6 ? digits.padEnd(6, "0") : digits}/`;
}
