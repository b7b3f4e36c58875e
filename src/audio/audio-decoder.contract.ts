import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { DoppeltonError, type ErrorCode } from '../errors/index.js';
import { Rng } from '../numeric/index.js';
import { amplitudeAt, decibels, encodeWav, inner, rms, tone, type WavEncoding } from '../../tests/sounds.js';
import type { AudioDecoder } from './audio-decoder.js';
import { decodeSignal } from './decode-signal.js';

/** An adapter under test. */
export interface AudioDecoderUnderTest {
  /** A decoder whose output has this rate. */
  readonly create: (outputRateHz: number) => AudioDecoder;
  /** Puts a file where the adapter can open it, and says where. */
  readonly place: (name: string, bytes: Uint8Array) => Promise<string>;
  /** A place where nothing is. */
  readonly missingPath: string;
}

const OUTPUT_RATE_HZ = 22_050;

const ENCODINGS: readonly { encoding: WavEncoding; worstNoiseDb: number }[] = [
  { encoding: 'u8', worstNoiseDb: -35 },
  { encoding: 's16', worstNoiseDb: -85 },
  { encoding: 's24', worstNoiseDb: -115 },
  { encoding: 's32', worstNoiseDb: -115 },
  { encoding: 'f32', worstNoiseDb: -115 },
  { encoding: 'f64', worstNoiseDb: -115 },
  { encoding: 'alaw', worstNoiseDb: -30 },
  { encoding: 'mulaw', worstNoiseDb: -30 },
];

/**
 * The committed files: one second of 1000 Hz, 0.3 as mono. `seconds` differs where the container does not say how
 * much of the last block is padding; `levelDb` is what the codec may be off by.
 */
const FIXTURES = [
  { file: 'tone.wav', codec: 'pcm_s16le', seconds: 1, levelDb: 0.01 },
  { file: 'tone.flac', codec: 'flac', seconds: 1, levelDb: 0.01 },
  { file: 'tone.mp3', codec: 'mp3', seconds: 1, levelDb: 1 },
  { file: 'tone.m4a', codec: 'aac', seconds: 1, levelDb: 1 },
  { file: 'tone.ogg', codec: 'vorbis', seconds: 1, levelDb: 1 },
  { file: 'tone.opus', codec: 'opus', seconds: 1, levelDb: 1 },
  { file: 'tone.wma', codec: 'wmav2', seconds: 0.975, levelDb: 1 },
  { file: 'tone.ac3', codec: 'ac3', seconds: 1.024, levelDb: 1 },
  { file: 'tone.amr', codec: 'amr_nb', seconds: 1, levelDb: 4 },
  { file: 'tone.mkv', codec: 'vorbis', seconds: 1.012, levelDb: 1 },
] as const;

