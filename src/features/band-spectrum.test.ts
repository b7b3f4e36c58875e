import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import {
  BandSpectrumStream,
  SPECTRUM_BANDS,
  SPECTRUM_BLOCK_SAMPLES,
  bandFrequencyHz,
  bandPower,
  bandSpectrum,
  concatBlocks,
} from './band-spectrum.js';

const RATE = 22_050;

function noiseOf(seconds: number, level: number): Float32Array {
  const rng = new Rng(4);
  return Float32Array.from({ length: seconds * RATE }, () => level * rng.normal());
}

describe('BandSpectrumStream', () => {
  it('puts the power of a tone into the band that it lies in', () => {
    for (const band of [0, 13, 28]) {
      const hertz = bandFrequencyHz(band);
      const tone = Float32Array.from(
        { length: RATE },
        (_, n) => 0.1 * Math.sin((2 * Math.PI * hertz * n) / RATE),
      );
      const { levels } = bandSpectrum(tone);
      const row = levels.subarray(0, SPECTRUM_BANDS);
      expect(row.indexOf(Math.max(...row))).toBe(band);
      expect(Math.abs(10 * Math.log10(bandPower(row[band]!) / 0.005))).toBeLessThan(band === 0 ? 1 : 0.5);
    }
  });

  it('finds the power of white noise between its ends', () => {
    const { levels, blocks } = bandSpectrum(noiseOf(30, 0.1));
    let power = 0;
    for (const level of levels) power += bandPower(level) / blocks;
    const expected = (0.01 * (bandFrequencyHz(28.5) - bandFrequencyHz(-0.5))) / (RATE / 2);
    expect(Math.abs(10 * Math.log10(power / expected))).toBeLessThan(0.2);
  });

  it('does not care how the sound is cut', () => {
    const samples = noiseOf(2, 0.1).subarray(0, 2 * RATE - 700);
    const stream = new BandSpectrumStream();
    const parts = [];
    for (let start = 0; start < samples.length; start += 997) {
      parts.push(stream.push(samples.subarray(start, start + 997)));
    }
    parts.push(stream.end());
    expect(concatBlocks(parts)).toEqual(bandSpectrum(samples));
  });

  it('has a block for every half second, and for a rest that is long enough', () => {
    expect(bandSpectrum(new Float32Array(3 * SPECTRUM_BLOCK_SAMPLES)).blocks).toBe(3);
    expect(bandSpectrum(new Float32Array(3 * SPECTRUM_BLOCK_SAMPLES + 5000)).blocks).toBe(4);
    expect(bandSpectrum(new Float32Array(3 * SPECTRUM_BLOCK_SAMPLES + 1000)).blocks).toBe(3);
    expect(bandSpectrum(new Float32Array(0)).blocks).toBe(0);
  });

  it('takes silence for power 0', () => {
    expect(bandSpectrum(new Float32Array(SPECTRUM_BLOCK_SAMPLES)).levels.every((level) => level === 0)).toBe(
      true,
    );
    expect(bandPower(0)).toBe(0);
  });

  it('is not used after its end', () => {
    const stream = new BandSpectrumStream();
    stream.end();
    expect(() => stream.push(new Float32Array(1))).toThrow(/after its end/);
  });
});
