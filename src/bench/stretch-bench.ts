import { applyAlteration, createSignalsmithStretcher } from '../augment/index.js';
import { Rng } from '../numeric/index.js';
import { time } from './timing.js';

const SECONDS = 20;
const RATE_HZ = 22_050;

/** Changing pitch and tempo of 20 s, as evaluation and training do it. */
export async function benchStretch(): Promise<string> {
  const rng = new Rng(1);
  const signal = {
    samples: Float32Array.from({ length: SECONDS * RATE_HZ }, () => rng.uniform(-0.5, 0.5)),
    sampleRateHz: RATE_HZ,
  };
  const stretcher = await createSignalsmithStretcher();
  const tempo = await time(5, () =>
    applyAlteration(signal, { kind: 'tempo', tempoRatio: 1.2 }, { stretcher }),
  );
  const pitch = await time(5, () =>
    applyAlteration(signal, { kind: 'pitch', shiftSemitones: 3 }, { stretcher }),
  );
  const speed = (ms: number) => `${Math.round((1000 * SECONDS) / ms)} × real time`;
  return `tempo × 1.2: ${speed(tempo.medianMs)}; pitch +3 semitones: ${speed(pitch.medianMs)}`;
}
