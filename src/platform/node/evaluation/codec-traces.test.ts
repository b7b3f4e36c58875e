import { describe, expect, it } from 'vitest';
import { applyLossyCoding, LOSSY_CODECS, type LossyCoding } from '../../../augment/index.js';
import { decodeSignal, excerptsOf, type Signal } from '../../../audio/index.js';
import { commonParts, detectAlterations } from '../../../detection/index.js';
import { bandSpectrum, constantQ, ConstantQPlane, PAPER_CONSTANT_Q } from '../../../features/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { createLossyCoder } from '../audio/lossy-coder.js';
import { shippedPath } from '../files/package-root.js';

const decoder = createAudioDecoder();
const cut = (path: string) =>
  decodeSignal(decoder, shippedPath(path), { startSeconds: 4, durationSeconds: 12 });
const original = await cut('samples/original.ogg');

/** What is said of lossy coding, of a copy that lies on the reference. */
function lossyCodingIn(candidate: Signal, reference: Signal, tempoRatio = 1) {
  const recording = (signal: Signal) => ({
    plane: ConstantQPlane.from(constantQ(signal, PAPER_CONSTANT_Q)),
    bands: bandSpectrum(signal.samples),
    excerpts: excerptsOf(signal),
  });
  const segment = {
    referenceStartSeconds: 0,
    referenceEndSeconds: 12 * tempoRatio,
    candidateStartSeconds: 0,
    candidateEndSeconds: 12,
    tempoRatio,
    pitchShiftSemitones: 0,
    score: 0.7,
    lead: 0.5,
    prominence: 5,
  };
  const input = { reference: recording(reference), candidate: recording(candidate) };
  const found = detectAlterations(commonParts({ ...input, segments: [segment], config: PAPER_CONSTANT_Q }));
  return found.filter(({ kind }) => kind === 'lossy-coding');
}

const coded = (coding: Omit<LossyCoding, 'kind'>) =>
  applyLossyCoding(original, { kind: 'codec', ...coding }, createLossyCoder());

describe('traces of codecs', () => {
  it.each([
    { codec: 'mp3', bitrateKbps: 32, sampleRateHz: 22_050 },
    { codec: 'mp3', bitrateKbps: 64, sampleRateHz: 44_100 },
    { codec: 'aac', bitrateKbps: 32, sampleRateHz: 22_050 },
    { codec: 'aac', bitrateKbps: 64, sampleRateHz: 44_100 },
    { codec: 'opus', bitrateKbps: 48, sampleRateHz: 48_000 },
  ] as const)('name $codec at $bitrateKbps kbit/s', ({ codec, bitrateKbps, sampleRateHz }) => {
    const copy = coded({ codec, bitrateKbps });
    expect(lossyCodingIn(copy, original)).toEqual([{ kind: 'lossy-coding', codec, sampleRateHz }]);
  });

  it('of a copy that is only louder are those of the reference, which say nothing of the copy', () => {
    const louder = { ...original, samples: original.samples.map((x) => 1.2 * x) };
    expect(lossyCodingIn(louder, original)).toEqual([]);
    for (const codec of LOSSY_CODECS) {
      const copy = coded({ codec, bitrateKbps: 64 });
      expect(lossyCodingIn({ ...copy, samples: copy.samples.map((x) => 0.7 * x) }, copy)).toEqual([]);
    }
  });

  it('are lost where noise was added since', () => {
    const copy = coded({ codec: 'aac', bitrateKbps: 96 });
    const noisy = copy.samples.map((x, i) => x + 0.01 * Math.sin(i * i));
    expect(lossyCodingIn({ ...copy, samples: noisy }, original)).toEqual([]);
  });

  it('are told of a copy of another tempo, whatever the reference went through', () => {
    const copy = coded({ codec: 'mp3', bitrateKbps: 64 });
    expect(lossyCodingIn(copy, copy)).toEqual([]);
    expect(lossyCodingIn(copy, copy, 1.02)).toEqual([
      { kind: 'lossy-coding', codec: 'mp3', sampleRateHz: 44_100 },
    ]);
  });
});
