import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav, tone } from '../../../../tests/sounds.js';
import { sampleMusic } from '../../../alignment/music.contract.js';
import { duplicateGroups, families, libraryGraph, type LibraryGraph } from '../../../collection/index.js';
import { applyColouredNoise } from '../../../augment/index.js';
import type { Embedder } from '../../../embedding/index.js';
import { Rng } from '../../../numeric/index.js';
import {
  LIBRARY_HOP_SECONDS,
  libraryEntry,
  librarySettings,
  type LibraryStore,
} from '../../../search/index.js';
import { scoreEvidence } from '../../../search/search-evidence.contract.js';
import { analyseFile } from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { hashFile } from '../files/file-hash.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { openOrMakeLibrary } from './open-library.js';

const sample = (name: string) => fileURLToPath(new URL(`../../../../samples/${name}`, import.meta.url));

let folder: string;
let embedder: Embedder;
let store: LibraryStore;
let graph: LibraryGraph;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-graph-'));
  embedder = await loadModel('default', createOnnxRuntime({ threads: 1 }));
  const { manifest, embeddingSize } = embedder;
  store = await openOrMakeLibrary(join(folder, 'library'), librarySettings(manifest, embeddingSize));
  const lossless = join(folder, 'lossless.wav');
  const excerpt = join(folder, 'excerpt.wav');
  const hum = join(folder, 'hum.wav');
  const { samples, sampleRateHz } = await sampleMusic('original.ogg', 0, 45);
  await writeFile(lossless, encodeWav([samples], sampleRateHz, 's16'));
  await writeFile(
    excerpt,
    encodeWav([samples.subarray(11.3 * sampleRateHz, 29 * sampleRateHz)], sampleRateHz, 's16'),
  );
  await writeFile(hum, encodeWav([tone(220, 0.3, sampleRateHz, 20)], sampleRateHz, 's16'));
  // In one folder with the others: a graph's recordings are in order of their paths, wherever the project lies.
  const shipped = await Promise.all(
    ['original.ogg', 'altered.mp3', 'faster-noisy.opus', 'different.ogg'].map(async (name) => {
      const path = join(folder, name);
      await copyFile(sample(name), path);
      return path;
    }),
  );
  await put(store, [...shipped, lossless, excerpt, hum]);
  const config = manifest.features.constantQ;
  graph = await libraryGraph({ store, config, evidence: scoreEvidence(manifest) });
});

async function put(library: LibraryStore, paths: readonly string[]): Promise<void> {
  const ports = { decoder: createAudioDecoder(), embedder, hashFile };
  for (const path of paths) {
    const file = await analyseFile(ports, path, { hopSeconds: LIBRARY_HOP_SECONDS, forDetection: false });
    await library.add([libraryEntry(file, (await stat(path)).size, embedder.manifest)]);
  }
}

afterAll(async () => {
  await store.close();
  await embedder.release();
  await rm(folder, { recursive: true });
});

const nameOf = (id: string) =>
  graph.recordings
    .find((recording) => recording.id === id)!
    .path.split('/')
    .at(-1)!;

function pairOf(a: string, b: string) {
  return graph.pairs.find(
    ({ referenceId, candidateId }) => nameOf(referenceId) === a && nameOf(candidateId) === b,
  )!;
}

describe('the graph of a library', () => {
  it('joins the copies of one recording, whatever was done to them, and nothing else', () => {
    const [family, ...others] = families(graph);
    expect(others).toEqual([]);
    expect(family!.recordings.map(({ path }) => path.split('/').at(-1)).toSorted()).toEqual([
      'altered.mp3',
      'excerpt.wav',
      'faster-noisy.opus',
      'lossless.wav',
      'original.ogg',
    ]);
    expect(graph.recordings).toHaveLength(7);
  });

  it('says what was changed, and which share is in common', () => {
    const lowered = pairOf('altered.mp3', 'original.ogg');
    expect(lowered.line.tempoRatio).toBeCloseTo(1, 2);
    expect(lowered.line.pitchShiftSemitones).toBeCloseTo(2, 0);
    expect(lowered.line.referenceShare).toBeGreaterThan(0.95);
    expect(lowered.line.candidateShare).toBeGreaterThan(0.95);
    const part = pairOf('excerpt.wav', 'original.ogg');
    // The music repeats itself, so that the excerpt fits a second time.
    const best = part.segments.toSorted((a, b) => b.score - a.score)[0]!;
    expect(Math.abs(best.candidateStartSeconds - best.referenceStartSeconds - 11.3)).toBeLessThan(0.2);
    expect(part.line.referenceShare).toBeGreaterThan(0.9);
    // 17.7 of 45 s, at one place, though it fits at others too.
    expect(part.candidateShare).toBeGreaterThan(0.35);
    expect(part.candidateShare).toBeLessThan(0.45);
  });

  it('gives the groups of duplicates with the best copy of each', () => {
    const [group, ...others] = duplicateGroups(graph);
    expect(others).toEqual([]);
    expect(group!.best.path).toContain('lossless.wav');
    const copies = new Map(group!.copies.map((copy) => [copy.recording.path.split('/').at(-1), copy]));
    expect(copies.get('original.ogg')).toMatchObject({ isSame: true, worseBy: 'lossless' });
    expect(copies.get('altered.mp3')).toMatchObject({ isSame: false });
    expect(copies.has('excerpt.wav')).toBe(false);
  });

  it('goes on without a recording that is taken out meanwhile', async () => {
    const config = embedder.manifest.features.constantQ;
    const ports = { store, config, evidence: scoreEvidence(embedder.manifest) };
    const removed = graph.recordings.find(({ path }) => path.endsWith('original.ogg'))!;
    const after = await libraryGraph(ports, {
      // The first that is searched for comes before it in order of the paths.
      onRecording: () => void store.remove([removed.id]),
    });
    expect(after.pairs.length).toBeLessThanOrEqual(graph.pairs.length);
    expect(after.pairs.length).toBeGreaterThan(0);
  });
});

