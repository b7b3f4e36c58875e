import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodedAudio } from '../audio/index.js';
import { PAPER_CONSTANT_Q } from '../features/index.js';
import { initialParameters, type NetworkSpec } from '../network/index.js';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import { cosine, type Embedder } from './embedder.js';
import type { ModelManifest } from './model-manifest.js';
import { createNetworkEmbedder } from './network-embedder.js';
import { embedRecording } from './recording-embedding.js';

const RATE = 22_050;
const network: NetworkSpec = {
  kind: 'cqt-net',
  inputBins: 84,
  width: 0.05,
  extraTimePool: true,
  timePools: 0,
  featureSize: 32,
};
const manifest: ModelManifest = {
  format: 'doppelton-model/1',
  name: 'untrained',
  version: '0.0.1',
  description: 'Random weights: cutting and streaming do not depend on what a network has learned.',
  features: { constantQ: PAPER_CONSTANT_Q, compression: { kind: 'log', gain: 50 } },
  network,
  fragment: { seconds: 4, hopSeconds: 1.5, minimumSeconds: 2 },
  weights: { file: 'none', sha256: '0'.repeat(64) },
  decision: { threshold: 0.5, basis: 'none' },
};

let embedder: Embedder;

beforeAll(async () => {
  const weights = initialParameters(network, new Rng(1));
  embedder = await createNetworkEmbedder(createOnnxRuntime({ threads: 1 }), manifest, weights);
});

afterAll(async () => {
  await embedder.release();
});

/** A wandering tone, handed over in chunks of the given length. */
function recording(seconds: number, chunkSamples = 8192, amplitude = 0.3): DecodedAudio {
  const samples = new Float32Array(Math.round(seconds * RATE));
  let phase = 0;
  for (let n = 0; n < samples.length; n++) {
    phase += (2 * Math.PI * 300 * (1.5 + Math.sin(n / RATE))) / RATE;
    samples[n] = amplitude * Math.sin(phase);
  }
  async function* chunks() {
    for (let start = 0; start < samples.length; start += chunkSamples) {
      yield await Promise.resolve(samples.subarray(start, start + chunkSamples));
    }
  }
  return {
    format: { container: 'memory', codec: 'pcm_f32le', sampleRateHz: RATE, channels: 1 },
    sampleRateHz: RATE,
    chunks: chunks(),
    warnings: [],
    close: () => Promise.resolve(),
  };
}

describe('embedRecording', () => {
  it('cuts a fragment every hop and one that ends with the recording', async () => {
    const { durationSeconds, fragments } = await embedRecording(recording(9.2), embedder, 'tone');
    expect(durationSeconds).toBeCloseTo(9.2, 4);
    const starts = fragments.map(({ startSeconds }) => startSeconds);
    [0, 1.5, 3, 4.5, 5.2].forEach((expected, i) => {
      expect(Math.abs(starts[i]! - expected)).toBeLessThan(0.06);
    });
    expect(starts).toHaveLength(5);
    expect(Math.abs(fragments.at(-1)!.endSeconds - 9.2)).toBeLessThan(0.03);
  });

  it('gives the same vectors however the sound is chunked', async () => {
    const whole = await embedRecording(recording(7, 1e9), embedder, 'tone');
    const pieces = await embedRecording(recording(7, 777), embedder, 'tone');
    expect(pieces).toEqual(whole);
  });

  it('gives a recording shorter than a fragment one vector of its own length', async () => {
    const { fragments } = await embedRecording(recording(2.5), embedder, 'tone');
    expect(fragments).toHaveLength(1);
    expect(Math.abs(fragments[0]!.endSeconds - 2.5)).toBeLessThan(0.03);
  });

  it('does not depend on the level of a recording', async () => {
    const loud = await embedRecording(recording(4, 8192, 0.8), embedder, 'tone');
    const quiet = await embedRecording(recording(4, 8192, 0.01), embedder, 'tone');
    expect(cosine(loud.fragments[0]!.vector, quiet.fragments[0]!.vector)).toBeGreaterThan(0.9999);
  });

  it('refuses what is too short or silent, naming the recording', async () => {
    await expect(embedRecording(recording(1), embedder, 'short.wav')).rejects.toMatchObject({
      code: 'AUDIO_TOO_SHORT',
      message: expect.stringContaining('short.wav') as string,
    });
    await expect(embedRecording(recording(5, 8192, 0), embedder, 'silent.wav')).rejects.toMatchObject({
      code: 'AUDIO_SILENT',
      message: expect.stringContaining('silent.wav') as string,
    });
  });

  it('leaves out silent fragments and keeps the sounding ones', async () => {
    const sound = recording(6);
    async function* withPause() {
      yield new Float32Array(10 * RATE);
      yield* sound.chunks;
    }
    const { fragments } = await embedRecording({ ...sound, chunks: withPause() }, embedder, 'pause');
    expect(fragments.length).toBeGreaterThan(2);
    expect(fragments.every(({ endSeconds }) => endSeconds > 9.9)).toBe(true);
  });
});
