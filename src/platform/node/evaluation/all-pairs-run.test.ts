import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../../embedding/index.js';
import { PROTOCOLS } from '../../../evaluation/index.js';
import { parseEvidenceModel } from '../../../verification/index.js';
import { DEFAULT_FLOOR } from '../../../verification/index.js';
import { evaluateAllPairsOfCorpus, type AllPairsJob, type AllPairsSummary } from './all-pairs-run.js';
import { loadEvidence } from '../models/evidence-store.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';

const sample = (name: string) => fileURLToPath(new URL(`../../../../samples/${name}`, import.meta.url));

let folder: string;
let embedder: Embedder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-all-pairs-'));
  embedder = await loadModel('default', createOnnxRuntime());
  for (const name of ['original.ogg', 'different.ogg']) {
    await mkdir(join(folder, 'corpus', name), { recursive: true });
    await copyFile(sample(name), join(folder, 'corpus', name, name));
  }
});

afterAll(async () => {
  await embedder.release();
  await rm(folder, { recursive: true });
});

async function evaluate(out: string, more: Partial<AllPairsJob>): Promise<AllPairsSummary> {
  const evidence = await loadEvidence('default', embedder.manifest);
  return evaluateAllPairsOfCorpus({
    embedder,
    ...(evidence !== undefined && { evidence }),
    calibrate: false,
    floor: evidence?.floor ?? DEFAULT_FLOOR,
    protocols: [PROTOCOLS.speed],
    durationsSeconds: [10, 5],
    fragmentsPerRecording: 2,
    seed: 1,
    corpusFolder: join(folder, 'corpus'),
    outFolder: join(folder, out),
    cacheFolder: join(folder, 'cache'),
    threads: 2,
    ...more,
  });
}

describe('an evaluation of all pairs', () => {
  it('holds every reference against every candidate of another recording, at each duration', async () => {
    const { rows, recordings } = await evaluate('plain', {});
    expect(recordings).toHaveLength(2);
    expect(rows.map(({ protocol, durationSeconds }) => [protocol, durationSeconds])).toEqual([
      ['speed', 10],
      ['speed', 5],
    ]);
    for (const { embedding, evidence, aligned, alignment, mostAlike, leastAlike } of rows) {
      expect([embedding.targets, embedding.nonTargets]).toEqual([4, 8]);
      expect(evidence!.eer.value).toBe(0);
      expect(aligned.targets).toBe(1);
      const copies = leastAlike.map(({ score }) => score);
      expect(copies).toHaveLength(4);
      expect(copies).toEqual(copies.toSorted((a, b) => a - b));
      expect(copies[0]).toBeGreaterThan(mostAlike[0]!.score);
      const ratios = leastAlike.map(({ alterations }) =>
        alterations.map((each) => 'speedRatio' in each && each.speedRatio),
      );
      expect(new Set(ratios.flat()).size).toBe(4);
      expect(alignment!.offsetMilliseconds.percentile95).toBeLessThan(50);
      expect(alignment!.tempoPercent.percentile95).toBeLessThan(0.5);
      expect(alignment!.pitchCents.percentile95).toBeLessThan(20);
    }
    const files = await readdir(join(folder, 'plain'));
    expect(files.sort()).toEqual(['det-speed.svg', 'summary.json', 'tables.md', 'tippett-speed.svg']);
    const tables = await readFile(join(folder, 'plain', 'tables.md'), 'utf8');
    expect(tables).toMatch(/^\| speed +\| 10 s +\| 4 \+ 8 +\| .* \| 0\.00 % +\|/m);
    expect(tables).toMatch(/^\| speed +\| 5 s +\| 4 of 4 +\| \d/m);
  });

  it('finds the candidates in whole recordings, where that is asked for', async () => {
    const { rows } = await evaluate('long', {
      durationsSeconds: [10],
      longReferences: { seconds: 40, protocols: ['speed'] },
    });
    expect(rows.map(({ referenceSeconds }) => referenceSeconds)).toEqual([undefined, 40]);
    expect(rows[1]!.evidence!.eer.value).toBe(0);
    expect(rows[1]!.alignment!.offsetMilliseconds.percentile95).toBeLessThan(50);
  });

  it('fits an evidence model to its trials, and says which recordings they were of', async () => {
    const { recordings } = await evaluate('fit', { calibrate: true });
    const path = join(folder, 'fit', 'evidence.json');
    const fitted = parseEvidenceModel(await readFile(path, 'utf8'), path);
    expect(fitted.model.sha256).toBe(embedder.manifest.weights.sha256);
    expect(fitted.fittedTo).toEqual(recordings.map(({ sha256 }) => sha256));
    expect(fitted.calibration.bounds.upper).toBeLessThan(1);
  });
});
