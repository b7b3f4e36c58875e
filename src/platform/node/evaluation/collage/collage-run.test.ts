import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '../../../../../tests/sounds.js';
import { sampleMusic } from '../../../../alignment/music.contract.js';
import { scoreEvidence } from '../../../../search/search-evidence.contract.js';
import { readManifest } from '../../models/model-store.js';
import { evaluateCollages, type CollageEvaluation } from './collage-run.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-collage-'));
  for (const name of ['original.ogg', 'different.ogg'] as const) {
    for (const start of [0, 15, 30]) {
      const { samples, sampleRateHz } = await sampleMusic(name, start, 14.9);
      const own = join(folder, 'corpus', `${name}-${start}`);
      await mkdir(own, { recursive: true });
      await writeFile(join(own, 'part.wav'), encodeWav([samples], sampleRateHz, 's16'));
    }
  }
  const evidence = scoreEvidence(await readManifest('default'));
  await writeFile(join(folder, 'search.json'), JSON.stringify(evidence));
});

afterAll(() => rm(folder, { recursive: true }));

const job = (more: Partial<CollageEvaluation> = {}): CollageEvaluation => ({
  model: 'default',
  calibration: join(folder, 'search.json'),
  calibrate: false,
  sets: ['easy', 'single'],
  chunks: 6,
  corpusFolder: join(folder, 'corpus'),
  seed: 1,
  outFolder: join(folder, 'out'),
  cacheFolder: join(folder, 'cache'),
  threads: 2,
  ...more,
});

describe('an evaluation by collages', () => {
  it('finds the chunks where they come from, withholds recordings, and writes what the benchmark reads', async () => {
    const summary = await evaluateCollages(job());
    expect(summary.withheld).toHaveLength(1);
    expect(summary.library.recordings).toBe(5);
    const [easy] = summary.sets;
    expect(easy!.chunks).toBeGreaterThanOrEqual(6);
    expect(easy!.files.truePositives / easy!.chunks).toBeGreaterThan(0.6);
    expect(easy!.seconds.recall).toBeGreaterThan(0.4);
    expect(summary.single!.reduce((sum, { chunks }) => sum + chunks, 0)).toBe(6);
    const annotations = await readFile(join(folder, 'out', 'annotations.csv'), 'utf8');
    expect(annotations).toMatch(
      /^reference_id,query_id,reference_begin,reference_end,query_begin,query_end,/,
    );
    // The same again from what is kept, to the last digit.
    expect(await evaluateCollages(job())).toEqual(summary);
  });

  it('is refused where the model has no calibration', async () => {
    await expect(
      evaluateCollages(job({ model: 'paper', calibration: join(folder, 'search.json') })),
    ).rejects.toMatchObject({ code: 'CALIBRATION_UNFIT' });
  });
});
