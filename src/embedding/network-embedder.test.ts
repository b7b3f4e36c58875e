import { afterEach, describe, expect, it } from 'vitest';
import {
  columns,
  frameCount,
  PAPER_CONSTANT_Q,
  type Compression,
  type ConstantQ,
} from '../features/index.js';
import { initialParameters, minimumFrames, type NetworkSpec } from '../network/index.js';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import { cosine, type Embedder } from './embedder.js';
import type { ModelManifest } from './model-manifest.js';
import { createNetworkEmbedder } from './network-embedder.js';

const LOG: Compression = { kind: 'log', gain: 50 };
const LEVEL_LOG: Compression = { kind: 'level-log', gain: 5, levelFrames: 40, columnFrames: 2 };
const network: NetworkSpec = {
  kind: 'cqt-stack',
  inputBins: 84,
  featureSize: 16,
  convolutions: [
    { channels: 16, kernelBins: 12, kernelFrames: 5, timePool: true },
    { channels: 16, kernelBins: 13, kernelFrames: 9, timePool: true },
    { channels: 32, kernelBins: 5, kernelFrames: 9 },
  ],
};
/** Columns that the network admits at least: more than the shortest fragment has. */
const LEAST_COLUMNS = minimumFrames(network);
const MINIMUM_SECONDS = 0.6;
const SHORTEST = frameCount(MINIMUM_SECONDS, PAPER_CONSTANT_Q);

const opened: Embedder[] = [];
afterEach(async () => {
  for (const embedder of opened.splice(0)) await embedder.release();
});

async function open(compression: Compression): Promise<Embedder> {
  const manifest: ModelManifest = {
    format: 'doppelton-model/1',
    name: 'untrained',
    version: '0.0.1',
    description: 'Random weights.',
    features: { constantQ: PAPER_CONSTANT_Q, compression },
    network,
    fragment: { seconds: 5, hopSeconds: 1, minimumSeconds: MINIMUM_SECONDS },
    weights: { file: 'none', sha256: '0'.repeat(64) },
    decision: { threshold: 0.5, basis: 'none' },
  };
  const weights = initialParameters(network, new Rng(1));
  const embedder = await createNetworkEmbedder(createOnnxRuntime({ threads: 1 }), manifest, weights);
  opened.push(embedder);
  return embedder;
}

function sound(seed: number, frames: number): ConstantQ {
  const rng = new Rng(seed);
  const data = Float32Array.from({ length: 84 * frames }, () => rng.uniform() ** 6);
  return { data, bins: 84, frames };
}

/** A plane between so many silent frames. */
function between(before: number, plane: ConstantQ, after: number): ConstantQ {
  const frames = before + plane.frames + after;
  const data = new Float32Array(plane.bins * frames);
  for (let bin = 0; bin < plane.bins; bin++) {
    const row = plane.data.subarray(bin * plane.frames, (bin + 1) * plane.frames);
    data.set(row, bin * frames + before);
  }
  return { data, bins: plane.bins, frames };
}

