import type { RenditionStretch } from '../../../evaluation/index.js';

/** A trial, and what was measured. */
export interface RenditionTrial {
  readonly stretch: RenditionStretch;
  readonly alteration: string;
  readonly isCopy: boolean;
  readonly matched: boolean;
  /** See `missingSound`; only of what matched. */
  readonly missing?: number;
}

/** Of which a rendition could be judged. */
export function compositionsOf(trials: readonly RenditionTrial[]): ReadonlySet<string> {
  const judged = trials.filter(({ isCopy, missing }) => !isCopy && missing !== undefined);
  return new Set(judged.map(({ stretch }) => stretch.unit));
}