/** Reads a file of fixtures/audio. */
export function audioFixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/audio/${name}`, import.meta.url));
}

/** What every adapter of the AudioDecoder port must do. */
export function describeAudioDecoder(name: string, start: () => Promise<AudioDecoderUnderTest>): void {
  describe(`${name}, as an AudioDecoder`, () => {
    let adapter: AudioDecoderUnderTest;
    const given = { place: (file: string, bytes: Uint8Array) => adapter.place(file, bytes) };
    const decode = async (path: string, rate = OUTPUT_RATE_HZ) => decodeSignal(adapter.create(rate), path);
    const codeOf = (path: string) => codeOfRejection(decode(path));

    beforeAll(async () => {
      adapter = await start();
    });

    describeFormats(given, decode);
    describeResampling(given, decode);
    describeDamage(given, decode, codeOf);
    describeStreaming(() => adapter);

    it('refuses what is not there, is empty, or is not sound, each with its own code', async () => {
      expect(await codeOf(adapter.missingPath)).toBe('FILE_NOT_FOUND');
      expect(await codeOf(await adapter.place('empty.mp3', new Uint8Array()))).toBe('AUDIO_EMPTY');
      const text = new TextEncoder().encode('This is a letter and no sound.\n'.repeat(500));
      expect(await codeOf(await adapter.place('letter.mp3', text))).toBe('AUDIO_MALFORMED');
      const rng = new Rng(4);
      const noise = Uint8Array.from({ length: 100_000 }, () => rng.integer(256));
      for (const name of ['noise.wav', 'noise.mp3', 'noise.flac', 'noise.aac', 'noise.m4a']) {
        expect([name, await codeOf(await adapter.place(name, noise))]).toEqual([name, 'AUDIO_MALFORMED']);
      }
      const video = await adapter.place('video.mp4', audioFixture('video-without-sound.mp4'));
      expect(await codeOf(video)).toBe('AUDIO_NO_SOUND_TRACK');
    });
  });
}

type Place = Pick<AudioDecoderUnderTest, 'place'>;
type Decode = (path: string, rate?: number) => ReturnType<typeof decodeSignal>;

function describeFormats({ place }: Place, decode: Decode): void {
  it.each(ENCODINGS)('reads WAV as $encoding, sample by sample', async ({ encoding, worstNoiseDb }) => {
    const left = tone(1000, 0.4, 16_000, 0.25);
    const right = tone(3000, 0.2, 16_000, 0.25);
    for (const extensible of [false, true]) {
      const path = await place(
        `${encoding}-${extensible}.wav`,
        encodeWav([left, right], 16_000, encoding, { extensible }),
      );
      const { samples, warnings } = await decode(path, 16_000);
      expect(samples.length).toBe(left.length);
      const difference = samples.map((x, i) => x - (left[i]! + right[i]!) / 2);
      expect(decibels(rms(difference))).toBeLessThan(worstNoiseDb);
      expect(warnings).toEqual([]);
    }
  });

  it.each([1, 2, 3, 6, 8])('mixes %i channels to their mean', async (count) => {
    const channels = Array.from({ length: count }, (_, c) => tone(500 + 100 * c, 0.5, 8000, 0.25));
    const { samples } = await decode(await place(`${count}.wav`, encodeWav(channels, 8000, 'f32')), 8000);
    const difference = samples.map((x, i) => x - channels.reduce((sum, c) => sum + c[i]!, 0) / count);
    expect(decibels(rms(difference))).toBeLessThan(-110);
  });

  it.each(FIXTURES)(
    'reads $file at its length, pitch and level',
    async ({ file, codec, seconds, levelDb }) => {
      const { samples, format, warnings } = await decode(await place(file, audioFixture(file)));
      expect(format.codec).toBe(codec);
      expect(Math.abs(samples.length / OUTPUT_RATE_HZ - seconds)).toBeLessThan(0.001);
      const middle = inner(samples, OUTPUT_RATE_HZ, 0.2);
      const amplitude = amplitudeAt(middle, OUTPUT_RATE_HZ, 1000);
      expect(Math.abs(decibels(amplitude / 0.3))).toBeLessThan(levelDb);
      expect(amplitude / (Math.SQRT2 * rms(middle))).toBeGreaterThan(0.95);
      expect(warnings).toEqual([]);
    },
  );

  it('goes by the content where a name has no extension or a wrong one', async () => {
    for (const name of ['tone', 'tone.wav.mp3']) {
      const { format } = await decode(await place(name, audioFixture('tone.ogg')));
      expect(format.codec).toBe('vorbis');
    }
  });
}

function describeResampling({ place }: Place, decode: Decode): void {
  const throughFile = async (frequencyHz: number, rateHz: number) => {
    const bytes = encodeWav([tone(frequencyHz, 0.5, rateHz, 1)], rateHz, 'f32');
    return (await decode(await place(`${rateHz}-${frequencyHz}.wav`, bytes))).samples;
  };

  it.each([
    { rateHz: 44_100, frequenciesHz: [50, 1000, 5000, 9000, 9500] },
    { rateHz: 48_000, frequenciesHz: [50, 1000, 5000, 9000, 9500] },
    { rateHz: 96_000, frequenciesHz: [50, 1000, 5000, 9000, 9500] },
    { rateHz: 8000, frequenciesHz: [50, 1000, 3000, 3400] },
  ])(
    'keeps tones from $rateHz Hz within 0.1 dB, in place, and adds nothing',
    async ({ rateHz, frequenciesHz }) => {
      for (const frequencyHz of frequenciesHz) {
        const samples = await throughFile(frequencyHz, rateHz);
        expect(samples.length).toBe(OUTPUT_RATE_HZ);
        const middle = inner(samples, OUTPUT_RATE_HZ, 0.1);
        const level = amplitudeAt(middle, OUTPUT_RATE_HZ, frequencyHz) / 0.5;
        expect(Math.abs(decibels(level))).toBeLessThan(0.1);
        const ideal = inner(
          Float32Array.from(tone(frequencyHz, 0.5, OUTPUT_RATE_HZ, 1)),
          OUTPUT_RATE_HZ,
          0.1,
        );
        const residue = middle.map((x, i) => x - level * ideal[i]!);
        expect(decibels(rms(residue) / rms(ideal))).toBeLessThan(-100);
      }
    },
  );

  it.each([
    { rateHz: 44_100, frequenciesHz: [11_050, 12_600, 15_000, 21_900] },
    { rateHz: 48_000, frequenciesHz: [11_050, 12_600, 15_000, 23_900] },
    { rateHz: 96_000, frequenciesHz: [11_050, 12_600, 23_000, 43_000] },
  ])('folds nothing back from above half the output rate ($rateHz Hz)', async ({ rateHz, frequenciesHz }) => {
    for (const frequencyHz of frequenciesHz) {
      const middle = inner(await throughFile(frequencyHz, rateHz), OUTPUT_RATE_HZ, 0.1);
      expect(decibels(rms(middle) / (0.5 * Math.SQRT1_2))).toBeLessThan(-100);
    }
  });
}

function describeDamage(
  { place }: Place,
  decode: Decode,
  codeOf: (path: string) => Promise<ErrorCode>,
): void {
  it('decodes a truncated file as far as it goes and says how far', async () => {
    const whole = encodeWav([tone(1000, 0.5, 8000, 3)], 8000, 's16');
    const { samples, warnings } = await decode(await place('cut.wav', whole.subarray(0, whole.length / 3)));
    expect(samples.length / OUTPUT_RATE_HZ).toBeCloseTo(1, 1);
    expect(warnings).toEqual(['truncated: 1.0 of the declared 3.0 s could be decoded']);
  });

  it.each(['tone.mp3', 'tone.flac', 'tone.ogg'])('warns of the missing end of %s', async (file) => {
    const whole = audioFixture(file);
    const { samples, warnings } = await decode(
      await place(`cut-${file}`, whole.subarray(0, whole.length * 0.7)),
    );
    expect(samples.length).toBeGreaterThan(0.2 * OUTPUT_RATE_HZ);
    expect(samples.length).toBeLessThan(0.85 * OUTPUT_RATE_HZ);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^truncated: /);
  });

  it('goes on after a damaged stretch and counts what was lost', async () => {
    const bytes = Uint8Array.from(audioFixture('tone.mp3'));
    bytes.fill(0x55, bytes.length * 0.5, bytes.length * 0.5 + 700);
    const { samples, warnings } = await decode(await place('damaged.mp3', bytes));
    expect(samples.length).toBeGreaterThan(0.8 * OUTPUT_RATE_HZ);
    expect(warnings.join()).toMatch(/damaged: \d+ packets inside the recording could not be decoded/);
  });

  it('refuses a header without sound', async () => {
    const wav = encodeWav([tone(1000, 0.5, 8000, 1)], 8000, 's16');
    for (const [file, bytes] of [
      ['header.wav', wav.subarray(0, 44)],
      ['header.flac', audioFixture('tone.flac').subarray(0, 60)],
      ['header.ogg', audioFixture('tone.ogg').subarray(0, 60)],
      ['header.m4a', audioFixture('tone.m4a').subarray(0, 60)],
    ] as const) {
      expect(await codeOf(await place(file, bytes))).toBe('AUDIO_MALFORMED');
    }
  });

  it.each([NaN, Infinity, -Infinity])('refuses samples that are %d', async (value) => {
    const samples = tone(1000, 0.5, 8000, 1);
    samples[4000] = value;
    for (const encoding of ['f32', 'f64'] as const) {
      const path = await place(`bad-${encoding}-${value}.wav`, encodeWav([samples], 8000, encoding));
      expect(await codeOf(path)).toBe('AUDIO_NOT_FINITE');
    }
  });

  it('decodes silence and a tenth of a second as they are', async () => {
    const silence = await decode(
      await place('silence.wav', encodeWav([new Float64Array(8000)], 8000, 's16')),
    );
    expect(silence.samples).toEqual(new Float32Array(OUTPUT_RATE_HZ));
    const short = await decode(
      await place('short.wav', encodeWav([tone(1000, 0.5, 44_100, 0.1)], 44_100, 's16')),
    );
    expect(short.samples.length).toBe(2205);
  });

  it('calls a recording too short when the filter cannot be filled', async () => {
    const bytes = encodeWav([tone(1000, 0.5, 44_100, 0.002)], 44_100, 's16');
    expect(await codeOf(await place('click.wav', bytes))).toBe('AUDIO_TOO_SHORT');
  });
}

function describeStreaming(adapter: () => AudioDecoderUnderTest): void {
  it('hands out chunks that are not empty and together are the recording', async () => {
    const samples = tone(100, 0.5, 22_050, 10);
    const path = await adapter().place('ten.wav', encodeWav([samples], 22_050, 'f32'));
    const recording = await adapter().create(22_050).open(path);
    expect(recording.format.declaredDurationSeconds).toBeCloseTo(10, 6);
    const lengths: number[] = [];
    for await (const chunk of recording.chunks) lengths.push(chunk.length);
    expect(lengths.length).toBeGreaterThan(1);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
    expect(lengths.reduce((sum, n) => sum + n, 0)).toBe(samples.length);
  });

  it('can be closed at any time, and twice', async () => {
    const path = await adapter().place('close.wav', encodeWav([tone(100, 0.5, 22_050, 10)], 22_050, 'f32'));
    const unread = await adapter().create(22_050).open(path);
    await unread.close();
    await unread.close();
    for await (const chunk of unread.chunks) expect.fail(`${chunk.length} samples after closing`);
    const begun = await adapter().create(22_050).open(path);
    for await (const chunk of begun.chunks) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await begun.close();
  });

  it('decodes two recordings at once without mixing them up', async () => {
    const [low, high] = await Promise.all(
      [300, 2000].map(async (frequencyHz) => {
        const bytes = encodeWav([tone(frequencyHz, 0.5, 44_100, 5)], 44_100, 's16');
        const path = await adapter().place(`both-${frequencyHz}.wav`, bytes);
        return (await decodeSignal(adapter().create(OUTPUT_RATE_HZ), path)).samples;
      }),
    );
    expect(amplitudeAt(low!, OUTPUT_RATE_HZ, 300)).toBeCloseTo(0.5, 3);
    expect(amplitudeAt(high!, OUTPUT_RATE_HZ, 2000)).toBeCloseTo(0.5, 3);
    expect(amplitudeAt(low!, OUTPUT_RATE_HZ, 2000)).toBeLessThan(1e-4);
  });
}

/** The code of the error that a promise ends in; fails when it ends well or otherwise. */
export async function codeOfRejection(promise: Promise<unknown>): Promise<ErrorCode> {
  const error: unknown = await promise.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof DoppeltonError) return error.code;
  throw error;
}
