// @ts-check
/**
 * Where the visitor is. The position stays in this browser: it is kept until the window is closed,
 * is part of no address and of no request.
 */

/** @typedef {{ lon: number, lat: number }} Point WGS84, degrees */

const KEY = "gongshi-position";
const POSITION_TIMEOUT_MS = 15_000;
/** A position of a few minutes ago is good enough for who walks. */
const MAX_AGE_MS = 300_000;

/** Why there is no position: `refused`, `unavailable` or `unsupported`. */
export class Unplaced extends Error {
  /** @param {"refused" | "unavailable" | "unsupported"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * The position that the browser gives after asking the visitor; Unplaced where it gives none.
 * @returns {Promise<Point>}
 */
export function located() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation || !window.isSecureContext) {
      reject(new Unplaced("unsupported"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const point = { lon: coords.longitude, lat: coords.latitude };
        remember(point);
        resolve(point);
      },
      (error) => reject(new Unplaced(
        error.code === error.PERMISSION_DENIED ? "refused" : "unavailable")),
      { maximumAge: MAX_AGE_MS, timeout: POSITION_TIMEOUT_MS },
    );
  });
}

/**
 * The position found last in this window; null if none was asked for.
 * @returns {Point | null}
 */
export function remembered() {
  try {
    const { lon, lat } = JSON.parse(sessionStorage.getItem(KEY) ?? "null") ?? {};
    return Number.isFinite(lon) && Number.isFinite(lat) ? { lon, lat } : null;
  } catch {
    return null;
  }
}

/** @param {Point} point */
function remember(point) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(point));
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

/** Takes the position out of this window. */
export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
