import type { AudioDecoder, Signal } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';

/** A stretch of one recording. */
export interface Cut {
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/**
 * The sound of stretches of a recording, which may overlap; decoding stops when the last one is full.
 *
 * @param cuts - At least one.
 * @throws DoppeltonError What decoding throws; `AUDIO_MALFORMED` when the sound ends before a stretch.
 */
export async function cutSound(path: string, cuts: readonly Cut[], decoder: AudioDecoder): Promise<Signal[]> {
  const audio = await decoder.open(path);
  try {
    const rate = audio.sampleRateHz;
    const pieces = cuts.map(({ startSeconds, durationSeconds }) => ({
      start: Math.round(startSeconds * rate),
      samples: new Float32Array(Math.round(durationSeconds * rate)),
    }));
    const end = Math.max(...pieces.map(({ start, samples }) => start + samples.length));
    let position = 0;
    for await (const chunk of audio.chunks) {
      for (const { start, samples } of pieces) copyOverlap(chunk, position, samples, start);
      position += chunk.length;
      if (position >= end) break;
    }
    if (position < end) {
      const [have, need] = [position / rate, end / rate];
      throw new DoppeltonError(
        'AUDIO_MALFORMED',
        `${path} ends after ${have.toFixed(2)} s, needed are ${need.toFixed(2)} s`,
      );
    }
    return pieces.map(({ samples }) => ({ samples, sampleRateHz: rate }));
  } finally {
    await audio.close();
  }
}

/** Copies what two stretches of one recording have in common from the first into the second. */
function copyOverlap(from: Float32Array, fromStart: number, to: Float32Array, toStart: number): void {
  const first = Math.max(fromStart, toStart);
  const last = Math.min(fromStart + from.length, toStart + to.length);
  if (first < last) to.set(from.subarray(first - fromStart, last - fromStart), first - toStart);
}
