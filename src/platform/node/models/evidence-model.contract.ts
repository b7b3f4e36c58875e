import { manifestOf } from '../../../embedding/manifest.contract.js';
import { fitEvidenceCalibration, type ValidationRecord } from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import { DEFAULT_FLOOR, EVIDENCE_FEATURES, type EvidenceModel } from '../../../verification/index.js';

const HASH = 'a'.repeat(64);
/** Of a file that the calibration was fitted to. */
export const KNOWN = 'c'.repeat(64);

/** Of the model whose vectors the calibration weighs. */
export const manifest = manifestOf({ name: 'weighed', weights: { file: 'none', sha256: HASH } });

/** A validation that the calibration comes with, beside one more of another protocol. */
export const EARLIER: ValidationRecord = {
  protocol: 'chain',
  durationSeconds: 5,
  eer: 0.3,
  cllr: 0.9,
  cllrMin: 0.8,
  targets: 10,
  nonTargets: 10,
};

/** A calibration fitted to chance, for tests of how it is kept. */
export function evidenceModel(): EvidenceModel {
  const rng = new Rng(1);
  const count = 40;
  const calibration = fitEvidenceCalibration(
    {
      features: Float64Array.from({ length: count * EVIDENCE_FEATURES.length }, () => rng.normal()),
      labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
      references: Int32Array.from({ length: count }, (_, i) => i),
      candidates: Int32Array.from({ length: count }, (_, i) => (i % 2 === 1 ? i : (i + 2) % count)),
      recordings: count,
    },
    { featureNames: EVIDENCE_FEATURES, rng, replicates: 2 },
  );
  return {
    format: 'doppelton-evidence/2',
    model: { name: 'weighed', version: '1.0.0', sha256: HASH },
    floor: DEFAULT_FLOOR,
    calibration,
    fittedTo: [KNOWN],
    decision: { threshold: 0, basis: 'a ratio of 1' },
    validation: [EARLIER, { ...EARLIER, protocol: 'tempo' }],
  };
}
