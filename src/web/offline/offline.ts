// The page's service worker: it keeps the site's files in the browser, so that the page works without its server.

/** Events of service workers, which the DOM's types do not know. */
interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends LastingEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface ServiceWorkerScope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

const scope = globalThis as unknown as ServiceWorkerScope;
/** Relative to this script; written in when the site is built. */
const FILES: readonly string[] = SITE_FILES;
const CACHE = `site-${SITE_VERSION}`;
const START = new URL('./', location.href).href;

addEventListener('install', (event) => {
  (event as LastingEvent).waitUntil(keepFiles());
});

addEventListener('activate', (event) => {
  (event as LastingEvent).waitUntil(forgetOthers().then(() => scope.clients.claim()));
});

addEventListener('fetch', (event) => {
  const fetching = event as FetchEvent;
  const { request } = fetching;
  const url = request.url.replace(/[?#].*$/, '');
  if (request.method !== 'GET') return;
  if (url === START) fetching.respondWith(fetch(request).catch(() => kept(START)));
  else if (FILES.some((file) => url === START + file)) {
    // Their names hold their content's hash, so what is kept is never stale.
    fetching.respondWith(kept(url).catch(() => fetch(request)));
  }
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([START, ...FILES.map((file) => START + file)]);
  await scope.skipWaiting();
}

async function forgetOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
}

async function kept(url: string): Promise<Response> {
  const response = await (await caches.open(CACHE)).match(url);
  if (response === undefined) throw new Error(`${url} is not kept`);
  return response;
}
