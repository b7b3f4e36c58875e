import { describe, expect, it } from 'vitest';
import { Rng } from '../../numeric/index.js';
import { applyPlaneAlteration, drawPlaneAlteration } from './plane-alteration.js';
import { DEFAULT_PLANE_ALTERATION_RANGES, planeAlterationRangesSchema } from './plane-alteration-ranges.js';

const random = (seed: number, frames: number) => {
  const rng = new Rng(seed);
  return { data: Float32Array.from({ length: 84 * frames }, () => rng.uniform()), bins: 84, frames };
};
const nothing = { startJitterFrames: 0 };

describe('drawPlaneAlteration', () => {
  it('draws the same from the same generator, and something else the next time', () => {
    const rng = new Rng(1);
    const first = drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, rng);
    expect(drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, new Rng(1))).toEqual(first);
    expect(drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, rng)).not.toEqual(first);
  });

  it('is plain data that JSON keeps', () => {
    const alteration = drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, new Rng(3));
    expect(JSON.parse(JSON.stringify(alteration))).toEqual(alteration);
  });

  it('stays within the ranges and strikes as often as the probability says', () => {
    const ranges = {
      startJitterFrames: 20,
      tempo: { probability: 0.7, tempoRatio: { min: 0.8, max: 1.25 } },
      pitch: { probability: 1, shiftSemitones: { min: -4, max: 4 } },
    };
    const rng = new Rng(4);
    const drawn = Array.from({ length: 2000 }, () => drawPlaneAlteration(ranges, rng));
    for (const { startOffsetFrames, tempoRatio, shiftSemitones } of drawn) {
      expect(Math.abs(startOffsetFrames)).toBeLessThanOrEqual(20);
      expect(tempoRatio).toBeGreaterThanOrEqual(0.8 - 1e-12);
      expect(tempoRatio).toBeLessThanOrEqual(1.25 + 1e-12);
      expect(Math.abs(shiftSemitones)).toBeLessThanOrEqual(4);
    }
    expect(Math.abs(drawn.filter(({ tempoRatio }) => tempoRatio !== 1).length / 2000 - 0.7)).toBeLessThan(
      0.05,
    );
    const meanLog = drawn.reduce((sum, { tempoRatio }) => sum + Math.log(tempoRatio), 0) / 2000;
    expect(Math.abs(meanLog)).toBeLessThan(0.01);
  });

  it('ties tempo and pitch together for a change of speed', () => {
    const ranges = { ...nothing, speed: { probability: 1, speedRatio: { min: 1.1, max: 1.1 } } };
    const { tempoRatio, shiftSemitones } = drawPlaneAlteration(ranges, new Rng(5));
    expect(tempoRatio).toBeCloseTo(1.1, 9);
    expect(shiftSemitones).toBeCloseTo(12 * Math.log2(1.1), 9);
  });

  it('does not change what one part draws when another is added', () => {
    const { tempo, noise } = DEFAULT_PLANE_ALTERATION_RANGES;
    const alone = drawPlaneAlteration({ ...nothing, tempo }, new Rng(6));
    expect(drawPlaneAlteration({ ...nothing, tempo, noise }, new Rng(6)).tempoRatio).toBe(alone.tempoRatio);
  });
});

describe('applyPlaneAlteration', () => {
  it('copies the stretch when nothing was drawn', () => {
    const plane = random(1, 100);
    const alteration = drawPlaneAlteration(nothing, new Rng(1));
    expect(applyPlaneAlteration(plane, alteration)).toEqual(plane);
    const stretch = applyPlaneAlteration(plane, alteration, { startFrame: 10, frames: 5 });
    expect(stretch.frames).toBe(5);
    expect(stretch.data[5]).toBe(plane.data[110]);
  });

  it('repeats itself, gives finite magnitudes ≥ 0 of the length asked for, and never writes to its inputs', () => {
    const rng = new Rng(2);
    const plane = random(2, 600);
    const background = random(3, 50);
    const before = [plane.data.slice(), background.data.slice()];
    for (let i = 0; i < 40; i++) {
      const alteration = drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, rng);
      const options = { startFrame: 30, frames: 345, background };
      const altered = applyPlaneAlteration(plane, alteration, options);
      expect([altered.bins, altered.frames, altered.data.length]).toEqual([84, 345, 84 * 345]);
      expect(altered.data.every((magnitude) => magnitude >= 0 && Number.isFinite(magnitude))).toBe(true);
      const again = applyPlaneAlteration(plane, alteration, options);
      expect(again.data.findIndex((magnitude, at) => magnitude !== altered.data[at])).toBe(-1);
    }
    expect(plane.data.findIndex((magnitude, at) => magnitude !== before[0]![at])).toBe(-1);
    expect(background.data.findIndex((magnitude, at) => magnitude !== before[1]![at])).toBe(-1);
  });

  it('keeps silence silent, whatever is drawn', () => {
    const rng = new Rng(7);
    const silent = { data: new Float32Array(84 * 40), bins: 84, frames: 40 };
    for (let i = 0; i < 30; i++) {
      const alteration = drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, rng);
      expect(applyPlaneAlteration(silent, alteration, { background: random(1, 9) })).toEqual(silent);
    }
  });
});

describe('planeAlterationRangesSchema', () => {
  it('takes the default as JSON carries it', () => {
    const parsed = planeAlterationRangesSchema.parse(
      JSON.parse(JSON.stringify(DEFAULT_PLANE_ALTERATION_RANGES)),
    );
    expect(parsed).toEqual(DEFAULT_PLANE_ALTERATION_RANGES);
  });

  it.each([
    {},
    { startJitterFrames: -1 },
    { ...nothing, tempoo: {} },
    { ...nothing, tempo: { probability: 1.1, tempoRatio: { min: 1, max: 2 } } },
    { ...nothing, tempo: { probability: 1, tempoRatio: { min: 2, max: 1 } } },
    { ...nothing, tempo: { probability: 1, tempoRatio: { min: 0, max: 1 } } },
    { ...nothing, noise: { probability: 1, snrDb: { min: 1, max: 2 }, slopesDbPerOctave: [] } },
    { ...nothing, bandMask: { probability: 1, maxCount: 0, widthFraction: { min: 0, max: 1 } } },
  ])('refuses %j', (ranges) => {
    expect(planeAlterationRangesSchema.safeParse(ranges).success).toBe(false);
  });
});
