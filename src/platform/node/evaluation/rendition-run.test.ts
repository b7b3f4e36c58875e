import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '../../../../tests/sounds.js';
import { reed, string, tune } from '../../../detection/tunes.contract.js';
import type { Embedder } from '../../../embedding/index.js';
import { parseEvidenceModel, type EvidenceModel } from '../../../verification/index.js';
import { loadEvidence } from '../models/evidence-store.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { evaluateRenditions, type RenditionJob } from './rendition-run.js';

let folder: string;
let embedder: Embedder;
let evidence: EvidenceModel;

async function play(place: string, seed: number, isTurned: boolean): Promise<void> {
  const { samples, sampleRateHz } = isTurned ? tune(seed, reed, string, 24) : tune(seed, string, reed, 24);
  await mkdir(join(folder, place, '..'), { recursive: true });
  await writeFile(join(folder, place), encodeWav([Float64Array.from(samples)], sampleRateHz, 's16'));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-renditions-'));
  embedder = await loadModel('default', createOnnxRuntime());
  evidence = (await loadEvidence('default', embedder.manifest))!;
  for (const seed of [1, 2]) await play(`corpus/album${seed}/${seed}.wav`, seed, false);
  for (const seed of [11, 12]) {
    await play(`tunes/${seed}/one.wav`, seed, false);
    await play(`tunes/${seed}/other.wav`, seed, true);
  }
});

afterAll(async () => {
  await embedder.release();
  await rm(folder, { recursive: true });
});

const evaluate = (out: string, more: Partial<RenditionJob>) =>
  evaluateRenditions({
    embedder,
    evidence,
    calibrate: false,
    corpusFolder: join(folder, 'corpus'),
    renditionsFolder: join(folder, 'tunes'),
    stretches: 2,
    seed: 1,
    outFolder: join(folder, out),
    cacheFolder: join(folder, 'cache'),
    threads: 2,
    ...more,
  });

describe('evaluateRenditions', () => {
  it('fits a ratio that tells copies from the same notes by other instruments, and judges by it', async () => {
    const fitted = await evaluate('fit', { calibrate: true });
    expect(fitted).toMatchObject({ compositions: 2, isFitted: true });
    expect(fitted.figures!.eer).toBeLessThan(0.2);
    const unaltered = fitted.rows.find(({ alteration }) => alteration === 'unaltered')!;
    expect(unaltered.copies).toMatchObject({ trials: 4, matched: 4, warned: { count: 0, of: 4 } });
    expect(unaltered.renditions.trials).toBe(2);

    const path = join(folder, 'fit', 'evidence.json');
    const written = parseEvidenceModel(await readFile(path, 'utf8'), path);
    expect({ ...written, renditions: undefined }).toEqual({ ...evidence, renditions: undefined });
    expect(written.renditions!.fittedTo).toHaveLength(6);
    // Two compositions can vouch for little, however many trials there are.
    expect(written.renditions!.calibration.bounds.upper).toBeLessThanOrEqual(Math.log10(3));

    const judged = await evaluate('judged', { evidence: written });
    expect(judged.figures!.minCllr).toBeCloseTo(fitted.figures!.minCllr, 10);
    expect(judged.rows).toEqual(fitted.rows);
    expect((await readdir(join(folder, 'judged'))).sort()).toEqual(['scores.csv', 'summary.json']);
    const scores = (await readFile(join(folder, 'judged', 'scores.csv'), 'utf8')).trim().split('\n');
    expect(scores).toHaveLength(1 + 3 * 2 * judged.rows.length);
  });

  it('refuses to judge by a ratio that there is not', async () => {
    await expect(
      evaluate('none', { evidence: { ...evidence, renditions: undefined } }),
    ).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('--calibrate') as string,
    });
  });

  it('refuses a folder that holds no composition twice', async () => {
    await expect(
      evaluate('single', { renditionsFolder: join(folder, 'corpus'), calibrate: true }),
    ).rejects.toMatchObject({
      code: 'CORPUS_EMPTY',
      message: expect.stringContaining('two renditions') as string,
    });
    await expect(evaluate('above', { renditionsFolder: folder, calibrate: true })).rejects.toMatchObject({
      code: 'CORPUS_MALFORMED',
    });
  });
});