describe('createNetworkEmbedder', () => {
  it('lets a fragment that is shorter than the network admits stand in the middle of silence', async () => {
    expect(SHORTEST).toBeLessThan(LEAST_COLUMNS);
    const embedder = await open(LOG);
    for (const frames of [SHORTEST, LEAST_COLUMNS - 1]) {
      const fragment = sound(frames, frames);
      const missing = LEAST_COLUMNS - frames;
      const before = Math.floor(missing / 2);
      const [short, padded] = await embedder.embed([fragment, between(before, fragment, missing - before)]);
      expect(short).toHaveLength(embedder.embeddingSize);
      expect(cosine(short!, padded!)).toBeCloseTo(1, 6);
    }
    const [a, b] = await embedder.embed([sound(1, SHORTEST), sound(2, SHORTEST)]);
    expect(cosine(a!, b!)).toBeLessThan(0.9999);
  });

  it('does so too where columns are averaged', async () => {
    const embedder = await open(LEVEL_LOG);
    const fragment = sound(3, SHORTEST + 6);
    const louder = { ...fragment, data: fragment.data.map((magnitude) => 8 * magnitude) };
    const [once, again] = await embedder.embed([fragment, louder]);
    expect(once!.every(Number.isFinite)).toBe(true);
    expect(cosine(once!, again!)).toBeGreaterThan(0.9999);
  });

  it('refuses what is shorter than the model takes', async () => {
    for (const compression of [LOG, LEVEL_LOG]) {
      const embedder = await open(compression);
      for (const frames of [1, SHORTEST - 1]) {
        await expect(embedder.embed([sound(4, frames)])).rejects.toMatchObject({
          code: 'AUDIO_TOO_SHORT',
          message: expect.stringContaining('untrained') as string,
        });
      }
    }
  });

  it('gives fragments of mixed lengths the vectors that each has alone, in their order', async () => {
    const embedder = await open(LEVEL_LOG);
    const lengths = [100, 100, SHORTEST, 130, 100, ...Array.from({ length: 10 }, () => 90)];
    const fragments = lengths.map((frames, i) => sound(10 + i, frames));
    const before = fragments.map(({ data }) => data.slice());
    const together = await embedder.embed(fragments);
    expect(together).toHaveLength(fragments.length);
    for (const [i, fragment] of fragments.entries()) {
      const [alone] = await embedder.embed([fragment]);
      expect(cosine(together[i]!, alone!)).toBeCloseTo(1, 6);
    }
    expect(fragments.map(({ data }) => data)).toEqual(before);
    expect(await embedder.embed([])).toEqual([]);
  });
});

function loudByTurns(plane: ConstantQ): ConstantQ {
  const data = plane.data.map((value, i) => {
    const [bin, t] = [Math.floor(i / plane.frames), i % plane.frames];
    return Math.floor(bin / 12) === Math.floor(t / 60) ? 20 * value : value;
  });
  return { ...plane, data };
}

describe('embedWindows', () => {
  /** Another octave is loud every 60 frames, so that windows differ. */
  const plane = loudByTurns(sound(30, 400));
  const windows = [
    { startFrame: 0, frames: 216 },
    { startFrame: 43, frames: 216 },
    { startFrame: 184, frames: 216 },
    { startFrame: 100, frames: SHORTEST },
  ];
  const cut = ({ startFrame, frames }: (typeof windows)[number]) =>
    columns(plane, startFrame, startFrame + frames);

  it('gives the vectors of the windows, cut out, where features depend on the cut', async () => {
    const embedder = await open(LOG);
    expect(await embedder.embedWindows(plane, windows)).toEqual(await embedder.embed(windows.map(cut)));
  });

  it('comes near to them where it shares the convolutions', async () => {
    const embedder = await open(LEVEL_LOG);
    const shared = await embedder.embedWindows(plane, windows);
    const alone = await embedder.embed(windows.map(cut));
    expect(shared).toHaveLength(windows.length);
    for (const [i, vector] of shared.entries()) {
      const own = 1 - cosine(vector, alone[i]!);
      const others = alone.filter((_, j) => j !== i).map((other) => 1 - cosine(vector, other));
      expect(own).toBeLessThan(0.7 * Math.min(...others));
    }
    // What is too short to have columns of its own is cut out.
    expect(shared[3]).toEqual(alone[3]);
  });

  it('hears nothing of the plane that is far from a window', async () => {
    const embedder = await open(LEVEL_LOG);
    const window = { startFrame: 150, frames: 100 };
    const other = sound(31, 400);
    // Half the level's window and half a stride of the network.
    const margin = 20 + 2 * 4;
    const changed = {
      ...plane,
      data: plane.data.map((value, i) => {
        const t = i % 400;
        return t < 150 - margin || t >= 250 + margin ? other.data[i]! : value;
      }),
    };
    const [before] = await embedder.embedWindows(plane, [window]);
    const [after] = await embedder.embedWindows(changed, [window]);
    expect(cosine(before!, after!)).toBeCloseTo(1, 6);
  });
});
