// Takes the place of a service worker that the operator no longer wants: removes what it kept.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(gone());
});

async function gone() {
  const names = await caches.keys();
  const own = names.filter((name) => name.startsWith("gongshi-"));
  await Promise.all(own.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
