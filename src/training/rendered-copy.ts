import { CHAIN_RANGES, drawChain, type Augmentation, type ChainRanges } from '../augment/index.js';
import type { Rng } from '../numeric/index.js';

/**
 * Wider than what the protocols draw from where networks find it hardest: noise, and rooms. Tempo, pitch and speed are
 * left to the constant-Q plane, where every batch draws them anew.
 */
const RENDERED_RANGES: ChainRanges = {
  ...CHAIN_RANGES,
  room: {
    decaySeconds: { min: 0.3, max: 3 },
    wetDb: { min: -8, max: 8 },
    dampingPercent: { min: 0, max: 80 },
  },
  echo: { delaySeconds: { min: 0.08, max: 0.6 }, decay: { min: 0.3, max: 0.8 } },
  snrDb: { min: -3, max: 15 },
};

/** What is done, in the time domain, to a copy of a whole recording; it keeps its times. */
export function drawRenderedCopy(rng: Rng): Augmentation {
  return drawChain(rng, undefined, { ranges: RENDERED_RANGES, keepsTime: true, fewest: 1, most: 3 });
}
