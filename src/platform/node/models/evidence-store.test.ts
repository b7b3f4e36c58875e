import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evidenceModel, manifest } from './evidence-model.contract.js';
import { EVIDENCE_FILE, loadEvidence, readEvidence } from './evidence-store.js';

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
