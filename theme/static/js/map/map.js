// @ts-check
/**
 * A map of facilities with Leaflet, which is fetched when the first map is asked for. Without a
 * tile service it shows points, distances and a scale; with one, points are shifted to fit it.
 */

import { clustered } from "./map_clusters.js";
import { shifted } from "./map_shift.js";

/**
 * @typedef {import("../shared/position.js").Point} Point
 * @typedef {Point & { title: string, mark: Element | null, alert: boolean }} Place
 *   `title` is what a screen reader says; `mark` is drawn, a plain dot where there is none; with
 *   `alert` an exclamation mark stands beside it
 */

const DEEPEST = 18;
/** Around a single place: some streets, or a kilometre where no streets are drawn. */
const CLOSE = { streets: 16, bare: 14 };
/** Metres of the rings around the position. */
const RINGS = [1000, 3000, 5000];

/** @type {Promise<any> | null} */
let fetched = null;

/**
 * Leaflet, from this site.
 * @param {string} folder
 */
function leaflet(folder) {
  fetched ??= Promise.all([
    styled(`${folder}leaflet.css`),
    styled(new URL("../map.css", import.meta.url).href),
    import(`${folder}leaflet.js`),
  ]).then(() => /** @type {any} */ (globalThis).L);
  fetched.catch(() => {
    fetched = null;
  });
  return fetched;
}

/** @param {string} href */
function styled(href) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => reject(new Error(href)));
    document.head.append(link);
  });
}

export class PlaceMap {
  /**
   * @param {any} L Leaflet
   * @param {HTMLElement} box with the settings in its data
   */
  constructor(L, box) {
    this.L = L;
    const { tiles = "", crs, zoomIn, zoomOut, toMe = "", toStart = "" } = box.dataset;
    this.words = { toMe, toStart };
    this.shift = crs === "gcj02" && tiles ? shifted : (/** @type {Point} */ point) => point;
    this.close = tiles ? CLOSE.streets : CLOSE.bare;
    this.target = parseFloat(getComputedStyle(box).getPropertyValue("--target")) || 44;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(box, {
      attributionControl: false, zoomControl: false, maxZoom: DEEPEST,
      // Tiles are sharp at whole levels only; without them any will do.
      zoomSnap: tiles ? 1 : 0.25,
      zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
    });
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(this.map);
    L.control.scale({ imperial: false, maxWidth: 120 }).addTo(this.map);
    for (const address of tiles.split(" ").filter(Boolean)) {
      L.tileLayer(address, { maxZoom: DEEPEST, referrerPolicy: "no-referrer" }).addTo(this.map);
    }
    this.around = L.layerGroup().addTo(this.map);
    this.points = L.layerGroup().addTo(this.map);
    /** @type {Place[]} */
    this.places = [];
    /** @type {(places: Place[]) => void} */
    this.chosen = () => {};
    this.back = new Back(L);
    // Not before the first view: until then nothing can be drawn.
    this.map.once("load", () => this.map.on("zoomend", () => this.draw()));
  }

  /**
   * A map in a box that lies open.
   * @param {HTMLElement} box
   */
  static async open(box) {
    return new PlaceMap(await leaflet(box.dataset.leaflet ?? ""), box);
  }

  /** @param {Point} point */
  at(point) {
    const { lon, lat } = this.shift(point);
    return this.L.latLng(lat, lon);
  }

  /**
   * Shows places, and where they are reckoned from.
   * @param {Place[]} places
   * @param {Point | null} from
   * @param {{ chosen?: (places: Place[]) => void, mine?: boolean }} [how] `chosen` gets a place that
   *   was pressed, or all that stand at one point; `mine` says whether the visitor is at `from`, to
   *   which a button then leads back; without it there is none
   */
  show(places, from, { chosen = () => {}, mine } = {}) {
    this.places = places;
    this.chosen = chosen;
    this.map.invalidateSize();
    this.back.lead(this.map, from && this.at(from), {
      title: mine === undefined ? "" : mine ? this.words.toMe : this.words.toStart,
      zoom: this.close,
    });
    this.around.clearLayers();
    const corners = places.map((place) => this.at(place));
    if (from) {
      corners.push(this.at(from));
      const known = places.some(({ lon, lat }) => lon === from.lon && lat === from.lat);
      this.surround(this.at(from), !known);
    }
    if (corners.length) {
      const whole = { padding: [36, 36], maxZoom: this.close, animate: false };
      this.map.fitBounds(this.L.latLngBounds(corners), whole);
    }
    this.draw();
  }

