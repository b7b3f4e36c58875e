import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chain,
  createSignalsmithStretcher,
  surroundSignal,
  type Augmentation,
} from '../../../augment/index.js';
import { decodeSignal } from '../../../audio/index.js';
import { PAPER_CONSTANT_Q, constantQ, type ConstantQ } from '../../../features/index.js';
import { Rng } from '../../../numeric/index.js';
import { encodeWav } from '../../../../tests/sounds.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { FeatureCache } from '../corpus/feature-cache.js';
import { hashFile } from '../files/file-hash.js';
import {
  renderFragments,
  type RenderPorts,
  type RenderRequest,
  type RenderSource,
} from './fragment-renderer.js';
import { createLossyCoder } from '../audio/lossy-coder.js';

const RATE_HZ = 22_050;
const decoder = createAudioDecoder();
const config = PAPER_CONSTANT_Q;

let folder: string;
let ports: RenderPorts;
let source: RenderSource;
let others: Record<string, RenderSource>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-render-'));
  ports = {
    decoder,
    stretcher: await createSignalsmithStretcher(),
    coder: createLossyCoder(),
    cache: new FeatureCache(join(folder, 'cache')),
    config,
  };
  source = await writeSound('own.wav', 1, 12);
  others = { crowd: await writeSound('crowd.wav', 2, 12) };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Notes of a quarter of a second, so that every part sounds differently. */
async function writeSound(name: string, seed: number, seconds: number): Promise<RenderSource> {
  const rng = new Rng(seed);
  const notes = Array.from({ length: 4 * seconds }, () => 130 * 2 ** (rng.integer(36) / 12));
  const samples = Float64Array.from(
    { length: seconds * RATE_HZ },
    (_, n) => 0.3 * Math.sin((2 * Math.PI * notes[Math.floor((4 * n) / RATE_HZ)]! * n) / RATE_HZ),
  );
  const path = join(folder, name);
  await writeFile(path, encodeWav([samples], RATE_HZ, 's16'));
  return { path, sha256: await hashFile(path) };
}

const framesOf = (seconds: number) => 1 + Math.floor((seconds * RATE_HZ) / config.hopSamples);

/** Largest difference over the largest magnitude. */
function difference(a: ConstantQ, b: ConstantQ): number {
  expect([a.bins, a.frames]).toEqual([b.bins, b.frames]);
  const largest = b.data.reduce((most, value) => Math.max(most, value), 0);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0) / largest;
}

const stretch = { startSeconds: 1.5, durationSeconds: 8 };
const render = (...fragments: readonly RenderRequest[]) => renderFragments(source, fragments, ports, others);
const entries = async () =>
  (await readdir(join(folder, 'cache'), { recursive: true })).filter((name) => name.endsWith('.cqt')).length;

