import { applyPlaneAlteration, drawPlaneAlteration, type PlaneAlterationRanges } from '../augment/index.js';
import type { ConstantQPlane, ConstantQ } from '../features/index.js';
import type { Rng } from '../numeric/index.js';

/** A stretch of a recording that is to be altered. */
export interface Stretch {
  readonly plane: ConstantQPlane;
  readonly startFrame: number;
  /** Length of the result. */
  readonly frames: number;
}

/**
 * An altered copy around the middle of a stretch of a recording, of the same length. Only the frames that it reads
 * are unpacked; where the recording ends before the copy does, the copy is moved into it.
 *
 * @param background - Sound of another recording, for alterations that mix some in.
 */
export function alteredStretch(
  { plane, startFrame, frames }: Stretch,
  ranges: PlaneAlterationRanges,
  rng: Rng,
  background?: ConstantQ,
): ConstantQ {
  const alteration = drawPlaneAlteration(ranges, rng);
  const needed = Math.min(plane.frames, sourceFrames(frames, alteration.tempoRatio));
  // Middle on middle: a copy at another tempo shares as much of the stretch as it can.
  const begin = startFrame + (frames - needed) / 2 + alteration.startOffsetFrames;
  const sliceStart = Math.floor(Math.max(0, Math.min(begin, plane.frames - needed)));
  return applyPlaneAlteration(
    plane.slice(sliceStart, needed),
    { ...alteration, startOffsetFrames: 0 },
    { frames, ...(background === undefined ? {} : { background }) },
  );
}

/** Frames of the source that a copy of `frames` frames reads when it plays `tempoRatio` times as fast. */
export function sourceFrames(frames: number, tempoRatio: number): number {
  return Math.ceil((frames - 1) * tempoRatio) + 2;
}
