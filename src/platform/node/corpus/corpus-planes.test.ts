import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeWav, tone } from '../../../../tests/sounds.js';
import type { AudioDecoder } from '../../../audio/index.js';
import type { Corpus } from '../../../corpus/index.js';
import { binFrequencyHz, PAPER_CONSTANT_Q } from '../../../features/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { loadPlanes } from './corpus-planes.js';
import { readCorpus } from './corpus-reader.js';
import { FeatureCache } from './feature-cache.js';

const TONE_BINS = [20, 45];
let folder: string;
let corpus: Corpus;
let cache: FeatureCache;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-planes-'));
  const music = join(folder, 'music');
  await mkdir(music);
  for (const bin of TONE_BINS) {
    const samples = tone(binFrequencyHz(PAPER_CONSTANT_Q, bin), 0.5, 22_050, 2);
    await writeFile(join(music, `tone-${bin}.wav`), encodeWav([samples], 22_050, 's16'));
  }
  await writeFile(join(music, 'corrupt.mp3'), Buffer.alloc(5000, 'not sound '));
  await writeFile(join(music, 'short.wav'), encodeWav([tone(440, 0.5, 22_050, 0.2)], 22_050, 's16'));
  corpus = await readCorpus(music);
  cache = new FeatureCache(join(folder, 'features'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('each recording gets its plane, and what cannot be used is listed', async () => {
  const { planes, skipped } = await loadPlanes(corpus, cache, createAudioDecoder(), { minSeconds: 1 });
  expect(planes.map(({ recording }) => recording.id)).toEqual(['tone-20.wav', 'tone-45.wav']);
  for (const [i, { plane }] of planes.entries()) {
    const middle = [...plane.slice(Math.floor(plane.frames / 2), 1).data];
    expect(middle.indexOf(Math.max(...middle))).toBe(TONE_BINS[i]);
  }
  expect(skipped.map(({ path, reason }) => [path, reason])).toEqual([
    ['corrupt.mp3', 'corrupt'],
    ['short.wav', 'too-short'],
  ]);
});

test('a second run takes the same numbers from the cache and decodes only what it could not keep', async () => {
  const first = await loadPlanes(corpus, cache, createAudioDecoder());
  const opened: string[] = [];
  const decoder = createAudioDecoder();
  const watched: AudioDecoder = {
    open(path) {
      opened.push(path);
      return decoder.open(path);
    },
  };
  expect(await loadPlanes(corpus, cache, watched)).toEqual(first);
  expect(opened).toEqual([join(corpus.root, 'corrupt.mp3')]);
});

test('only the splits asked for are loaded', async () => {
  const recordings = corpus.recordings.map((recording) => ({
    ...recording,
    split: recording.id === 'tone-20.wav' ? ('val' as const) : ('train' as const),
  }));
  const { planes } = await loadPlanes({ ...corpus, recordings }, cache, createAudioDecoder(), {
    splits: ['val'],
  });
  expect(planes.map(({ recording }) => recording.id)).toEqual(['tone-20.wav']);
});

test('a stop between recordings is told apart from a finished run', async () => {
  const loading = loadPlanes(corpus, cache, createAudioDecoder(), { signal: AbortSignal.abort() });
  await expect(loading).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
