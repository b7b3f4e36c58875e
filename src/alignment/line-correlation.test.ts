import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { LineAgreement, type FrameSpan } from './line-correlation.js';
import type { Line } from './line.js';
import { smoothColumn, type WhitenedFrames } from './whitened-frames.js';

const agreementAlong = (x: WhitenedFrames, y: WhitenedFrames, line: Line, span: FrameSpan) =>
  new LineAgreement(x, y).along(line, span);
const correlation = (x: WhitenedFrames, y: WhitenedFrames, line: Line, span: FrameSpan) =>
  new LineAgreement(x, y).correlation(line, span);
const IDENTITY = { tempoRatio: 1, shiftBins: 0, offsetFrames: 0 };

function randomFrames(seed: number, frames: number, bins: number): WhitenedFrames {
  const rng = new Rng(seed);
  const data = Float32Array.from({ length: frames * bins }, () => rng.normal());
  return { data, frames, bins, framesPerSecond: 10 };
}

/** Column t, bin k of the result is column offset + ratio · t, bin k − shift of the source; 0 where there is none. */
function moved(source: WhitenedFrames, ratio: number, shift: number, offset: number, frames: number) {
  const { bins } = source;
  const data = new Float32Array(frames * bins);
  for (let t = 0; t < frames; t++) {
    const from = offset + ratio * t;
    for (let k = 0; k < bins; k++) {
      const inside = from >= 0 && from < source.frames && k >= shift && k - shift < bins;
      if (inside) data[t * bins + k] = source.data[from * bins + k - shift]!;
    }
  }
  return { ...source, data, frames };
}

const all = (frames: number) => ({ fromFrame: 0, toFrame: frames, stepFrames: 1 });

describe('LineAgreement', () => {
  const x = randomFrames(1, 30, 20);

  it('correlates a plane with itself perfectly on the line of identity, and with noise hardly', () => {
    expect(correlation(x, x, IDENTITY, all(30))).toBeCloseTo(1, 6);
    const other = randomFrames(2, 30, 20);
    expect(Math.abs(correlation(x, other, IDENTITY, all(30)))).toBeLessThan(0.2);
  });

  it('means by a line what it says: tempo ratio, bins added to the reference, reference frame of frame 0', () => {
    for (const [tempoRatio, shiftBins, offsetFrames, frames] of [
      [1, 0, 7, 20],
      [2, 0, 3, 13],
      [1, 3, 0, 30],
      [1, -4, 5, 20],
      [2, 2, -4, 16],
    ] as const) {
      const y = moved(x, tempoRatio, shiftBins, offsetFrames, frames);
      const line = { tempoRatio, shiftBins, offsetFrames };
      expect(correlation(x, y, line, all(frames))).toBeCloseTo(1, 6);
      const wrongWay = { ...line, shiftBins: shiftBins + 1 };
      expect(correlation(x, y, wrongWay, all(frames))).toBeLessThan(0.3);
    }
  });

  it('reads between columns, between bins', () => {
    const slopes = { ...x, data: Float32Array.from(x.data, (_, i) => Math.floor(i / 20) + 0.5 * (i % 20)) };
    const one = { ...x, frames: 1, data: new Float32Array(20).fill(1) };
    const line = { tempoRatio: 1, shiftBins: 0.25, offsetFrames: 4.5 };
    const { products, candidateEnergies } = agreementAlong(slopes, one, line, all(1));
    const meanBin = products[0]! / candidateEnergies[0]!;
    // Bins 2 to 18 have all four neighbours.
    expect(meanBin).toBeCloseTo(4.5 + 0.5 * ((2 + 18) / 2 - 0.25), 9);
  });

  it('gives columns outside the reference, and outside the candidate, no energy', () => {
    const line = { ...IDENTITY, offsetFrames: -10 };
    const { referenceEnergies, products } = agreementAlong(x, x, line, {
      fromFrame: -5,
      toFrame: 60,
      stepFrames: 5,
    });
    expect(referenceEnergies).toHaveLength(13);
    // Candidate frames 10 to 25 lie on reference frames 0 to 15.
    const sounding = Array.from(referenceEnergies, (energy) => energy > 0);
    expect(sounding).toEqual(Array.from({ length: 13 }, (_, i) => i >= 3 && i <= 6));
    expect(products.every((product, i) => sounding[i]! || product === 0)).toBe(true);
  });

  it('says the same when others were asked in between, and whatever was asked before', () => {
    const [y, z] = [randomFrames(4, 30, 20), randomFrames(5, 26, 20)];
    const line = { tempoRatio: 0.9, shiftBins: 0.4, offsetFrames: 1.3 };
    const part = { fromFrame: 3, toFrame: 20, stepFrames: 4 };
    const [first, second] = [new LineAgreement(x, y), new LineAgreement(z, x)];
    const wanted = [first.correlation(line, all(30)), second.correlation(line, all(30))];
    expect(new LineAgreement(x, y).correlation(line, part)).toBe(first.correlation(line, part));
    expect([first.correlation(line, all(30)), second.correlation(line, all(30))]).toEqual(wanted);
    expect(first.correlation(line, part)).not.toBeCloseTo(second.correlation(line, part), 3);
  });

  it('smooths both alike over neighbouring bins, each by half as much as itself', () => {
    const smoothed = (frames: WhitenedFrames): WhitenedFrames => {
      const { bins } = frames;
      const data = frames.data.map((own, i) => {
        const below = i % bins === 0 ? own : frames.data[i - 1]!;
        const above = i % bins === bins - 1 ? own : frames.data[i + 1]!;
        return 0.25 * (below + above) + 0.5 * own;
      });
      return { ...frames, data };
    };
    const y = randomFrames(6, 30, 20);
    const line = { tempoRatio: 1.1, shiftBins: -0.3, offsetFrames: 0.6 };
    const found = new LineAgreement(x, y, smoothColumn).correlation(line, all(30));
    expect(found).toBeCloseTo(correlation(smoothed(x), smoothed(y), line, all(30)), 6);
    expect(found).not.toBeCloseTo(correlation(x, y, line, all(30)), 2);
  });

  it('has nothing to say for an empty span, or a shift that leaves no bin', () => {
    expect(correlation(x, x, IDENTITY, all(0))).toBe(0);
    for (const shiftBins of [20, -20, 1000]) {
      expect(correlation(x, x, { ...IDENTITY, shiftBins }, all(30))).toBe(0);
    }
  });

  it('correlates the span that is asked for', () => {
    const y = { ...x, data: x.data.map((value, i) => (i < 15 * 20 ? value : -value)) };
    const correlations = [
      { fromFrame: 0, toFrame: 15, stepFrames: 1 },
      { fromFrame: 15, toFrame: 29, stepFrames: 2 },
      { fromFrame: 3, toFrame: 3, stepFrames: 1 },
    ].map((span) => correlation(x, y, IDENTITY, span));
    expect(correlations[0]).toBeCloseTo(1, 6);
    expect(correlations[1]).toBeCloseTo(-1, 6);
    expect(correlations[2]).toBe(0);
  });
});
