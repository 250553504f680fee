// Search without a network: the search page, its scripts, the root and the shards that were read.
// Before these lines stand SHELL (addresses to keep from the start), SEARCH (the search page),
// ASSETS (where content-addressed files of the theme stand) and VERSION (a digest of the shell).

const SHELF = `gongshi-shell-${VERSION}`;
const SHARDS = "gongshi-shards";
/** Shards that are kept; the oldest go first. */
const MAX_SHARDS = 3000;
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
  if (path.startsWith(SEARCH) && path.endsWith(".bin")) event.respondWith(kept(request, SHARDS));
  else if (path.startsWith(ASSETS)) event.respondWith(kept(request, SHELF));
  else if (path === SEARCH || CHANGING.has(path)) event.respondWith(newest(request, path));
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
async function kept(request, name) {
  const shelf = await caches.open(name);
  // Asked for anew, since what was kept turned out to be damaged.
  const found = request.cache === "reload" ? undefined : await shelf.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) {
    await shelf.put(request, response.clone());
    if (name === SHARDS) await bounded(shelf);
  }
  return response;
}

/** A file that changes: from the network, and as it was kept last where there is none. */
async function newest(request, path) {
  const shelf = await caches.open(path === SEARCH ? SHELF : SHARDS);
  try {
    const response = await fetch(request);
    if (response.ok) await shelf.put(path, response.clone());
    return response;
  } catch (error) {
    const found = await shelf.match(path);
    if (found) return found;
    throw error;
  }
}

/** Removes the oldest shards where there are too many. */
async function bounded(shelf) {
  const requests = await shelf.keys();
  const shards = requests.filter((request) => request.url.endsWith(".bin"));
  const old = shards.slice(0, Math.max(0, shards.length - MAX_SHARDS));
  await Promise.all(old.map((request) => shelf.delete(request)));
}
