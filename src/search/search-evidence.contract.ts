import type { ModelManifest } from '../embedding/index.js';
import { SEARCH_FEATURES, type SearchEvidence } from './search-evidence.js';

/** Evidence for tests: one unit of the ratio for 0.1 of the score, none at 0.3; nothing that chance would reach. */
export function scoreEvidence({ name, version, weights }: ModelManifest): SearchEvidence {
  return {
    format: 'doppelton-search-evidence/1',
    model: { name, version, sha256: weights.sha256 },
    calibration: {
      featureNames: [...SEARCH_FEATURES],
      means: SEARCH_FEATURES.map((feature) => (feature === 'score' ? 0.3 : 0)),
      deviations: SEARCH_FEATURES.map(() => 1),
      coefficients: SEARCH_FEATURES.map((feature) => (feature === 'score' ? 10 : 0)),
      intercept: 0,
      bootstrap: [],
      bounds: { lower: -2, upper: 4 },
      trials: { targets: 1, nonTargets: 1, recordings: 2 },
    },
    falseAlarms: { queries: 1, querySeconds: 10, libraryHours: 1, from: 0.5, share: 1, slope: 2 },
    falseAlarmRatePerQuery: 1,
    basis: 'made by hand',
  };
}
