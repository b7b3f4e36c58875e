import { PAPER_CONSTANT_Q, type ConstantQ, type ConstantQConfig } from '../../features/index.js';
import { Rng } from '../../numeric/index.js';
import { drawUniform, type SettingRange } from '../setting-range.js';
import type { PlaneAlterationRanges } from './plane-alteration-ranges.js';
import { mixPlaneBackground, type PlaneBackground } from './plane-background.js';
import { compressPlaneDynamics, saturatePlane } from './plane-dynamics.js';
import { equalizePlane, type PlaneCutoff, type PlaneEqualizer } from './plane-equalizer.js';
import { maskPlane, type AxisSpan } from './plane-mask.js';
import { addPlaneNoise, type PlaneNoise } from './plane-noise.js';
import { reverberatePlane, type PlaneReverberation } from './plane-reverberation.js';
import { warpPlane } from './plane-warp.js';

/** One drawn alteration of a constant-Q plane, as plain data; what is absent does not happen. */
export interface PlaneAlteration {
  /** Added to the frame where reading starts; fractions too. */
  readonly startOffsetFrames: number;
  /** Speed over the source's, as in {@link warpPlane}. */
  readonly tempoRatio: number;
  readonly shiftSemitones: number;
  readonly dynamicsExponent?: number;
  readonly saturationKneeRatio?: number;
  readonly reverberation?: PlaneReverberation;
  readonly background?: PlaneBackground;
  readonly noise?: PlaneNoise;
  readonly equalizer: PlaneEqualizer;
  readonly maskedBands: readonly AxisSpan[];
  readonly maskedTimes: readonly AxisSpan[];
}

/** What is altered, and with what beside it. */
export interface PlaneAlterationOptions {
  /** First frame of the stretch, 0 unless given; the rest of the plane lets a faster copy read on. */
  readonly startFrame?: number;
  /** Length of the result; all from startFrame on unless given. */
  readonly frames?: number;
  /** Another recording's plane; without it nothing is mixed in. */
  readonly background?: ConstantQ;
  /** Geometry of the planes; the paper's unless given. */
  readonly config?: ConstantQConfig;
}

/**
 * Draws one alteration. Takes one number from `rng`; what a part draws does not depend on which other parts there are.
 *
 * @param ranges - Checked by `planeAlterationRangesSchema`.
 */
export function drawPlaneAlteration(ranges: PlaneAlterationRanges, rng: Rng): PlaneAlteration {
  const root = new Rng(rng.uint32());
  /** Calls back with the part's own generator if the part is there and its probability strikes. */
  const happens = <P extends { readonly probability: number }, T>(
    name: keyof PlaneAlterationRanges,
    part: P | undefined,
    draw: (part: P, own: Rng) => T,
  ): T | undefined => {
    const own = root.fork(name);
    return part !== undefined && own.uniform() < part.probability ? draw(part, own) : undefined;
  };
  const jitter = ranges.startJitterFrames;
  const speedRatio = happens('speed', ranges.speed, (p, own) => drawRatio(p.speedRatio, own)) ?? 1;
  const tempoRatio = happens('tempo', ranges.tempo, (p, own) => drawRatio(p.tempoRatio, own)) ?? 1;
  const shift = happens('pitch', ranges.pitch, (p, own) => drawUniform(p.shiftSemitones, own)) ?? 0;
  return {
    startOffsetFrames: root.fork('startJitterFrames').uniform(-jitter, jitter),
    tempoRatio: tempoRatio * speedRatio,
    shiftSemitones: shift + 12 * Math.log2(speedRatio),
    ...defined({
      dynamicsExponent: happens('dynamics', ranges.dynamics, (p, own) => drawUniform(p.exponent, own)),
      saturationKneeRatio: happens('saturation', ranges.saturation, (p, own) => drawRatio(p.kneeRatio, own)),
      reverberation: happens('reverberation', ranges.reverberation, (p, own) => ({
        decaySeconds: drawRatio(p.decaySeconds, own),
        highDecayRatio: drawUniform(p.highDecayRatio, own),
        wet: drawUniform(p.wet, own),
      })),
      background: happens('background', ranges.background, (p, own) => ({
        snrDb: drawUniform(p.snrDb, own),
        startFraction: own.uniform(),
      })),
      noise: happens('noise', ranges.noise, (p, own) => ({
        slopeDbPerOctave: own.choose(p.slopesDbPerOctave),
        snrDb: drawUniform(p.snrDb, own),
        seed: own.uint32(),
      })),
    }),
    equalizer: {
      ...defined({
        highPass: happens('highPass', ranges.highPass, drawCutoff),
        lowPass: happens('lowPass', ranges.lowPass, drawCutoff),
      }),
      tiltDbPerOctave: happens('tilt', ranges.tilt, (p, own) => drawUniform(p.dbPerOctave, own)) ?? 0,
      peaks:
        happens('peaks', ranges.peaks, (p, own) =>
          upTo(p.maxCount, own, () => ({
            centreOctaves: drawUniform(p.centreOctaves, own),
            gainDb: drawUniform(p.gainDb, own),
            widthOctaves: drawUniform(p.widthOctaves, own),
          })),
        ) ?? [],
    },
    maskedBands: happens('bandMask', ranges.bandMask, drawSpans) ?? [],
    maskedTimes: happens('timeMask', ranges.timeMask, drawSpans) ?? [],
  };
}