describe('the graph of a library of many close copies', () => {
  it('joins those of one version of a recording with those of another', async () => {
    const { manifest, embeddingSize } = embedder;
    const paths: string[] = [];
    for (const name of ['original.ogg', 'altered.mp3'] as const) {
      const { samples, sampleRateHz } = await sampleMusic(name, 10, 22);
      for (const gain of [1, 0.9, 0.8, 0.7, 0.6, 0.5]) {
        paths.push(join(folder, `${name}-${gain}.wav`));
        const copy = samples.map((value) => gain * value);
        await writeFile(paths.at(-1)!, encodeWav([copy], sampleRateHz, 's16'));
      }
    }
    const copies = await openOrMakeLibrary(join(folder, 'copies'), librarySettings(manifest, embeddingSize));
    await put(copies, paths);
    const config = manifest.features.constantQ;
    const told: string[] = [];
    const found = await libraryGraph(
      { store: copies, config, evidence: scoreEvidence(manifest) },
      {
        onRecording: () => told.push('searched'),
        onCrowded: (_, crowded) => told.push(`behind one of ${crowded}`),
      },
    );
    await copies.close();
    expect(families(found).map(({ recordings }) => recordings.length)).toEqual([12]);
    const crowded = told.length - 12;
    expect(crowded).toBeGreaterThan(0);
    expect(told).toEqual([
      ...Array.from({ length: 12 }, () => 'searched'),
      ...Array.from({ length: crowded }, () => `behind one of ${crowded}`),
    ]);
  });
});

describe('the graph of a library of noises', () => {
  it('joins a noise with a copy of it, and with no other noise', async () => {
    const { manifest, embeddingSize } = embedder;
    const rng = new Rng(8);
    const paths: string[] = [];
    const write = async (name: string, samples: Float32Array) => {
      paths.push(join(folder, name));
      await writeFile(paths.at(-1)!, encodeWav([samples], 22_050, 's16'));
    };
    const noiseOf = (colour: 'white' | 'pink' | 'brown', seconds: number) => {
      const barely = { samples: Float32Array.from(tone(1000, 1e-4, 22_050, seconds)), sampleRateHz: 22_050 };
      const settings = { kind: 'coloured-noise', colour, snrDb: -60, seed: rng.uint32() } as const;
      return applyColouredNoise(barely, settings).samples;
    };
    for (const colour of ['white', 'pink', 'brown'] as const) {
      await write(`${colour}-6.wav`, noiseOf(colour, 6));
      const noise = noiseOf(colour, 40);
      await write(`${colour}-40.wav`, noise);
      const part = noise.subarray(5 * 22_050, 30 * 22_050);
      await write(
        `${colour}-copy.wav`,
        part.map((value) => 0.5 * value),
      );
    }
    const noises = await openOrMakeLibrary(join(folder, 'noises'), librarySettings(manifest, embeddingSize));
    await put(noises, paths);
    const config = manifest.features.constantQ;
    const found = await libraryGraph({ store: noises, config, evidence: scoreEvidence(manifest) });
    await noises.close();
    const names = families(found).map(({ recordings }) =>
      recordings.map(({ path }) => path.split('/').at(-1)),
    );
    expect(names).toEqual([
      ['brown-40.wav', 'brown-copy.wav'],
      ['pink-40.wav', 'pink-copy.wav'],
      ['white-40.wav', 'white-copy.wav'],
    ]);
  });
});
