/**
 * Has the browser keep the site's files, so that the page works without its server from then on, even after a reload.
 * Where the browser or the address does not allow it, the page works with its server alone.
 *
 * @returns Whether all of them are kept.
 */
export async function keepSite(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  try {
    await navigator.serviceWorker.register('./offline.js');
    await navigator.serviceWorker.ready;
    return true;
  } catch {
    return false;
  }
}
