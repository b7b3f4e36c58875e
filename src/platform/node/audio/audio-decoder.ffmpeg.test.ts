import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../../tests/describe-with.js';
import { encodeWav, tone } from '../../../../tests/sounds.js';
import { decodeSignal } from '../../../audio/index.js';
import { Rng } from '../../../numeric/index.js';
import { createAudioDecoder } from '../index.js';

/** Two seconds of two different tones and noise: nothing that a lossy codec could render by chance. */
function stereoSound(sampleRateHz: number): Float64Array[] {
  const rng = new Rng(7);
  return [440, 1250].map((frequencyHz) =>
    tone(frequencyHz, 0.3, sampleRateHz, 2).map((x) => x + 0.05 * rng.normal()),
  );
}

/**
 * How each file is made from a WAV file at 44.1 kHz. `paddingSamples`: FFmpeg before 7 leaves the encoder's padding at
 * the end of an mp4 track, which the edit list says to cut.
 */
const FILES: readonly { name: string; words: string; paddingSamples?: number }[] = [
  { name: 'u8.wav', words: '-c:a pcm_u8' },
  { name: 's16.wav', words: '-c:a pcm_s16le' },
  { name: 's24.wav', words: '-c:a pcm_s24le' },
  { name: 's32.wav', words: '-c:a pcm_s32le' },
  { name: 'f32.wav', words: '-c:a pcm_f32le' },
  { name: 'f64.wav', words: '-c:a pcm_f64le' },
  { name: 'alaw.wav', words: '-c:a pcm_alaw' },
  { name: 'mulaw.wav', words: '-c:a pcm_mulaw' },
  { name: 'adpcm.wav', words: '-c:a adpcm_ms' },
  { name: 'rf64.wav', words: '-rf64 always' },
  { name: 'sound.w64', words: '' },
  { name: 'sound.aiff', words: '' },
  { name: 'sound.au', words: '' },
  { name: 'sound.caf', words: '' },
  { name: 'sound.flac', words: '' },
  { name: 'flac-24.flac', words: '-sample_fmt s32' },
  { name: 'sound.wv', words: '' },
  { name: 'sound.tta', words: '' },
  { name: 'alac.m4a', words: '-c:a alac' },
  { name: 'cbr.mp3', words: '-b:a 128k' },
  { name: 'vbr.mp3', words: '-q:a 4' },
  { name: 'no-xing.mp3', words: '-write_xing 0' },
  { name: 'mono.mp3', words: '-ac 1 -ar 22050' },
  { name: 'sound.mp2', words: '' },
  { name: 'sound.m4a', words: '', paddingSamples: 1024 },
  { name: 'sound.aac', words: '' },
  { name: 'sound.ogg', words: '' },
  { name: 'sound.opus', words: '' },
  { name: 'sound.wma', words: '' },
  { name: 'sound.ac3', words: '' },
  { name: 'sound.eac3', words: '' },
  { name: 'sound.mkv', words: '' },
  { name: 'sound.webm', words: '-c:a libopus' },
  { name: 'sound.mov', words: '', paddingSamples: 1024 },
  { name: 'video.mp4', words: '-map 1:v -c:v mpeg4', paddingSamples: 1024 },
  { name: 'video.mkv', words: '-map 1:v -c:v mpeg4' },
  { name: '8k.wav', words: '-ar 8000' },
  { name: '96k.flac', words: '-ar 96000' },
];

describeWith('ffmpeg', "createAudioDecoder, against FFmpeg's own program", () => {
  const folder = mkdtempSync(join(tmpdir(), 'doppelton-ffmpeg-'));
  const source = join(folder, 'source.wav');
  const ffmpeg = (...words: string[]) => execFileSync('ffmpeg', ['-nostdin', '-y', '-v', 'error', ...words]);

  /**
   * FFmpeg's mono at the file's own rate and at 22,050 Hz. Without `rematrix_maxval` it would mix to floating point
   * 3 dB louder than to integers.
   */
  const decodeByFfmpeg = (path: string) => {
    const toMono = ['-map', '0:a', '-af', 'aresample=ochl=mono:rematrix_maxval=1:osf=flt', '-f', 'f32le'];
    const [native, resampled] = [join(folder, 'native.raw'), join(folder, 'resampled.raw')];
    ffmpeg('-i', path, ...toMono, native, ...toMono, '-ar', '22050', resampled);
    const bytes = new Uint8Array(readFileSync(native));
    return { samples: new Float32Array(bytes.buffer), resampledLength: statSync(resampled).size / 4 };
  };

  beforeAll(() => {
    writeFileSync(source, encodeWav(stereoSound(44_100), 44_100, 's24'));
    const outputs = FILES.flatMap(({ name, words }) => [
      ...['-map', '0:a', ...words.split(' ').filter((word) => word !== '')],
      join(folder, name),
    ]);
    ffmpeg('-i', source, '-f', 'lavfi', '-i', 'testsrc=s=64x64:d=2', ...outputs);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(FILES)('agrees on every sample and their number in $name', async ({ name, paddingSamples }) => {
    const path = join(folder, name);
    const opened = await createAudioDecoder().open(path);
    const { sampleRateHz } = opened.format;
    await opened.close();
    const surplus = paddingSamples ?? 0;

    const { samples: theirs, resampledLength } = decodeByFfmpeg(path);
    const { samples, warnings } = await decodeSignal(
      createAudioDecoder({ outputRateHz: sampleRateHz }),
      path,
    );
    expect(warnings).toEqual([]);
    expect(theirs.length - samples.length).toBeGreaterThanOrEqual(0);
    expect(theirs.length - samples.length).toBeLessThanOrEqual(surplus);
    expect(samples.reduce((worst, x, i) => Math.max(worst, Math.abs(x - theirs[i]!)), 0)).toBeLessThan(2e-5);

    const resampled = (await decodeSignal(createAudioDecoder(), path)).samples.length;
    const surplusResampled = Math.ceil((surplus * 22_050) / sampleRateHz);
    expect(resampledLength - resampled).toBeGreaterThanOrEqual(-1);
    expect(resampledLength - resampled).toBeLessThanOrEqual(surplusResampled + 1);
  });
});
