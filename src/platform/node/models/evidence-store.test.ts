import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestOf } from '../../../embedding/manifest.contract.js';
import {
  allPairsTrials,
  evaluateAllPairs,
  fitEvidenceCalibration,
  validationCurve,
  type ValidationRecord,
} from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import { DEFAULT_FLOOR, EVIDENCE_FEATURES, type EvidenceModel } from '../../../verification/index.js';
import type { AllPairsRow } from '../evaluation/all-pairs-run.js';
import { EVIDENCE_FILE, loadEvidence, readEvidence, recordValidation } from './evidence-store.js';

const HASH = 'a'.repeat(64);
const KNOWN = 'c'.repeat(64);
const UNKNOWN = 'd'.repeat(64);

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

/** Figures of six fragments whose copies all score above the others. */
function row(protocol: string, durationSeconds: number): AllPairsRow {
  const count = 6;
  const allPairs = {
    count,
    scores: Float32Array.from({ length: count * count }, (_, pair) => (pair % (count + 1) === 0 ? 2 : -2)),
    kinds: (i: number, j: number) => (i === j ? ('target' as const) : ('non-target' as const)),
    recordingOf: Int32Array.from({ length: count }, (_, i) => i),
  };
  const rng = new Rng(1);
  const evidence = evaluateAllPairs(allPairs, { rng, scoreScale: 'log10-likelihood-ratio' });
  const embedding = evaluateAllPairs(allPairs, { rng });
  const aligned = { targets: 1, nonTargets: 0 };
  const curve = validationCurve(allPairsTrials(allPairs))!;
  return {
    protocol,
    title: protocol,
    durationSeconds,
    embedding,
    evidence,
    curve,
    aligned,
    mostAlike: [],
    leastAlike: [],
  };
}

const summary = (rows: readonly AllPairsRow[], sha256 = UNKNOWN) => ({
  rows,
  recordings: [{ id: 'music/a.ogg', sha256 }],
  model: { name: 'weighed', version: '1.0.0', sha256: HASH },
});

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

describe('recordValidation', () => {
  it('puts figures in place of earlier ones of the same protocol and duration, and leaves the others', async () => {
    await recordValidation(folder, manifest, summary([row('chain', 5), row('chain', 3)]));
    const recorded = (await loadEvidence(folder, manifest))!;
    const { validation } = recorded;
    expect(validation.map(({ protocol, durationSeconds }) => [protocol, durationSeconds])).toEqual([
      ['tempo', 5],
      ['chain', 5],
      ['chain', 3],
    ]);
    expect(validation[0]).toEqual({ ...EARLIER, protocol: 'tempo' });
    expect(validation[1]).toMatchObject({ eer: 0, targets: 6, nonTargets: 30 });
    expect(validation[1]!.curve).toMatchObject({ lowest: -2, highest: 2 });
    expect(validation[1]!.curve!.targetsAtLeast.at(-1)).toBe(6);
    expect({ ...recorded, validation: [] }).toEqual({ ...evidenceModel(), validation: [] });
  });

  it('leaves out figures against longer references, which the protocol alone does not name', async () => {
    await recordValidation(folder, manifest, summary([{ ...row('chain', 5), referenceSeconds: 180 }]));
    expect((await loadEvidence(folder, manifest))!.validation).toEqual(evidenceModel().validation);
  });

  it('refuses figures on a recording that it was fitted to, naming it, and changes nothing', async () => {
    const before = await readFile(join(folder, EVIDENCE_FILE), 'utf8');
    await expect(recordValidation(folder, manifest, summary([row('chain', 5)], KNOWN))).rejects.toMatchObject(
      {
        code: 'MODEL_INCOMPATIBLE',
        message: expect.stringContaining('music/a.ogg') as string,
      },
    );
    expect(await readFile(join(folder, EVIDENCE_FILE), 'utf8')).toBe(before);
  });

  it("refuses another model's figures, and a model without evidence", async () => {
    const other = { name: 'other', version: '1.0.0', sha256: 'b'.repeat(64) };
    await expect(
      recordValidation(folder, manifest, { ...summary([row('chain', 5)]), model: other }),
    ).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    await rm(join(folder, EVIDENCE_FILE));
    await expect(recordValidation(folder, manifest, summary([row('chain', 5)]))).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
    });
  });
});
