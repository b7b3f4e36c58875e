import { mkdtemp, open, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Rng } from '../../../../numeric/index.js';
import { createVectorIndex, saveVectorIndex } from './vector-file.js';
import { wholeGraphBytes } from './whole-graph.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-vectors-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the file of a graph', () => {
  it.each([
    [0, 256],
    [1, 256],
    [5, 256],
    [700, 256],
    [300, 512],
  ])('is as long as its levels say, with %d vectors of %d bits', async (vectors, bits) => {
    const rng = new Rng(vectors);
    const index = createVectorIndex(bits);
    for (let key = 0; key < vectors; key++) {
      const signs = Int8Array.from({ length: bits }, () => (rng.uniform() < 0.5 ? 1 : 0));
      index.add(BigUint64Array.of(BigInt(key)), signs, 1);
    }
    const path = join(folder, 'graph');
    // What it saves, it holds against that length.
    const { bytes } = await saveVectorIndex(index, path);
    expect((await stat(path)).size).toBe(bytes);
    const shape = { vectors, bits, connectivity: 6 };
    for (const [length, needed] of [
      [bytes - 1, bytes],
      [0, vectors === 0 ? bytes : undefined],
    ] as const) {
      await truncate(path, length);
      const file = await open(path);
      expect(await wholeGraphBytes(file, shape)).toBe(needed);
      await file.close();
    }
  });
});
