import type { Component } from 'svelte';
import type { ViewName } from '../texts/page-texts.js';
import CompareView from './compare-view.svelte';

/** A view of the page, at an address behind `#`; what it is for stands above it. */
export interface Route {
  readonly hash: string;
  readonly name: ViewName;
  /** Gives the view; those that few begin with are loaded when they are opened. */
  readonly load: () => Promise<Component>;
}

const COMPARE: Route = { hash: '#/compare', name: 'compare', load: () => Promise.resolve(CompareView) };
const SEARCH: Route = {
  hash: '#/search',
  name: 'search',
  load: async () => (await import('./search-view.svelte')).default,
};
const DUPLICATES: Route = {
  hash: '#/duplicates',
  name: 'duplicates',
  load: async () => (await import('./duplicates-view.svelte')).default,
};

/** The views that there are. */
export function routesOf({ hasLibrary }: { readonly hasLibrary: boolean }): readonly Route[] {
  return hasLibrary ? [COMPARE, SEARCH, DUPLICATES] : [COMPARE];
}

/**
 * The view at an address; the first one where the address names none that there is.
 *
 * @param hasLibrary - Undefined as long as that is not known.
 * @returns Undefined as long as it cannot be told.
 */
export function routeAt(hash: string, hasLibrary: boolean | undefined): Route | undefined {
  if (hash === '' || hash === COMPARE.hash) return COMPARE;
  if (hasLibrary === undefined) return undefined;
  return routesOf({ hasLibrary }).find((route) => route.hash === hash) ?? COMPARE;
}
