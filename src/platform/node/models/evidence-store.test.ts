import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestOf } from '../../../embedding/manifest.contract.js';
import { fitEvidenceCalibration, type ValidationRecord } from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import { DEFAULT_FLOOR, EVIDENCE_FEATURES, type EvidenceModel } from '../../../verification/index.js';
import { EVIDENCE_FILE, loadEvidence, readEvidence } from './evidence-store.js';

const HASH = 'a'.repeat(64);
const KNOWN = 'c'.repeat(64);

const manifest = manifestOf({ name: 'weighed', weights: { file: 'none', sha256: HASH } });

const EARLIER: ValidationRecord = {
  protocol: 'chain',
  durationSeconds: 5,
  eer: 0.3,
  cllr: 0.9,
  cllrMin: 0.8,
  targets: 10,
  nonTargets: 10,
};

function evidenceModel(): EvidenceModel {
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

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-evidence-'));
  await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
  await writeFile(join(folder, EVIDENCE_FILE), JSON.stringify(evidenceModel()));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('loadEvidence', () => {
  it('reads what lies beside the model, and finds none where there is none', async () => {
    expect(await loadEvidence(folder, manifest)).toEqual(evidenceModel());
    await rm(join(folder, EVIDENCE_FILE));
    expect(await loadEvidence(folder, manifest)).toBeUndefined();
  });

  it('refuses evidence of other weights, of other features, and what is no evidence', async () => {
    const other = { ...manifest, weights: { file: 'none', sha256: 'b'.repeat(64) } };
    await expect(loadEvidence(folder, other)).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    const { calibration, ...rest } = evidenceModel();
    const featureNames = calibration.featureNames.map((name) => `${name}Once`);
    const path = join(folder, EVIDENCE_FILE);
    await writeFile(path, JSON.stringify({ ...rest, calibration: { ...calibration, featureNames } }));
    await expect(loadEvidence(folder, manifest)).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    await writeFile(path, JSON.stringify({ ...evidenceModel(), format: 'doppelton-evidence/1' }));
    await expect(loadEvidence(folder, manifest)).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('fit it again') as string,
    });
    await writeFile(path, '{"format": "doppelton-evidence/2"}');
    await expect(loadEvidence(folder, manifest)).rejects.toMatchObject({ code: 'MODEL_MALFORMED' });
  });
});

describe('readEvidence', () => {
  it('says that a file is missing, instead of doing without it', async () => {
    await expect(readEvidence(join(folder, 'none.json'), manifest)).rejects.toMatchObject({
      code: 'CALIBRATION_UNFIT',
      message: expect.stringContaining('no such file') as string,
    });
  });
});
