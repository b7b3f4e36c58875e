import type { ConstantQ, ConstantQConfig } from '../features/index.js';
import { sliceFrames, whitenFrames, type WhitenedFrames } from './whitened-frames.js';

/** Columns of a recording, wherever they are kept. */
export interface PlaneSource {
  readonly bins: number;
  readonly frames: number;
  /** @returns Linear magnitudes of frames [startFrame, startFrame + frameCount), all inside. */
  slice(startFrame: number, frameCount: number): ConstantQ;
}

/** Averaged columns per second of the search: 10.8 at the paper's hop. */
export const SEARCH_COLUMN_FRAMES = 4;

/** Whitening looks this far to either side. */
const CONTEXT_SECONDS = 2.5;

/**
 * Whitened columns of stretches of a recording, made when they are asked for: of a long recording no more is whitened
 * than what is compared.
 */
export class RecordingFrames {
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly #source: PlaneSource;
  readonly #config: ConstantQConfig;
  readonly #contextFrames: number;

  constructor(source: PlaneSource, config: ConstantQConfig) {
    this.#source = source;
    this.#config = config;
    this.frames = source.frames;
    this.framesPerSecond = config.sampleRateHz / config.hopSamples;
    const context = CONTEXT_SECONDS * this.framesPerSecond;
    this.#contextFrames = SEARCH_COLUMN_FRAMES * Math.ceil(context / SEARCH_COLUMN_FRAMES);
  }

  /**
   * @param fromFrame - In frames of the plane, inside the recording; a multiple of {@link SEARCH_COLUMN_FRAMES} when
   *   columns are averaged.
   * @param columnFrames - Frames averaged into a column: 1, or {@link SEARCH_COLUMN_FRAMES}.
   * @returns The whole columns of frames [fromFrame, toFrame).
   */
  whitened(fromFrame: number, toFrame: number, columnFrames: number): WhitenedFrames {
    const first = Math.max(0, fromFrame - this.#contextFrames);
    const last = Math.min(this.frames, toFrame + this.#contextFrames);
    const all = whitenFrames(this.#source.slice(first, last - first), this.#config, columnFrames);
    const from = Math.round((fromFrame - first) / columnFrames);
    const count = Math.floor((toFrame - fromFrame) / columnFrames);
    return sliceFrames(all, from, Math.min(all.frames, from + count));
  }
}
