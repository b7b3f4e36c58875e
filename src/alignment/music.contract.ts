import { fileURLToPath } from 'node:url';
import { decodeSignal, type Signal } from '../audio/index.js';
import { createAudioDecoder } from '../platform/node/index.js';

/** A stretch of one of the recordings in samples/, at the working sample rate. */
export function sampleMusic(
  name: 'original.ogg' | 'altered.mp3' | 'different.ogg',
  startSeconds: number,
  durationSeconds: number,
): Promise<Signal> {
  return decodeSignal(
    createAudioDecoder(),
    fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)),
    {
      startSeconds,
      durationSeconds,
    },
  );
}

/** A stretch of a signal that is in memory. */
export function stretchOf(
  { samples, sampleRateHz }: Signal,
  startSeconds: number,
  durationSeconds: number,
): Signal {
  const start = Math.round(startSeconds * sampleRateHz);
  return { sampleRateHz, samples: samples.slice(start, start + Math.round(durationSeconds * sampleRateHz)) };
}

/** Nothing, for so long. */
export function silence(durationSeconds: number, sampleRateHz = 22_050): Signal {
  return { sampleRateHz, samples: new Float32Array(Math.round(durationSeconds * sampleRateHz)) };
}

/** Signals of one sample rate, one behind the other. */
export function joined(...signals: readonly [Signal, ...Signal[]]): Signal {
  const samples = new Float32Array(signals.reduce((sum, signal) => sum + signal.samples.length, 0));
  let position = 0;
  for (const signal of signals) {
    samples.set(signal.samples, position);
    position += signal.samples.length;
  }
  return { sampleRateHz: signals[0].sampleRateHz, samples };
}