  /**
   * Rings of whole kilometres tell distances where there are no streets.
   * @param {any} centre
   * @param {boolean} marked whether a dot stands there
   */
  surround(centre, marked) {
    const { L } = this;
    const silent = { interactive: false, keyboard: false };
    for (const radius of RINGS) {
      L.circle(centre, { radius, className: "ring", interactive: false }).addTo(this.around);
      const top = centre.toBounds(radius * 2).getNorth();
      const html = text(`${radius / 1000} km`);
      const label = L.divIcon({ className: "ring-label", html, iconSize: null });
      L.marker([top, centre.lng], { icon: label, ...silent }).addTo(this.around);
    }
    if (!marked) return;
    const here = L.divIcon({ className: "here", html: "", iconSize: [18, 18] });
    L.marker(centre, { icon: here, ...silent }).addTo(this.around);
  }

  /** Points as they stand at this scale. What had the focus was drawn anew: its nearest gets it. */
  draw() {
    const focus = this.focused();
    this.points.clearLayers();
    const place = (/** @type {Place} */ each) => this.map.project(this.at(each));
    const whole = this.map.getZoom() >= DEEPEST;
    const cell = whole ? 1 : this.target;
    for (const { x, y, what } of clustered(this.places, place, cell)) {
      const where = this.map.unproject(this.L.point(x, y));
      if (what.length === 1) this.point(where, what[0]);
      else this.cluster(where, what, whole);
    }
    if (focus) this.focusNear(focus);
  }

  /** Where the point or cluster with the focus stands; null where neither has it. */
  focused() {
    const own = (/** @type {any} */ layer) => layer.getElement() === document.activeElement;
    return this.points.getLayers().find(own)?.getLatLng() ?? null;
  }

  /** @param {any} where */
  focusNear(where) {
    const [nearest] = this.points.getLayers()
      .map((/** @type {any} */ layer) => ({ layer, metres: where.distanceTo(layer.getLatLng()) }))
      .sort((/** @type {any} */ one, /** @type {any} */ other) => one.metres - other.metres);
    nearest?.layer.getElement().focus({ preventScroll: true });
  }

  /** @param {any} where @param {Place} place */
  point(where, place) {
    const drawing = document.createElement("span");
    drawing.className = "drawn";
    drawing.append(place.mark?.cloneNode(true) ?? dot());
    if (place.alert) drawing.append(sign());
    this.button(where, "place", drawing, place.title, () => this.chosen([place]));
  }

  /**
   * @param {any} where
   * @param {Place[]} places
   * @param {boolean} whole nothing is told apart further in
   */
  cluster(where, places, whole) {
    const [{ lon, lat }] = places;
    const same = places.every((place) => place.lon === lon && place.lat === lat);
    const titles = places.map((place) => place.title).join("\n");
    const corners = this.L.latLngBounds(places.map((place) => this.at(place)));
    const drawing = text(String(places.length));
    if (places.some((place) => place.alert)) drawing.append(sign());
    this.button(where, "cluster", drawing, titles, () => {
      if (whole || same) this.chosen(places);
      else this.map.fitBounds(corners, { padding: [48, 48], maxZoom: this.closer() });
    });
  }

  /** How far a cluster may open at once. */
  closer() {
    return Math.min(DEEPEST, Math.max(this.close, this.map.getZoom() + 2));
  }

  /**
   * A target on the map, which the keyboard reaches too.
   * @param {any} where
   * @param {string} kind
   * @param {Node} drawing
   * @param {string} title
   * @param {() => void} pressed
   */
  button(where, kind, drawing, title, pressed) {
    const { L, target } = this;
    const icon = L.divIcon({ className: kind, html: drawing, iconSize: [target, target] });
    const marker = L.marker(where, { icon, keyboard: true, riseOnHover: true }).addTo(this.points);
    marker.getElement().setAttribute("aria-label", title);
    marker.on("click", pressed);
    marker.on("keydown", (/** @type {any} */ { originalEvent: event }) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pressed();
    });
  }
}

/** A button that leads back to where places are reckoned from, however far the map was moved. */
class Back {
  /** @param {any} L Leaflet */
  constructor(L) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "back";
    this.button = button;
    this.control = L.control({ position: "topright" });
    this.control.onAdd = () => button;
    L.DomEvent.disableClickPropagation(button);
  }

  /**
   * @param {any} map
   * @param {any} centre null where nothing is reckoned
   * @param {{ title: string, zoom: number }} how
   */
  lead(map, centre, { title, zoom }) {
    this.control.remove();
    if (!centre || !title) return;
    this.button.textContent = title;
    this.button.onclick = () => map.setView(centre, zoom);
    this.control.addTo(map);
  }
}

/** @param {string} words */
function text(words) {
  const made = document.createElement("span");
  made.textContent = words;
  return made;
}

/** Says that something speaks against what stands there; the words are in the title. */
function sign() {
  const made = text("!");
  made.className = "sign";
  return made;
}

/** A facility without a mark. */
function dot() {
  const made = document.createElement("span");
  made.className = "dot";
  return made;
}
