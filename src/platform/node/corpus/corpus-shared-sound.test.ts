import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeWav } from '../../../../tests/sounds.js';
import { decodeSignal } from '../../../audio/index.js';
import { SAME_SOUND } from '../../../corpus/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import {
  compareWaveforms,
  type ComparedWaveforms,
  type CompareWaveformsOptions,
} from './corpus-shared-sound.js';
import { readCorpus } from './corpus-reader.js';

const SAMPLES = new URL('../../../../samples/', import.meta.url).pathname;
const decoder = createAudioDecoder();

let folder: string;
let album: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-shared-'));
  album = join(folder, 'album');
  await mkdir(album);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function compared(options?: CompareWaveformsOptions): Promise<ComparedWaveforms[]> {
  const pairs: ComparedWaveforms[] = [];
  for await (const pair of compareWaveforms(await readCorpus(folder), decoder, options)) pairs.push(pair);
  return pairs;
}

describe('compareWaveforms', () => {
  it('finds a track that was mixed into another piece, at its place, below other sound as loud', async () => {
    await copyFile(join(SAMPLES, 'original.ogg'), join(album, 'original.ogg'));
    const { samples, sampleRateHz } = await decodeSignal(decoder, join(SAMPLES, 'original.ogg'));
    const { samples: foreign } = await decodeSignal(decoder, join(SAMPLES, 'different.ogg'));
    // From 10 s of the original on, under 30 s of another piece.
    const mixed = foreign
      .slice(0, 30 * sampleRateHz)
      .map((value, i) => 0.5 * value + 0.5 * samples[i + 10 * sampleRateHz]!);
    await writeFile(join(album, 'mixed.wav'), encodeWav([mixed], sampleRateHz, 's16'));
    const [pair, ...others] = await compared();
    expect(others).toEqual([]);
    expect([pair!.first.id, pair!.second.id]).toEqual(['album/mixed.wav', 'album/original.ogg']);
    expect(pair!.matches.map(({ firstSeconds }) => firstSeconds)).toEqual([0, 16]);
    for (const { firstSeconds, secondSeconds, correlation } of pair!.matches) {
      expect(correlation).toBeGreaterThan(SAME_SOUND);
      expect(secondSeconds - firstSeconds).toBeCloseTo(10, 3);
    }
  });

  it('finds nothing in common between two pieces, nor between a piece and the same played two semitones lower', async () => {
    for (const name of ['original.ogg', 'different.ogg', 'altered.mp3']) {
      await copyFile(join(SAMPLES, name), join(album, name));
    }
    const pairs = await compared();
    expect(pairs).toHaveLength(3);
    for (const { matches } of pairs) {
      expect(matches.length).toBeGreaterThan(1);
      for (const { correlation } of matches) expect(correlation).toBeLessThan(SAME_SOUND);
    }
  });

  it('says which files it cannot hear and goes on; silence has no pieces; groups stay apart', async () => {
    await writeFile(join(album, 'broken.mp3'), Buffer.alloc(5000, 'not sound '));
    await writeFile(join(album, 'silence.wav'), encodeWav([new Float32Array(80_000)], 4000, 's16'));
    await copyFile(join(SAMPLES, 'original.ogg'), join(album, 'original.ogg'));
    await mkdir(join(folder, 'elsewhere'));
    await copyFile(join(SAMPLES, 'altered.mp3'), join(folder, 'elsewhere/altered.mp3'));
    const skipped: string[] = [];
    const done: string[] = [];
    const pairs = await compared({
      onSkipped: ({ path }) => skipped.push(path),
      onProgress: ({ id }) => done.push(id),
    });
    expect(skipped).toEqual(['album/broken.mp3']);
    expect(pairs).toMatchObject([{ first: { id: 'album/silence.wav' }, matches: [] }]);
    expect(done.sort()).toEqual([
      'album/broken.mp3',
      'album/original.ogg',
      'album/silence.wav',
      'elsewhere/altered.mp3',
    ]);
  });
});
