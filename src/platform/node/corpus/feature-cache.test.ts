import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConstantQPlane, PAPER_CONSTANT_Q } from '../../../features/index.js';
import { FeatureCache, featureKey, type FeatureKeyParts } from './feature-cache.js';

const PARTS: FeatureKeyParts = {
  contentSha256: 'ab'.repeat(32),
  decoder: 'decoder 1',
  config: PAPER_CONSTANT_Q,
};
const KEY = featureKey(PARTS);
const PLANE = ConstantQPlane.from({ data: Float32Array.of(0, 0.1, 2, 3, 400, 5e-6), bins: 2, frames: 3 });

describe('featureKey', () => {
  test.each<[string, Partial<FeatureKeyParts>]>([
    ['the bytes', { contentSha256: 'cd'.repeat(32) }],
    ['the decoder', { decoder: 'decoder 2' }],
    ['the hop', { config: { ...PAPER_CONSTANT_Q, hopSamples: 256 } }],
    ['the bins', { config: { ...PAPER_CONSTANT_Q, bins: 72 } }],
    ['the lowest frequency', { config: { ...PAPER_CONSTANT_Q, minFrequencyHz: 27.5 } }],
    ['the sample rate', { config: { ...PAPER_CONSTANT_Q, sampleRateHz: 44_100 } }],
    ['the alteration', { alteration: { kind: 'tempo', ratio: 1.1 } }],
    ['the start', { startSeconds: 1 }],
    ['the duration', { durationSeconds: 20 }],
  ])('%s is part of the key', (_, change) => {
    expect(featureKey({ ...PARTS, ...change })).not.toBe(KEY);
  });

  test('the order in which settings were written is not', () => {
    const reversed = Object.fromEntries(
      Object.entries(PAPER_CONSTANT_Q).reverse(),
    ) as unknown as typeof PAPER_CONSTANT_Q;
    expect(featureKey({ config: reversed, decoder: PARTS.decoder, contentSha256: PARTS.contentSha256 })).toBe(
      KEY,
    );
  });
});

describe('FeatureCache', () => {
  let folder: string;
  let cache: FeatureCache;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doppelton-cache-'));
    cache = new FeatureCache(join(folder, 'features'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function entryPath(): Promise<string> {
    const entry = (await readdir(folder, { recursive: true })).find((name) => name.endsWith('.cqt'));
    return join(folder, entry!);
  }

  test('what was put comes back, to the last bit of what put gave', async () => {
    const stored = await cache.put(KEY, PLANE.whole());
    expect(await cache.get(KEY)).toEqual(stored);
    expect(stored).toEqual(PLANE);
  });

  test('a key that was never put is absent', async () => {
    await cache.put(KEY, PLANE);
    expect(await cache.get(featureKey({ ...PARTS, startSeconds: 3 }))).toBeUndefined();
  });

  test('an entry with any byte changed counts as absent, and is replaced by the next put', async () => {
    await cache.put(KEY, PLANE);
    const path = await entryPath();
    const whole = await readFile(path);
    for (let i = 0; i < whole.length; i++) {
      const damaged = Buffer.from(whole);
      damaged[i]! ^= 0x10;
      await writeFile(path, damaged);
      expect(await cache.get(KEY)).toBeUndefined();
    }
    await cache.put(KEY, PLANE);
    expect(await cache.get(KEY)).toEqual(PLANE);
  });

  test.each([0, 7, 40, 60])('an entry cut to %i bytes counts as absent', async (bytes) => {
    await cache.put(KEY, PLANE);
    await truncate(await entryPath(), bytes);
    expect(await cache.get(KEY)).toBeUndefined();
  });

  test('a folder that cannot be made is an error with a code', async () => {
    await writeFile(join(folder, 'file'), '');
    const blocked = new FeatureCache(join(folder, 'file', 'features'));
    await expect(blocked.put(KEY, PLANE)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });
});
