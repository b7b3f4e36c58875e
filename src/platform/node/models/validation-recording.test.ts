import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allPairsTrials, evaluateAllPairs, validationCurve } from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import type { AllPairsRow } from '../evaluation/all-pairs-run.js';
import type { RenditionSummary } from '../evaluation/rendition-run.js';
import { EARLIER, evidenceModel, KNOWN, manifest } from './evidence-model.contract.js';
import { EVIDENCE_FILE, loadEvidence } from './evidence-store.js';
import { recordRenditions, recordsOfRows, recordValidation } from './validation-recording.js';

const UNKNOWN = 'd'.repeat(64);

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

const validation = (rows: readonly AllPairsRow[], sha256 = UNKNOWN) => ({
  judgedBy: evidenceModel(),
  records: recordsOfRows(rows),
  recordings: [{ id: 'music/a.ogg', sha256 }],
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-evidence-'));
  await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
  await writeFile(join(folder, EVIDENCE_FILE), JSON.stringify(evidenceModel()));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('recordValidation', () => {
  it('puts figures in place of earlier ones of the same protocol and duration, and leaves the others', async () => {
    await recordValidation(folder, manifest, validation([row('chain', 5), row('chain', 3)]));
    const recorded = (await loadEvidence(folder, manifest))!;
    const records = recorded.validation;
    expect(records.map(({ protocol, durationSeconds }) => [protocol, durationSeconds])).toEqual([
      ['tempo', 5],
      ['chain', 5],
      ['chain', 3],
    ]);
    expect(records[0]).toEqual({ ...EARLIER, protocol: 'tempo' });
    expect(records[1]).toMatchObject({ eer: 0, targets: 6, nonTargets: 30 });
    expect(records[1]!.curve).toMatchObject({ lowest: -2, highest: 2 });
    expect(records[1]!.curve!.targetsAtLeast.at(-1)).toBe(6);
    expect({ ...recorded, validation: [] }).toEqual({ ...evidenceModel(), validation: [] });
  });

  it('leaves out figures against longer references, which the protocol alone does not name', async () => {
    await recordValidation(folder, manifest, validation([{ ...row('chain', 5), referenceSeconds: 180 }]));
    expect((await loadEvidence(folder, manifest))!.validation).toEqual(evidenceModel().validation);
  });

  it('refuses figures on a recording that it was fitted to, naming it, and changes nothing', async () => {
    const before = await readFile(join(folder, EVIDENCE_FILE), 'utf8');
    await expect(
      recordValidation(folder, manifest, validation([row('chain', 5)], KNOWN)),
    ).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('music/a.ogg') as string,
    });
    expect(await readFile(join(folder, EVIDENCE_FILE), 'utf8')).toBe(before);
  });

  it('puts figures of a list of pairs in place of earlier ones of it, into a file of its own too', async () => {
    const pairs = (durationSeconds: number) => ({
      ...EARLIER,
      protocol: 'heldout.csv',
      durationSeconds,
      pairLengths: { shorter: { min: 3, max: 8 }, longer: { min: 4, max: 9 } },
    });
    const path = join(folder, EVIDENCE_FILE);
    for (const seconds of [5, 6]) {
      await recordValidation(path, manifest, { ...validation([]), records: [pairs(seconds)] });
    }
    const recorded = (await loadEvidence(folder, manifest))!.validation;
    expect(recorded).toEqual([...evidenceModel().validation, pairs(6)]);
  });

  it('refuses the figures of another calibration, and a model without evidence', async () => {
    const other = { ...evidenceModel(), decision: { threshold: 1, basis: 'another' } };
    for (const judgedBy of [other, undefined]) {
      await expect(
        recordValidation(folder, manifest, { ...validation([row('chain', 5)]), judgedBy }),
      ).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    }
    await rm(join(folder, EVIDENCE_FILE));
    await expect(recordValidation(folder, manifest, validation([row('chain', 5)]))).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
    });
  });
});

describe('recordRenditions', () => {
  const PLAYED = 'e'.repeat(64);
  const own = evidenceModel();
  const { bounds } = own.calibration;
  const weighting = { intercept: 0, coefficients: [-1] };
  const fitted = {
    ...own,
    renditions: {
      calibration: {
        ...{ featureNames: ['missingSound'], means: [0.1], deviations: [0.1], ...weighting },
        ...{ bootstrap: [weighting], bounds, trials: { targets: 20, nonTargets: 10, recordings: 9 } },
      },
      ...{ basis: 'twenty copies', fittedTo: [PLAYED] },
    },
  };
  const figures = { eer: 0.1, cllr: 0.4, minCllr: 0.3, targets: 8, nonTargets: 7 };
  const summaryOf = (sha256: string) => {
    const recordings = [{ id: 'renditions/a/b.ogg', sha256 }];
    return { figures, compositions: 3, recordings } as unknown as RenditionSummary;
  };

  it('puts the figures beside the ratio, and leaves all else', async () => {
    await writeFile(join(folder, EVIDENCE_FILE), JSON.stringify(fitted));
    const judgedBy = (await loadEvidence(folder, manifest))!;
    await recordRenditions(folder, manifest, { judgedBy, summary: summaryOf(UNKNOWN) });
    const recorded = (await loadEvidence(folder, manifest))!;
    const validation = { eer: 0.1, cllr: 0.4, cllrMin: 0.3, targets: 8, nonTargets: 7, compositions: 3 };
    expect(recorded).toEqual({ ...judgedBy, renditions: { ...judgedBy.renditions, validation } });
  });

  it('refuses figures on renditions that the ratio was fitted to, and where there is no ratio', async () => {
    await expect(
      recordRenditions(folder, manifest, { judgedBy: own, summary: summaryOf(UNKNOWN) }),
    ).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    await writeFile(join(folder, EVIDENCE_FILE), JSON.stringify(fitted));
    const judgedBy = (await loadEvidence(folder, manifest))!;
    for (const sha256 of [KNOWN, PLAYED]) {
      await expect(
        recordRenditions(folder, manifest, { judgedBy, summary: summaryOf(sha256) }),
      ).rejects.toMatchObject({
        code: 'MODEL_INCOMPATIBLE',
        message: expect.stringContaining('renditions/a/b.ogg') as string,
      });
    }
  });

  it('does not keep other figures from being recorded by what was loaded before', async () => {
    await writeFile(join(folder, EVIDENCE_FILE), JSON.stringify(fitted));
    const judgedBy = (await loadEvidence(folder, manifest))!;
    await recordRenditions(folder, manifest, { judgedBy, summary: summaryOf(UNKNOWN) });
    await recordValidation(folder, manifest, { ...validation([row('chain', 5)]), judgedBy });
    const recorded = (await loadEvidence(folder, manifest))!;
    expect(recorded.renditions!.validation!.compositions).toBe(3);
    expect(recorded.validation.map(({ protocol }) => protocol)).toEqual(['tempo', 'chain']);
  });
});
