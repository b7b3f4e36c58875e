import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import {
  applyAlteration,
  createSignalsmithStretcher,
  describeAlteration,
  TELEPHONE_BAND,
  type Alteration,
  type AlterationPorts,
} from './index.js';
import { createLossyCoder } from '../platform/node/index.js';

const EXAMPLES: readonly (readonly [string, Alteration])[] = [
  ['pitch +3.50 semitones', { kind: 'pitch', shiftSemitones: 3.5 }],
  ['tempo × 0.850', { kind: 'tempo', tempoRatio: 0.85 }],
  ['speed × 1.040', { kind: 'speed', speedRatio: 1.04 }],
  [
    'reverb (room 50.0 %, damping 30.0 %, reverberance 20.0 %)',
    { kind: 'reverb', roomSizePercent: 50, dampingPercent: 30, reverberancePercent: 20 },
  ],
  ['echo every 0.100 s, decay 0.40', { kind: 'echo', delaySeconds: 0.1, decay: 0.4 }],
  ['Gaussian noise 0.0050', { kind: 'gaussian-noise', amplitude: 0.005, seed: 1 }],
  ['brown noise at 12.0 dB SNR', { kind: 'coloured-noise', colour: 'brown', snrDb: 12, seed: 1 }],
  ['band pass from 300 Hz to 3400 Hz', TELEPHONE_BAND],
  ['high pass at 80 Hz', { kind: 'band-limit', lowHz: 80 }],
  ['low pass at 4000 Hz', { kind: 'band-limit', highHz: 4000 }],
  ['gain −6.0 dB', { kind: 'gain', gainDb: -6 }],
  ['clipping 9.0 dB below the peak', { kind: 'clipping', depthDb: 9 }],
  [
    'compression 4.0:1 above −24.0 dB',
    {
      kind: 'compression',
      thresholdDb: -24,
      ratio: 4,
      attackSeconds: 0.01,
      releaseSeconds: 0.1,
      makeUpDb: 6,
    },
  ],
  [
    'white noise at 0.0 dB SNR, 2.0 bursts per second',
    { kind: 'coloured-noise', colour: 'white', snrDb: 0, seed: 1, pulseHz: 2 },
  ],
  ['room of 1.50 s decay at −3.0 dB', { kind: 'room', decaySeconds: 1.5, wetDb: -3, dampingPercent: 40 }],
  [
    'crowd.ogg underneath at 10.0 dB SNR',
    { kind: 'background', snrDb: 10, recordingId: 'crowd.ogg', startSeconds: 3, durationSeconds: 20 },
  ],
  ['telephone', { kind: 'telephone' }],
  ['opus at 24 kbit/s', { kind: 'codec', codec: 'opus', bitrateKbps: 24 }],
];

describe('every alteration', () => {
  let ports: AlterationPorts;
  const rng = new Rng(9);
  const signal = {
    samples: Float32Array.from({ length: 3000 }, () => 0.2 * rng.normal()),
    sampleRateHz: 22_050,
  };
  beforeAll(async () => {
    const crowd = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));
    ports = {
      stretcher: await createSignalsmithStretcher(),
      coder: createLossyCoder(),
      foreignSound: () => ({ samples: crowd, sampleRateHz: 22_050 }),
    };
  });

  it.each(EXAMPLES)('%s: is described so, alters the sound and never its input', (words, alteration) => {
    const before = signal.samples.slice();
    expect(describeAlteration(alteration)).toBe(words);
    const altered = applyAlteration(signal, alteration, ports);
    expect(altered.sampleRateHz).toBe(signal.sampleRateHz);
    expect(altered.samples.every(Number.isFinite)).toBe(true);
    expect(altered.samples).not.toEqual(before);
    expect(signal.samples).toEqual(before);
  });

  it.each(EXAMPLES)('%s: of no sound is no sound', (_, alteration) => {
    const nothing = { samples: new Float32Array(0), sampleRateHz: 22_050 };
    expect(applyAlteration(nothing, alteration, ports)).toEqual(nothing);
  });

  it('that needs a port which is not there says so', () => {
    const bare = { stretcher: ports.stretcher };
    for (const [, alteration] of EXAMPLES) {
      if (alteration.kind !== 'codec' && alteration.kind !== 'background') continue;
      expect(() => applyAlteration(signal, alteration, bare)).toThrow(
        expect.objectContaining({ code: 'INTERNAL' }),
      );
    }
  });
});
