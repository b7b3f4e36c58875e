import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestOf } from '../../../embedding/manifest.contract.js';
import { Rng } from '../../../numeric/index.js';
import { DEFAULT_FLOOR, measurePair, weighMeasurements } from '../../../verification/index.js';
import { hashFile } from '../files/file-hash.js';
import { readEvidence } from '../models/evidence-store.js';
import { calibrateOnPairs } from './pairs-calibration.js';

const manifest = manifestOf({ name: 'measured' });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-calibrate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Row = readonly [reference: string, candidate: string, label: 0 | 1];

/** Writes a list and the files that it names; what they hold is not read here. */
async function list(name: string, rows: readonly Row[]): Promise<string> {
  for (const file of new Set(rows.flatMap(([a, b]) => [a, b]))) await writeFile(join(folder, file), file);
  const path = join(folder, name);
  await writeFile(path, ['reference,candidate,label', ...rows.map((row) => row.join(',')), ''].join('\n'));
  return path;
}

/** Each recording with a copy of it, and with a copy of the next one. */
function ring(recordings: number): Row[] {
  return Array.from({ length: recordings }, (_, i): Row[] => [
    [`r${i}.wav`, `copy${i}.wav`, 1],
    [`r${i}.wav`, `copy${(i + 1) % recordings}.wav`, 0],
  ]).flat();
}

/** What would be measured on two recordings of 10 s that are aligned throughout. */
function measured(cosine: number, score: number): Float64Array {
  const [start, end] = [0, 10];
  const times = { referenceStartSeconds: start, referenceEndSeconds: end };
  const places = { ...times, candidateStartSeconds: start, candidateEndSeconds: end };
  const agreement = { score, lead: score / 2, prominence: 8 * score, meanCosine: cosine };
  const segments = [{ ...places, tempoRatio: 1, pitchShiftSemitones: 0, ...agreement }];
  return measurePair({ cosine, bestFragments: places, segments }, end, end);
}

/** Measurements of copies and of others that overlap a little. */
function telling(rng: Rng) {
  return (reference: string, candidate: string) => {
    const own = /\d+/.exec(reference.split('/').at(-1)!)![0] === /\d+/.exec(candidate.split('/').at(-1)!)![0];
    return Promise.resolve(
      measured((own ? 0.7 : 0.4) + 0.08 * rng.normal(), (own ? 0.6 : 0.3) + 0.08 * rng.normal()),
    );
  };
}

function job(pairsFile: string, out: string, measure: (a: string, b: string) => Promise<Float64Array>) {
  return { manifest, floor: DEFAULT_FLOOR, pairsFile, measure, outFolder: join(folder, out), seed: 1 };
}

describe('calibrateOnPairs', () => {
  it('writes an evidence model that weighs copies above others, with figures and pictures', async () => {
    const pairs = await list('telling.csv', ring(40));
    const summary = await calibrateOnPairs(job(pairs, 'telling', telling(new Rng(3))));
    expect(summary).toMatchObject({ targets: 40, nonTargets: 40, recordings: 40, pairs: 'telling.csv' });
    expect(summary).toMatchObject({ cllrCalibration: 'cross-validated', modelThreshold: 0 });
    expect(summary.cllr).toBeLessThan(0.5);
    expect((await readdir(join(folder, 'telling'))).sort()).toEqual(
      ['det.png', 'det.svg', 'evidence.json', 'scores.csv', 'summary.json', 'tippett.svg'].sort(),
    );
    const evidence = await readEvidence(join(folder, 'telling', 'evidence.json'), manifest);
    const copy = weighMeasurements(evidence, measured(0.75, 0.7));
    const other = weighMeasurements(evidence, measured(0.3, 0.2));
    expect(copy.logLikelihoodRatio).toBeGreaterThan(0.5);
    expect(other.logLikelihoodRatio).toBeLessThan(-0.5);
    // 40 pairs of different recordings cannot vouch for more than 41 : 1.
    expect(copy.logLikelihoodRatio).toBeLessThanOrEqual(Math.log10(41) + 1e-9);
    // What it was fitted to is known again, so that nobody validates it on that.
    expect(evidence.fittedTo).toHaveLength(80);
    expect(evidence.fittedTo).toContain(await hashFile(join(folder, 'copy7.wav')));
  });

  it('gives the same calibration from the same seed', async () => {
    const pairs = await list('again.csv', ring(25));
    const evidence: string[] = [];
    for (const out of ['once', 'twice']) {
      await calibrateOnPairs(job(pairs, out, telling(new Rng(4))));
      evidence.push(await readFile(join(folder, out, 'evidence.json'), 'utf8'));
    }
    expect(evidence[1]).toBe(evidence[0]);
  });

  it('promises nothing where measurements say nothing: no pair is judged by a fit to itself', async () => {
    const pairs = await list('void.csv', ring(22));
    const cllrs: number[] = [];
    for (let seed = 0; seed < 5; seed++) {
      const rng = new Rng(seed);
      const noise = () => Promise.resolve(measured(0.2 + 0.6 * rng.uniform(), 0.1 + 0.8 * rng.uniform()));
      cllrs.push((await calibrateOnPairs(job(pairs, `void${seed}`, noise))).cllr);
    }
    // Fitted and judged on the same pairs, noise always seems to tell a little: below 1 bit.
    expect(cllrs.reduce((sum, cllr) => sum + cllr, 0) / cllrs.length).toBeGreaterThan(1);
  });

  it('deals copies of copies into the fold of their original', async () => {
    const chained = Array.from({ length: 12 }, (_, i): Row[] => [
      // The later link comes first in the list.
      [`copy${i}.wav`, `second${i}.wav`, 1],
      [`r${i}.wav`, `copy${i}.wav`, 1],
      [`r${i}.wav`, `second${(i + 1) % 12}.wav`, 0],
      [`second${i}.wav`, `copy${(i + 2) % 12}.wav`, 0],
    ]).flat();
    const pairs = await list('chained.csv', chained);
    const summary = await calibrateOnPairs(job(pairs, 'chained', telling(new Rng(5))));
    const evidence = await readEvidence(join(folder, 'chained', 'evidence.json'), manifest);
    expect(evidence.calibration.trials.recordings).toBe(12);
    expect(summary.recordings).toBe(12);
  });

  it('refuses too few pairs of a kind, and says how many are needed', async () => {
    const pairs = await list('few.csv', ring(19));
    await expect(calibrateOnPairs(job(pairs, 'few', telling(new Rng(1))))).rejects.toMatchObject({
      code: 'TRIALS_INVALID',
      message: expect.stringMatching(/19 pairs .* 20 of either kind are needed/) as string,
    });
    expect(await readdir(folder)).not.toContain('few');
  });

  it('refuses pairs that are all copies of one recording: nothing is left to judge them by', async () => {
    const rows: Row[] = Array.from({ length: 20 }, (_, i): Row[] => [
      ['r0.wav', `copy0-${i}.wav`, 1],
      [`r${i + 1}.wav`, `r${i + 30}.wav`, 0],
    ]).flat();
    const pairs = await list('one.csv', rows);
    await expect(calibrateOnPairs(job(pairs, 'one', telling(new Rng(1))))).rejects.toMatchObject({
      code: 'TRIALS_INVALID',
      message: expect.stringContaining('too few recordings') as string,
    });
  });
});
