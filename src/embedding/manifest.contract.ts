import { PAPER_CONSTANT_Q } from '../features/index.js';
import { PAPER_NETWORK } from '../network/index.js';
import type { ModelManifest } from './model-manifest.js';

/** The manifest of a model that is never run, for what looks at its name, hash or settings. */
export function manifestOf(changes: Partial<ModelManifest> = {}): ModelManifest {
  return {
    format: 'doppelton-model/1',
    name: 'named',
    version: '1.0.0',
    description: 'Only its name and hash matter here.',
    features: { constantQ: PAPER_CONSTANT_Q, compression: { kind: 'none' } },
    network: PAPER_NETWORK,
    fragment: { seconds: 5, hopSeconds: 1, minimumSeconds: 1 },
    weights: { file: 'none', sha256: 'a'.repeat(64) },
    decision: { threshold: 0.9, basis: 'chosen by hand' },
    ...changes,
  };
}
