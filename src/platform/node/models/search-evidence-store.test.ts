import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, describe, it } from 'vitest';
import { manifestOf } from '../../../embedding/manifest.contract.js';
import { SEARCH_FEATURES, type SearchEvidence } from '../../../search/index.js';
import { loadSearchEvidence, SEARCH_EVIDENCE_FILE } from './search-evidence-store.js';

const manifest = manifestOf({ name: 'weighed' });

const evidence: SearchEvidence = {
  format: 'doppelton-search-evidence/1',
  model: { name: 'weighed', version: '1.0.0', sha256: 'a'.repeat(64) },
  calibration: {
    featureNames: [...SEARCH_FEATURES],
    means: SEARCH_FEATURES.map(() => 0),
    deviations: SEARCH_FEATURES.map(() => 1),
    coefficients: SEARCH_FEATURES.map(() => 1),
    intercept: 0,
    bootstrap: [],
    bounds: { lower: -2, upper: 4 },
    trials: { targets: 100, nonTargets: 1000, recordings: 20 },
  },
  falseAlarms: { queries: 500, querySeconds: 10, libraryHours: 10, from: 1, share: 0.1, slope: 2 },
  falseAlarmRatePerQuery: 0.01,
  basis: 'made by hand',
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-search-evidence-'));
  await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
});

afterEach(() => rm(folder, { recursive: true }));

describe('search evidence on disk', () => {
  it('is read from beside the model, or from the file that is named', async () => {
    await writeFile(join(folder, SEARCH_EVIDENCE_FILE), JSON.stringify(evidence));
    expect(await loadSearchEvidence(folder, manifest)).toEqual(evidence);
    const own = join(folder, 'own.json');
    await writeFile(own, JSON.stringify({ ...evidence, falseAlarmRatePerQuery: 0.001 }));
    expect(await loadSearchEvidence(folder, manifest, own)).toMatchObject({ falseAlarmRatePerQuery: 0.001 });
  });

  it('is an error with a way out where there is none', async () => {
    await expect(loadSearchEvidence(folder, manifest)).rejects.toMatchObject({
      code: 'MODEL_NOT_CALIBRATED',
    });
  });

  it('is the fault of the file that was named, whatever is wrong with it', async () => {
    const own = join(folder, 'own.json');
    const other = { ...evidence, model: { ...evidence.model, sha256: 'b'.repeat(64) } };
    for (const text of [undefined, '{', JSON.stringify(manifest), JSON.stringify(other)]) {
      if (text !== undefined) await writeFile(own, text);
      const error = await loadSearchEvidence(folder, manifest, own).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'CALIBRATION_UNFIT' });
      expect(String(error)).toContain(own);
    }
  });

  it('is refused when it belongs to other weights', async () => {
    const other = { ...evidence, model: { ...evidence.model, sha256: 'b'.repeat(64) } };
    await writeFile(join(folder, SEARCH_EVIDENCE_FILE), JSON.stringify(other));
    await expect(loadSearchEvidence(folder, manifest)).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
  });
});
