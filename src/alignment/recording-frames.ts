import type { ConstantQ, ConstantQConfig } from '../features/index.js';
import { SEARCH_COLUMN_FRAMES, type FrameSource } from './frame-source.js';
import { sliceFrames, whitenFrames, type WhitenedFrames } from './whitened-frames.js';

/** Columns of a recording, wherever they are kept. */
export interface PlaneSource {
  readonly bins: number;
  readonly frames: number;
  /** @returns Linear magnitudes of frames [startFrame, startFrame + frameCount), all inside. */
  slice(startFrame: number, frameCount: number): ConstantQ;
}

/** Whitening looks this far to either side. */
const CONTEXT_SECONDS = 2.5;

/**
 * Whitened columns of stretches of a plane, made when they are asked for: of a long recording no more is whitened than
 * what is compared.
 */
export class RecordingFrames implements FrameSource {
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly leadSeconds: number;
  readonly searchColumnFrames: number;
  readonly #hopsPerFrame: number;
  readonly #source: PlaneSource;
  readonly #config: ConstantQConfig;
  readonly #contextFrames: number;

  /**
   * @param hopsPerFrame - Hops of the plane averaged into a frame, a divisor of {@link SEARCH_COLUMN_FRAMES}: 1 unless
   *   the other recording is known no finer.
   */
  constructor(source: PlaneSource, config: ConstantQConfig, hopsPerFrame = 1) {
    this.#source = source;
    this.#config = config;
    this.#hopsPerFrame = hopsPerFrame;
    this.frames = Math.floor(source.frames / hopsPerFrame);
    this.framesPerSecond = config.sampleRateHz / config.hopSamples / hopsPerFrame;
    this.leadSeconds = leadSeconds(hopsPerFrame, config);
    this.searchColumnFrames = SEARCH_COLUMN_FRAMES / hopsPerFrame;
    const context = CONTEXT_SECONDS * this.framesPerSecond;
    this.#contextFrames = this.searchColumnFrames * Math.ceil(context / this.searchColumnFrames);
  }

  whitened(fromFrame: number, toFrame: number, columnFrames: number): WhitenedFrames {
    const hops = this.#hopsPerFrame;
    const first = Math.max(0, fromFrame - this.#contextFrames);
    const last = Math.min(this.frames, toFrame + this.#contextFrames);
    const plane = this.#source.slice(first * hops, (last - first) * hops);
    const all = whitenFrames(plane, this.#config, columnFrames * hops);
    const from = Math.round((fromFrame - first) / columnFrames);
    const count = Math.floor((toFrame - fromFrame) / columnFrames);
    return sliceFrames(all, from, Math.min(all.frames, from + count));
  }
}

/** Columns are centred on their hops, so a mean of several is centred on the middle of theirs. */
export function leadSeconds(hopsPerFrame: number, { sampleRateHz, hopSamples }: ConstantQConfig): number {
  return ((hopsPerFrame - 1) / 2) * (hopSamples / sampleRateHz);
}
