import type { WhitenedFrames } from './whitened-frames.js';

/** Hops of the constant-Q averaged into a column of the search: 10.8 columns a second at the paper's hop. */
export const SEARCH_COLUMN_FRAMES = 4;

/** From what agreement on something is made of it, by how well the columns of a source are known. */
export interface AgreementLimits {
  /** Lines of the search that agree less are not refined: copies do not come so low, most others do. */
  readonly leastSearchScore: number;
  /** A column counts for a segment when it agrees more than this share of what the segment does on the average. */
  readonly neededShare: number;
}

export const PLANE_LIMITS: AgreementLimits = { leastSearchScore: 0.15, neededShare: 0.45 };
/** Signs alone agree less, and one column of them says less. */
export const SKETCH_LIMITS: AgreementLimits = { leastSearchScore: 0.13, neededShare: 0.25 };

/** Whitened columns of a recording, wherever they come from, at the finest rate that is kept of it. */
export interface FrameSource {
  /** How many there are. */
  readonly frames: number;
  readonly framesPerSecond: number;
  /** When the middle of frame 0 sounds: 0 where a frame is a hop, later where it is the mean of several. */
  readonly leadSeconds: number;
  /** Frames that make up a column of the search: {@link SEARCH_COLUMN_FRAMES} of a plane, 1 of a sketch. */
  readonly searchColumnFrames: number;
  /** Of what is aligned with this one as the reference. */
  readonly limits: AgreementLimits;
  /**
   * @param fromFrame - Inside the recording; a multiple of `columnFrames`.
   * @param columnFrames - Frames averaged into a column: 1, or `searchColumnFrames`.
   * @returns The whole columns of frames [fromFrame, toFrame).
   */
  whitened(fromFrame: number, toFrame: number, columnFrames: number): WhitenedFrames;
}
