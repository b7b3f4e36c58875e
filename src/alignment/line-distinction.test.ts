import { beforeAll, describe, expect, it } from 'vitest';
import { concatColumns, columns, constantQ, PAPER_CONSTANT_Q, type ConstantQ } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { distinctionOf } from './line-distinction.js';
import type { ScoredLine } from './line.js';
import { sampleMusic } from './music.contract.js';
import { RecordingFrames } from './recording-frames.js';
import { SketchFrames, sketchRecording } from './recording-sketch.js';

let plane: ConstantQ;
beforeAll(async () => {
  plane = constantQ(await sampleMusic('original.ogg', 5, 25));
});

const source = (whole: ConstantQ) => ({
  bins: whole.bins,
  frames: whole.frames,
  slice: (start: number, count: number) => columns(whole, start, start + count),
});
const framesOf = (whole: ConstantQ) => new RecordingFrames(source(whole), PAPER_CONSTANT_Q);

const leadOf = (...pair: Parameters<typeof distinctionOf>) => distinctionOf(...pair).lead;
const prominenceOf = (...pair: Parameters<typeof distinctionOf>) => distinctionOf(...pair).prominence;

/** A line at the recordings' own tempo and pitch. */
function line(offsetFrames: number, fromFrame: number, toFrame: number): ScoredLine {
  return { tempoRatio: 1, shiftBins: 0, offsetFrames, fromFrame, toFrame, score: 0.5 };
}

describe('the lead of a line', () => {
  it('is most of the agreement where a recording meets its own excerpt', () => {
    const excerpt = columns(plane, 300, 730);
    const lead = leadOf(framesOf(plane), framesOf(excerpt), line(300, 0, 430));
    expect(lead).toBeGreaterThan(0.5);
    expect(lead).toBeLessThanOrEqual(1);
  });

  it('is the same at the rate of sketches, a little less of their signs', () => {
    const excerpt = columns(plane, 300, 732);
    const whole = leadOf(framesOf(plane), framesOf(excerpt), line(300, 0, 432));
    const sketch = new SketchFrames(sketchRecording(source(plane), PAPER_CONSTANT_Q), PAPER_CONSTANT_Q);
    const candidate = new RecordingFrames(source(excerpt), PAPER_CONSTANT_Q, 4);
    const ofSigns = leadOf(sketch, candidate, line(75, 0, 108));
    expect(ofSigns).toBeGreaterThan(0.6 * whole);
    expect(ofSigns).toBeLessThan(whole);
  });

  it('is negative beside where the two meet', () => {
    const excerpt = columns(plane, 300, 730);
    expect(leadOf(framesOf(plane), framesOf(excerpt), line(350, 0, 430))).toBeLessThan(-0.5);
  });

  it('is none where the recording repeats itself', () => {
    const loop = columns(plane, 300, 364);
    const looped = framesOf(concatColumns(Array.from({ length: 16 }, () => loop)));
    const lead = leadOf(looped, looped, line(0, 300, 700));
    expect(Math.abs(lead)).toBeLessThan(0.02);
  });

  it('is the agreement itself where nothing lies beside the line', () => {
    const brief = framesOf(columns(plane, 300, 312));
    expect(leadOf(brief, brief, line(0, 0, 12))).toBeCloseTo(1, 2);
  });

  it('is found at another tempo and pitch, and at these alone', () => {
    const { bins, data, frames } = plane;
    const [tempoRatio, shiftBins, offsetFrames] = [1.25, 2, 300];
    const copy = { data: new Float32Array(bins * 400), bins, frames: 400 };
    for (let bin = shiftBins; bin < bins; bin++) {
      for (let t = 0; t < copy.frames; t++) {
        const place = (bin - shiftBins) * frames + Math.round(offsetFrames + tempoRatio * t);
        copy.data[bin * copy.frames + t] = data[place]!;
      }
    }
    const altered = { ...line(offsetFrames, 0, 400), tempoRatio, shiftBins };
    const [x, y] = [framesOf(plane), framesOf(copy)];
    expect(leadOf(x, y, altered)).toBeGreaterThan(0.4);
    expect(leadOf(x, y, { ...altered, shiftBins: -2 })).toBeLessThan(0.1);
    expect(leadOf(x, y, { ...altered, tempoRatio: 1 })).toBeLessThan(0.1);
  });

  it('is that of the middle 30 s of a long line, and 0 of none', async () => {
    const long = constantQ(await sampleMusic('original.ogg', 0, 45));
    const whole = framesOf(long);
    const inner = Math.round((30 * 22_050) / 512 / 4) * 4;
    const margin = Math.floor((long.frames - inner) / 8) * 4;
    const ends = long.frames - inner - margin;
    // The same but for its ends, where the recording's other end sounds.
    const altered = framesOf(
      concatColumns([
        columns(long, long.frames - margin, long.frames),
        columns(long, margin, long.frames - ends),
        columns(long, 0, ends),
      ]),
    );
    const lead = leadOf(whole, altered, line(0, 0, long.frames));
    expect(lead).toBeCloseTo(leadOf(whole, altered, line(0, margin, margin + inner)), 2);
    expect(lead).toBeGreaterThan(0.4);
    expect(leadOf(whole, whole, line(0, 5, 5))).toBe(0);
  });
});

describe('the prominence of a line', () => {
  it('is many deviations where a recording meets its own excerpt, and few beside', () => {
    const excerpt = columns(plane, 300, 730);
    const [x, y] = [framesOf(plane), framesOf(excerpt)];
    expect(prominenceOf(x, y, line(300, 0, 430))).toBeGreaterThan(6);
    expect(Math.abs(prominenceOf(x, y, line(330, 0, 430)))).toBeLessThan(3);
  });

  it('falls less than the lead under noise', () => {
    const excerpt = columns(plane, 300, 730);
    const rng = new Rng(5);
    const loudness = excerpt.data.reduce((sum, value) => sum + value, 0) / excerpt.data.length;
    const noisy = {
      ...excerpt,
      data: excerpt.data.map((value) =>
        Math.hypot(value, 2 * loudness * rng.normal(), 2 * loudness * rng.normal()),
      ),
    };
    const [x, where] = [framesOf(plane), line(300, 0, 430)];
    const before = distinctionOf(x, framesOf(excerpt), where);
    const after = distinctionOf(x, framesOf(noisy), where);
    expect(after.lead).toBeLessThan(0.7 * before.lead);
    expect(after.prominence / before.prominence).toBeGreaterThan(after.lead / before.lead);
    expect(after.prominence).toBeGreaterThan(3);
  });

  it('is small where the recording repeats itself', () => {
    const loop = columns(plane, 300, 364);
    const looped = framesOf(concatColumns(Array.from({ length: 16 }, () => loop)));
    expect(prominenceOf(looped, looped, line(0, 300, 700))).toBeLessThan(6);
  });

  it('is none where too little lies beside the line, or there is none', () => {
    const brief = framesOf(columns(plane, 300, 312));
    expect(prominenceOf(brief, brief, line(0, 0, 12))).toBe(0);
    expect(prominenceOf(brief, brief, line(0, 5, 5))).toBe(0);
  });
});
