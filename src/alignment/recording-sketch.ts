import { DoppeltonError } from '../errors/index.js';
import type { ConstantQConfig } from '../features/index.js';
import { SEARCH_COLUMN_FRAMES, SKETCH_LIMITS, type FrameSource } from './frame-source.js';
import { leadSeconds, RecordingFrames, type PlaneSource } from './recording-frames.js';
import { centreFrames, centringColumns, sliceFrames, type WhitenedFrames } from './whitened-frames.js';

/**
 * The search columns of a recording in one bit a bin: whether the bin stands out among its neighbours in time and
 * pitch. 113 bytes a second, a 22nd of the constant-Q plane in bytes, and enough to align another recording with it.
 *
 * The sign of a whitened magnitude keeps about √(2/π) of its correlation with another recording's; Charikar,
 * "Similarity estimation techniques from rounding algorithms", STOC 2002.
 */
export interface RecordingSketch {
  readonly bins: number;
  /** Columns of `SEARCH_COLUMN_FRAMES` frames each. */
  readonly columns: number;
  /** Column after column, bit `i` of a column in bit `i % 8` of its byte `i >> 3`; shape (columns, ⌈bins / 8⌉). */
  readonly bits: Uint8Array;
}

/** Bytes of a column. */
export function sketchColumnBytes(bins: number): number {
  return (bins + 7) >> 3;
}

/** Whether a sketch has as many bytes as its bins and columns ask for. */
export function isWholeSketch({ bins, columns, bits }: RecordingSketch): boolean {
  return bits.length === columns * sketchColumnBytes(bins);
}

/** Columns that are whitened at a time. */
const PIECE_COLUMNS = 1024;

/** @returns The sketch of a whole recording; an end shorter than a column is left out. */
export function sketchRecording(plane: PlaneSource, config: ConstantQConfig): RecordingSketch {
  const frames = new RecordingFrames(plane, config, SEARCH_COLUMN_FRAMES);
  const { bins } = plane;
  const columns = frames.frames;
  const width = sketchColumnBytes(bins);
  const bits = new Uint8Array(columns * width);
  for (let from = 0; from < columns; from += PIECE_COLUMNS) {
    const to = Math.min(columns, from + PIECE_COLUMNS);
    const { data } = frames.detail(from, to, 1);
    for (let column = from; column < to; column++) {
      const start = (column - from) * bins;
      for (let bin = 0; bin < bins; bin++) {
        if (data[start + bin]! > 0) bits[column * width + (bin >> 3)]! |= 1 << (bin & 7);
      }
    }
  }
  return { bins, columns, bits };
}

/** The columns of a sketch as numbers: higher by 2 where a bin stands out than elsewhere, and centred. */
export class SketchFrames implements FrameSource {
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly leadSeconds: number;
  readonly searchColumnFrames = 1;
  readonly limits = SKETCH_LIMITS;
  readonly #sketch: RecordingSketch;

  /** @param config - Geometry of the plane that was sketched. */
  constructor(sketch: RecordingSketch, config: ConstantQConfig) {
    this.#sketch = sketch;
    this.frames = sketch.columns;
    this.framesPerSecond = config.sampleRateHz / config.hopSamples / SEARCH_COLUMN_FRAMES;
    this.leadSeconds = leadSeconds(SEARCH_COLUMN_FRAMES, config);
  }

  /** @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the stretch leaves the sketch. */
  whitened(fromFrame: number, toFrame: number): WhitenedFrames {
    const { bins, columns, bits } = this.#sketch;
    if (fromFrame < 0 || toFrame > columns || fromFrame > toFrame) {
      throw new DoppeltonError(
        'SETTING_OUT_OF_RANGE',
        `columns ${fromFrame} to ${toFrame} of a sketch of ${columns}`,
      );
    }
    const margin = centringColumns(this.framesPerSecond);
    const first = Math.max(0, fromFrame - margin);
    const last = Math.min(columns, toFrame + margin);
    const width = sketchColumnBytes(bins);
    const data = new Float32Array((last - first) * bins);
    for (let column = first; column < last; column++) {
      const start = (column - first) * bins;
      for (let bin = 0; bin < bins; bin++) {
        data[start + bin] = (bits[column * width + (bin >> 3)]! >> (bin & 7)) & 1 ? 1 : -1;
      }
    }
    const { framesPerSecond } = this;
    const whole = centreFrames({ data, frames: last - first, bins, framesPerSecond });
    return sliceFrames(whole, fromFrame - first, toFrame - first);
  }
}
