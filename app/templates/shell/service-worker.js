// Keeps one page, and what that page is made of, for when the server cannot be reached.
// Nothing else is ever kept: pages are private and change.

const KEPT = {{ asset('') | tojson }};
const OFFLINE = {{ url_for('shell.offline') | tojson }};

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (new URL(request.url).pathname.startsWith(KEPT)) {
    event.respondWith(caches.match(request.url).then((kept) => kept ?? fetch(request)));
  }
});

async function keep() {
  const cache = await caches.open(KEPT);
  // Without cookies: the page is nobody's.
  const answer = await fetch(OFFLINE, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(`${OFFLINE} is not there: ${answer.status}`);
  const html = await answer.clone().text();
  const named = [...html.matchAll(/(?:href|src)="([^"#]+)/g)].map(([, address]) => address);
  await cache.addAll([...new Set(named.filter((address) => address.startsWith(KEPT)))]);
  await cache.put(OFFLINE, answer);
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
}
