import type { ConstantQ, ConstantQConfig } from '../features/index.js';
import { PLANE_LIMITS, SEARCH_COLUMN_FRAMES, type FrameSource } from './frame-source.js';
import {
  centringColumns,
  sliceFrames,
  softenFrames,
  whitenFrames,
  type WhitenedFrames,
} from './whitened-frames.js';

/** Columns of a recording, wherever they are kept. */
export interface PlaneSource {
  readonly bins: number;
  readonly frames: number;
  /** @returns Linear magnitudes of frames [startFrame, startFrame + frameCount), all inside. */
  slice(startFrame: number, frameCount: number): ConstantQ;
}

/** Whitening looks this far to either side. */
const CONTEXT_SECONDS = 2.5;
/** Frames that are whitened together, and how many such blocks are kept: 22 MB, 25 minutes. */
const BLOCK_FRAMES = 512;
const BLOCKS_KEPT = 128;
/** Neighbouring blocks that are made together, so that what lies around them is whitened once. */
const BLOCKS_TOGETHER = 4;

/**
 * Whitened columns of stretches of a plane, made when they are asked for: of a long recording no more is whitened than
 * what is compared. They are kept for a while, as a line that is followed asks for most of them again.
 */
export class RecordingFrames implements FrameSource {
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly leadSeconds: number;
  readonly searchColumnFrames: number;
  readonly limits = PLANE_LIMITS;
  readonly #hopsPerFrame: number;
  readonly #source: PlaneSource;
  readonly #config: ConstantQConfig;
  readonly #contextFrames: number;
  /** The one longest unused first. */
  readonly #blocks = new Map<string, Float32Array>();

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
    const { bins } = this.#source;
    const blockColumns = BLOCK_FRAMES / columnFrames;
    const from = Math.floor(fromFrame / columnFrames);
    const to = from + Math.max(0, Math.floor((toFrame - fromFrame) / columnFrames));
    const data = new Float32Array((to - from) * bins);
    for (let column = from; column < to;) {
      const number = Math.floor(column / blockColumns);
      const end = Math.min(to, (number + 1) * blockColumns);
      const start = (column - number * blockColumns) * bins;
      const wanted = Math.ceil((to - column) / blockColumns);
      const block = this.#block(number, columnFrames, number + wanted);
      data.set(block.subarray(start, start + (end - column) * bins), (column - from) * bins);
      column = end;
    }
    return { data, frames: to - from, bins, framesPerSecond: this.framesPerSecond / columnFrames };
  }

  /** @param endNumber - The blocks up to this one will be asked for next. */
  #block(number: number, columnFrames: number, endNumber: number): Float32Array {
    const key = `${number}/${columnFrames}`;
    if (!this.#blocks.has(key)) this.#whitenBlocks(number, columnFrames, endNumber);
    const block = this.#blocks.get(key)!;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    return block;
  }

  /** Makes a block, and with it those that follow as far as they are missing too. */
  #whitenBlocks(number: number, columnFrames: number, endNumber: number): void {
    let end = number + 1;
    const limit = Math.min(endNumber, number + BLOCKS_TOGETHER);
    while (end < limit && !this.#blocks.has(`${end}/${columnFrames}`)) end++;
    const margin = columnFrames * centringColumns(this.framesPerSecond / columnFrames);
    const first = Math.max(0, number * BLOCK_FRAMES - margin);
    const last = Math.min(this.frames, end * BLOCK_FRAMES + margin);
    const columns = softenFrames(this.detail(first, last, columnFrames));
    const blockColumns = BLOCK_FRAMES / columnFrames;
    for (let i = number; i < end; i++) {
      const from = (i * BLOCK_FRAMES - first) / columnFrames;
      const block = sliceFrames(columns, from, Math.min(columns.frames, from + blockColumns));
      // A copy, as what lies around it need not be kept.
      this.#blocks.set(`${i}/${columnFrames}`, block.data.slice());
    }
    while (this.#blocks.size > BLOCKS_KEPT) this.#blocks.delete(this.#blocks.keys().next().value!);
  }

  /** As {@link RecordingFrames.whitened}, not softened: how much stands out, not only what. */
  detail(fromFrame: number, toFrame: number, columnFrames: number): WhitenedFrames {
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

const known = new WeakMap<PlaneSource, WeakMap<ConstantQConfig, RecordingFrames>>();

/** The frames of a plane, the same ones while the plane lives: a recording is often held against many. */
export function framesOf(source: PlaneSource, config: ConstantQConfig): RecordingFrames {
  const ofSource = known.get(source) ?? new WeakMap<ConstantQConfig, RecordingFrames>();
  known.set(source, ofSource);
  const frames = ofSource.get(config) ?? new RecordingFrames(source, config);
  ofSource.set(config, frames);
  return frames;
}

/** Columns are centred on their hops, so a mean of several is centred on the middle of theirs. */
export function leadSeconds(hopsPerFrame: number, { sampleRateHz, hopSamples }: ConstantQConfig): number {
  return ((hopsPerFrame - 1) / 2) * (hopSamples / sampleRateHz);
}