describe('cuts of a rendered stretch', () => {
  it('of the sound as it is are the shorter fragments themselves, and share their place in the cache', async () => {
    const [long, short] = await render({ ...stretch, cutSeconds: [8, 3] });
    const before = await entries();
    const plain = await render(stretch, { ...stretch, durationSeconds: 3 });
    expect([long, short]).toEqual(plain);
    expect(await entries()).toBe(before);
  });

  it.each<[string, Augmentation, number]>([
    ['tempo', chain({ kind: 'tempo', tempoRatio: 1.6 }), 1.6],
    ['speed and tempo', chain({ kind: 'speed', speedRatio: 0.8 }, { kind: 'tempo', tempoRatio: 0.9 }), 0.72],
    ['gain', chain({ kind: 'gain', gainDb: -6 }), 1],
  ])('after a change of %s last as long as the reference does in it', async (_, augmentation, ratio) => {
    const planes = await render({ ...stretch, augmentation, cutSeconds: [8, 5, 3] });
    expect(planes.map(({ frames }) => frames)).toEqual([8, 5, 3].map((seconds) => framesOf(seconds / ratio)));
  });

  it('hold nothing of what follows them', async () => {
    const { samples } = await decodeSignal(decoder, source.path, { startSeconds: 1.5, durationSeconds: 3 });
    const half = { samples: samples.map((sample) => sample / 2), sampleRateHz: RATE_HZ };
    const augmentation = chain({ kind: 'gain', gainDb: 20 * Math.log10(0.5) });
    const [, cut] = await render({ ...stretch, augmentation, cutSeconds: [8, 3] });
    expect(difference(cut!, constantQ(half, config))).toBeLessThan(1e-3);
  });

  it('come one by one, in order, beside requests without any, fresh as from the cache', async () => {
    const augmentation = chain({ kind: 'tempo', tempoRatio: 1.25 });
    const requests = [
      { ...stretch, augmentation, cutSeconds: [3, 5] },
      { ...stretch, durationSeconds: 2 },
      { ...stretch, augmentation },
    ];
    const fresh = await render(...requests);
    expect(fresh.map(({ frames }) => frames)).toEqual([2.4, 4, 2, 6.4].map(framesOf));
    const before = await entries();
    expect(await render(...requests)).toEqual(fresh);
    expect(await entries()).toBe(before);
  });

  it('longer than the stretch are refused', async () => {
    await expect(render({ ...stretch, cutSeconds: [8.5] })).rejects.toMatchObject({
      code: 'SETTING_OUT_OF_RANGE',
    });
  });
});

describe('foreign sound', () => {
  const background = { recordingId: 'crowd', startSeconds: 2, durationSeconds: 8 };

  it('is mixed in from the recording that is named', async () => {
    const noisy = chain({ kind: 'background', snrDb: -40, ...background });
    const [mixed] = await render({ ...stretch, augmentation: noisy });
    const crowd = await decodeSignal(decoder, others['crowd']!.path, background);
    const level = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0));
    const own = await decodeSignal(decoder, source.path, stretch);
    const scale = (100 * level(own.samples)) / level(crowd.samples);
    const loud = { samples: crowd.samples.map((x) => scale * x), sampleRateHz: RATE_HZ };
    // The own sound is a hundredth of it.
    expect(difference(mixed!, constantQ(loud, config))).toBeLessThan(0.03);
  });

  it('surrounds each cut', async () => {
    const surround = { recordingId: 'crowd', startSeconds: 1, beforeSeconds: 2, afterSeconds: 3 };
    const [long, short] = await render({ ...stretch, surround, cutSeconds: [8, 3] });
    expect([long!.frames, short!.frames]).toEqual([13, 8].map(framesOf));
    const own = await decodeSignal(decoder, source.path, { startSeconds: 1.5, durationSeconds: 3 });
    const crowd = await decodeSignal(decoder, others['crowd']!.path, {
      startSeconds: 1,
      durationSeconds: 5.02,
    });
    expect(difference(short!, constantQ(surroundSignal(own, crowd, surround), config))).toBeLessThan(1e-3);
  });

  it('is part of the key: another file under the same name is rendered anew', async () => {
    const augmentation = chain({ kind: 'background', snrDb: 0, ...background });
    const [first] = await render({ ...stretch, augmentation });
    const changed = { crowd: await writeSound('other-crowd.wav', 3, 12) };
    const [second] = await renderFragments(source, [{ ...stretch, augmentation }], ports, changed);
    expect(second).not.toEqual(first);
  });

  it('that nobody brought is an error, not silence', async () => {
    const augmentation = chain({ kind: 'background', snrDb: 0, ...background, recordingId: 'nobody' });
    await expect(render({ ...stretch, augmentation })).rejects.toThrow('nobody');
  });
});

describe('a lossy codec in a chain', () => {
  it('leaves a fragment its length', async () => {
    const augmentation = chain(
      { kind: 'speed', speedRatio: 1.25 },
      { kind: 'codec', codec: 'mp3', bitrateKbps: 32 },
    );
    const [plane] = await render({ ...stretch, augmentation, cutSeconds: [5] });
    expect(plane!.frames).toBe(framesOf(4));
  });
});
