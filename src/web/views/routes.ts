import type { Component } from 'svelte';
import type { PageTexts } from '../texts/page-texts.js';
import CompareView from './compare-view.svelte';

/** A view of the page, at an address behind `#`. */
export interface Route {
  readonly hash: string;
  readonly name: keyof PageTexts['page']['views'];
  readonly view: Component;
}

/** All views; the first is shown where the address names none. */
export const ROUTES: readonly Route[] = [{ hash: '#/compare', name: 'compare', view: CompareView }];

export function routeOf(hash: string): Route {
  return ROUTES.find((route) => route.hash === hash) ?? ROUTES[0]!;
}
