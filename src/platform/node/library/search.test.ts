import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyTempoAndPitch, createSignalsmithStretcher } from '../../../augment/index.js';
import { joined, sampleMusic } from '../../../alignment/music.contract.js';
import type { Signal } from '../../../audio/index.js';
import type { Embedder } from '../../../embedding/index.js';
import {
  alignWithLibrary,
  LIBRARY_HOP_SECONDS,
  libraryEntry,
  librarySettings,
  QUERY_HOP_SECONDS,
  searchRecording,
  type LibraryStore,
} from '../../../search/index.js';
import { scoreEvidence } from '../../../search/search-evidence.contract.js';
import { analyseFile, analyseRecording, type RecordingAnalysis } from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { hashFile } from '../files/file-hash.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { openOrMakeLibrary } from './open-library.js';

const sample = (name: string) => fileURLToPath(new URL(`../../../../samples/${name}`, import.meta.url));

let folder: string;
let embedder: Embedder;
let store: LibraryStore;

function analysed(signal: Signal): Promise<RecordingAnalysis> {
  const audio = {
    format: { container: 'wav', codec: 'pcm', sampleRateHz: signal.sampleRateHz, channels: 1 },
    sampleRateHz: signal.sampleRateHz,
    chunks: (async function* () {
      await Promise.resolve();
      yield signal.samples;
    })(),
    warnings: [],
    close: () => Promise.resolve(),
  };
  return analyseRecording(audio, embedder, 'query', { hopSeconds: QUERY_HOP_SECONDS, forDetection: false });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-search-'));
  embedder = await loadModel('default', createOnnxRuntime({ threads: 1 }));
  const { manifest, embeddingSize } = embedder;
  store = await openOrMakeLibrary(join(folder, 'library'), librarySettings(manifest, embeddingSize));
  const ports = { decoder: createAudioDecoder(), embedder, hashFile };
  for (const name of ['original.ogg', 'different.ogg']) {
    const file = await analyseFile(ports, sample(name), {
      hopSeconds: LIBRARY_HOP_SECONDS,
      forDetection: false,
    });
    await store.add([libraryEntry(file, (await stat(sample(name))).size, manifest)]);
  }
});

afterAll(async () => {
  await store.close();
  await embedder.release();
  await rm(folder, { recursive: true });
});

describe('a search in a library', () => {
  it('finds both halves of a collage, each where it comes from and as it was altered', async () => {
    const stretcher = await createSignalsmithStretcher();
    const faster = applyTempoAndPitch(
      await sampleMusic('original.ogg', 12, 15),
      { tempoRatio: 1.25, shiftSemitones: -2 },
      stretcher,
    );
    const other = await sampleMusic('different.ogg', 20, 10);
    const query = await analysed(joined(faster, other));
    const { matches } = await searchRecording(query, {
      store,
      config: embedder.manifest.features.constantQ,
      evidence: scoreEvidence(embedder.manifest),
    });
    const of = (name: string) =>
      matches
        .find(({ recording }) => recording.path.endsWith(name))!
        .segments.toSorted((a, b) => b.score - a.score)[0]!;
    expect(matches).toHaveLength(2);
    const first = of('original.ogg');
    expect(first.tempoRatio).toBeCloseTo(1.25, 2);
    expect(first.pitchShiftSemitones).toBeCloseTo(-2, 0);
    expect(Math.abs(first.referenceStartSeconds - 1.25 * first.candidateStartSeconds - 12)).toBeLessThan(0.2);
    expect(first.candidateEndSeconds).toBeLessThan(13.5);
    const second = of('different.ogg');
    expect(second.tempoRatio).toBeCloseTo(1, 2);
    expect(Math.abs(second.referenceStartSeconds - (second.candidateStartSeconds - 12) - 20)).toBeLessThan(
      0.2,
    );
    expect(second.candidateStartSeconds).toBeGreaterThan(10.5);
  });

  it('finds nothing proven in what the library does not hold', async () => {
    const music = await sampleMusic('original.ogg', 0, 12);
    const backwards = { ...music, samples: music.samples.toReversed() };
    const result = await searchRecording(await analysed(backwards), {
      store,
      config: embedder.manifest.features.constantQ,
      evidence: scoreEvidence(embedder.manifest),
    });
    expect(result.matches).toEqual([]);
    expect(result.libraryHours).toBeCloseTo((await store.stats()).durationSeconds / 3600, 9);
  });

  it('says why it searched nothing where a query only hums', async () => {
    const samples = Float32Array.from(
      { length: 220_500 },
      (_, i) => 0.3 * Math.sin((2 * Math.PI * 220 * i) / 22_050),
    );
    const query = await analysed({ sampleRateHz: 22_050, samples });
    const { matches, warnings } = await searchRecording(query, {
      store,
      config: embedder.manifest.features.constantQ,
      evidence: scoreEvidence(embedder.manifest),
    });
    expect(matches).toEqual([]);
    expect(warnings[0]).toContain('variety');
  });

  it('leaves out a recording that was taken out of the library', async () => {
    const config = embedder.manifest.features.constantQ;
    const query = await analysed(await sampleMusic('different.ogg', 5, 10));
    const before = await alignWithLibrary(query, { store, config });
    const id = before.toSorted((a, b) => b.support - a.support)[0]!.recordingId;
    await store.remove([id]);
    const after = await alignWithLibrary(query, { store, config });
    expect(after.map(({ recordingId }) => recordingId)).not.toContain(id);
  });
});
