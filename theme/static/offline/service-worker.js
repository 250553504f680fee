// Without a network: the search page, its scripts, the root and the shards that were read, and the
// pages that were visited, which say since when they are kept.
// Before these lines stand SHELL (addresses to keep from the start), SEARCH (the search page),
// ASSETS (where content-addressed files of the theme stand) and VERSION (a digest of the shell).

const SHELF = `gongshi-shell-${VERSION}`;
const SHARDS = "gongshi-shards";
const PAGES = "gongshi-pages";
/** Pages and records that are kept; the oldest go first. */
const MAX_PAGES = 300;
const KEPT = "x-gongshi-kept";
const PAGE = /(\/|\.html)$/;
const RECORD = /\/f\/[0-9a-f]{2}\/[^/]+\.json$/;
/** Shards that are kept; the oldest go first. */
const MAX_SHARDS = 3000;
/** Since when the page of a window is kept that was given without a network, by the window. */
const since = new Map();
/** Files that keep their name though their content changes. */
const CHANGING = new Set([`${SEARCH}root.json`, `${SEARCH}labels.json`]);

self.addEventListener("install", (event) => {
  event.waitUntil(shelved());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidied());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const path = address.pathname;
  if (path.startsWith(SEARCH) && path.endsWith(".bin")) event.respondWith(kept(event, SHARDS));
  else if (path.startsWith(ASSETS)) event.respondWith(kept(event, SHELF));
  else if (path === SEARCH || CHANGING.has(path)) event.respondWith(newest(event, path));
  else if ((request.mode === "navigate" && PAGE.test(path)) || RECORD.test(path)) {
    event.respondWith(visited(event, path));
  }
});

self.addEventListener("message", (event) => {
  const { data, source } = event;
  if (data === "kept?" && since.has(source.id)) source.postMessage({ kept: since.get(source.id) });
  const path = new URL(source.url).pathname;
  // A page that was open before there was anybody to keep it.
  if (data === "keep" && PAGE.test(path)) event.waitUntil(fetched(event, path, new Request(path)));
});

async function shelved() {
  const shelf = await caches.open(SHELF);
  // Past the browser's own cache: what is kept here must be what stands there now.
  await shelf.addAll(SHELL.map((address) => new Request(address, { cache: "reload" })));
  await self.skipWaiting();
}

async function tidied() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("gongshi-shell-") && name !== SHELF);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** A file whose name says its content: as kept, otherwise from the network and then kept. */
async function kept(event, name) {
  const { request } = event;
  const shelf = await caches.open(name);
  // Asked for anew, since what was kept turned out to be damaged.
  const found = request.cache === "reload" ? undefined : await shelf.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) {
    keep(event, shelf, request, response.clone(), name === SHARDS ? MAX_SHARDS : Infinity);
  }
  return response;
}

/** A file that changes: from the network, and as it was kept last where there is none. */
async function newest(event, path) {
  const shelf = await caches.open(path === SEARCH ? SHELF : SHARDS);
  try {
    const response = await fetch(event.request);
    if (response.ok) keep(event, shelf, path, response.clone(), Infinity);
    return response;
  } catch (error) {
    const found = await shelf.match(path);
    if (found) return found;
    throw error;
  }
}

/** A page or a record: from the network, and as it was last seen where there is none. */
async function visited(event, path) {
  try {
    return await fetched(event, path, event.request);
  } catch (error) {
    const found = await (await caches.open(PAGES)).match(path);
    if (!found) throw error;
    since.set(event.resultingClientId, found.headers.get(KEPT));
    return found;
  }
}

/** A page or a record from the network, which is kept with the time; one that is gone goes. */
async function fetched(event, path, request) {
  const response = await fetch(request);
  const shelf = await caches.open(PAGES);
  if (response.status === 404 || response.status === 410) event.waitUntil(shelf.delete(path));
  if (response.ok && !response.redirected) {
    const headers = new Headers(response.headers);
    headers.set(KEPT, new Date().toISOString());
    keep(event, shelf, path, new Response(response.clone().body, { headers }), MAX_PAGES);
  }
  return response;
}

/** Keeps an answer; nobody waits for that, and where there is no room nothing is kept. */
function keep(event, shelf, key, response, most) {
  const done = shelf.put(key, response).then(() => (most < Infinity ? bounded(shelf, most) : null));
  event.waitUntil(done.catch(() => {}));
}

/** Removes the oldest of a shelf where there are too many. */
async function bounded(shelf, most) {
  const requests = await shelf.keys();
  const named = requests.filter((request) => !CHANGING.has(new URL(request.url).pathname));
  const old = named.slice(0, Math.max(0, named.length - most));
  await Promise.all(old.map((request) => shelf.delete(request)));
}
