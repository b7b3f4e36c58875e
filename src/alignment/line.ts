import type { FrameSource } from './frame-source.js';

/**
 * Where a candidate runs with a reference: its frame t plays what stands at reference frame offset + tempoRatio · t,
 * shifted up by shiftBins. Frames of whichever rate both are given in, fractions too.
 */
export interface Line {
  /** Candidate's speed over the reference's. */
  readonly tempoRatio: number;
  /** Constant-Q bins added to the reference. */
  readonly shiftBins: number;
  /** Reference frame that plays at the candidate's frame 0; may be negative. */
  readonly offsetFrames: number;
}

/** A line and how well the two agree along it. */
export interface ScoredLine extends Line {
  /** Normalised correlation along the line, in [−1, 1]; of a search only nearly normalised. */
  readonly score: number;
  /** First candidate frame on the line, and one past the last. */
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** A line through averaged columns as one through frames; a column stands for the middle of its frames. */
export function toFrames({ tempoRatio, shiftBins, offsetFrames }: Line, columnFrames: number): Line {
  const middle = (columnFrames - 1) / 2;
  return {
    tempoRatio,
    shiftBins,
    offsetFrames: columnFrames * offsetFrames + middle * (1 - tempoRatio),
  };
}

/** What {@link toFrames} makes a line of, as it was before. */
export function toColumns({ tempoRatio, shiftBins, offsetFrames }: Line, columnFrames: number): Line {
  const middle = (columnFrames - 1) / 2;
  return {
    tempoRatio,
    shiftBins,
    offsetFrames: (offsetFrames - middle * (1 - tempoRatio)) / columnFrames,
  };
}

/** Where a candidate frame, or column, stands in the reference by a line in the same unit. */
export function placeOf({ offsetFrames, tempoRatio }: Line, frame: number): number {
  return offsetFrames + tempoRatio * frame;
}

/** The candidate's search columns [from, to) along a line, no more than `most` about its middle. */
export function middleColumns(
  { fromFrame, toFrame }: ScoredLine,
  { frames, searchColumnFrames }: Pick<FrameSource, 'frames' | 'searchColumnFrames'>,
  most: number,
): readonly [from: number, to: number] {
  const from = Math.max(0, Math.round(fromFrame / searchColumnFrames));
  const to = Math.min(Math.floor(frames / searchColumnFrames), Math.round(toFrame / searchColumnFrames));
  const surplus = Math.max(0, to - from - Math.round(most));
  return [from + (surplus >> 1), to - ((surplus + 1) >> 1)];
}
