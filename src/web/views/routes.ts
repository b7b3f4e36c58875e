import type { Component } from 'svelte';
import type { PageTexts } from '../texts/page-texts.js';
import CompareView from './compare-view.svelte';
import SearchView from './search-view.svelte';

/** A view of the page, at an address behind `#`. */
export interface Route {
  readonly hash: string;
  readonly name: keyof PageTexts['page']['views'];
  readonly view: Component;
}

const COMPARE: Route = { hash: '#/compare', name: 'compare', view: CompareView };
const SEARCH: Route = { hash: '#/search', name: 'search', view: SearchView };

/** The views that there are; the first is shown where the address names none. */
export function routesOf({ hasLibrary }: { readonly hasLibrary: boolean }): readonly Route[] {
  return hasLibrary ? [COMPARE, SEARCH] : [COMPARE];
}
