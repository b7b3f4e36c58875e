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
  readonly registration: { readonly scope: string };
}

const scope = globalThis as unknown as ServiceWorkerScope;
/** Relative to this script; written in when the site is built. */
const FILES: readonly string[] = SITE_FILES;
const START = scope.registration.scope;
/** Other sites may lie in other folders of the same server. */
const OWN = `site ${START} `;
const CACHE = OWN + SITE_VERSION;

addEventListener('install', (event) => {
  // A new version waits until no page of the one before is open: such a page may yet load parts of itself.
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
  else if (url.startsWith(`${START}assets/`)) {
    // Their names hold their content's hash, so what is kept is never stale.
    fetching.respondWith(kept(url).catch(() => fetch(request)));
  }
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([START, ...FILES.map((file) => START + file)]);
}

async function forgetOthers(): Promise<void> {
  for (const name of await otherVersions()) await caches.delete(name);
}

async function otherVersions(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== CACHE);
}

async function kept(url: string): Promise<Response> {
  // A page that was loaded from the server anew is of the version that waits.
  for (const name of [CACHE, ...(await otherVersions())]) {
    const response = await (await caches.open(name)).match(url);
    if (response !== undefined) return response;
  }
  throw new Error(`${url} is not kept`);
}