/**
 * Alters a plane in the order in which it befalls a recording: played at another speed and pitch, its dynamics evened out,
 * in a room, with other sound and noise around, through a loudspeaker or a line, with parts missing.
 *
 * @param plane - Linear magnitudes. Not modified.
 * @returns A new plane, shape (plane.bins, frames); linear magnitudes.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the background has other bins or no frame.
 */
export function applyPlaneAlteration(
  plane: ConstantQ,
  alteration: PlaneAlteration,
  options: PlaneAlterationOptions = {},
): ConstantQ {
  const { startFrame = 0, background, config = PAPER_CONSTANT_Q } = options;
  const { frames = plane.frames - startFrame } = options;
  const { tempoRatio, shiftSemitones, dynamicsExponent, saturationKneeRatio } = alteration;
  const warp = { startFrame: startFrame + alteration.startOffsetFrames, frames, tempoRatio, shiftSemitones };
  let altered = warpPlane(plane, warp, config.binsPerOctave);
  if (dynamicsExponent !== undefined) altered = compressPlaneDynamics(altered, dynamicsExponent);
  if (saturationKneeRatio !== undefined) altered = saturatePlane(altered, saturationKneeRatio);
  if (alteration.reverberation) altered = reverberatePlane(altered, alteration.reverberation, config);
  if (alteration.background && background) {
    altered = mixPlaneBackground(altered, background, alteration.background);
  }
  if (alteration.noise) altered = addPlaneNoise(altered, alteration.noise, config);
  altered = equalizePlane(altered, alteration.equalizer, config.binsPerOctave);
  return maskPlane(altered, alteration.maskedBands, alteration.maskedTimes);
}

/** Evenly on a logarithmic scale, so that a ratio and its inverse are as likely. */
function drawRatio(range: SettingRange, rng: Rng): number {
  return Math.exp(rng.uniform(Math.log(range.min), Math.log(range.max)));
}

function drawCutoff(range: Record<keyof PlaneCutoff, SettingRange>, rng: Rng): PlaneCutoff {
  return { octaves: drawUniform(range.octaves, rng), order: drawUniform(range.order, rng) };
}

function drawSpans(
  mask: { readonly maxCount: number; readonly widthFraction: SettingRange },
  rng: Rng,
): AxisSpan[] {
  return upTo(mask.maxCount, rng, () => {
    const widthFraction = drawUniform(mask.widthFraction, rng);
    return { startFraction: rng.uniform(0, 1 - widthFraction), widthFraction };
  });
}

function upTo<T>(maxCount: number, rng: Rng, draw: () => T): T[] {
  return Array.from({ length: 1 + rng.integer(maxCount) }, draw);
}

/** The entries that are there. */
function defined<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
