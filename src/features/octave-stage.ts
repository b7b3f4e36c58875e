import type { ConstantQ } from './constant-q.js';
import type { FrameCorrelator } from './frame-correlator.js';
import type { OctaveKernels } from './octave-kernels.js';
import type { RateHalver } from './rate-halver.js';

/** Settings of one octave's stage. */
export interface OctaveSettings {
  readonly kernels: OctaveKernels;
  /** Of these kernels; one serves all octaves. */
  readonly correlator: FrameCorrelator;
  readonly bins: number;
  /** Samples between columns at this octave's rate. */
  readonly hopSamples: number;
  /** Makes the next octave's samples; absent for the lowest octave. */
  readonly halver?: RateHalver;
  /** Most samples that are handed over at once. */
  readonly maxChunkSamples: number;
}

/**
 * One octave of the transform over a stream of samples at that octave's rate: keeps as many samples as the next frame
 * and the next half-rate sample need, and the columns that its owner has not yet taken.
 *
 * Frame f is centred on sample f · hop; what lies before the first and after the last sample is zero. Every value
 * depends on the samples alone, not on how they were cut into chunks.
 */
export class OctaveStage {
  readonly #settings: OctaveSettings;
  readonly #marginSamples: number;
  /** Samples from absolute position `#origin` on. */
  readonly #buffer: Float32Array;
  #origin: number;
  #buffered: number;
  #framesDone = 0;
  readonly #halved: Float32Array;
  #halvedDone = 0;
  /** Magnitudes not yet taken, shape (frames, filters). */
  #pending = new Float32Array(0);
  #pendingFrames = 0;

  constructor(settings: OctaveSettings) {
    const { frameSamples } = settings.kernels;
    const reach = settings.halver?.reachSamples ?? 0;
    this.#settings = settings;
    this.#marginSamples = Math.max(frameSamples / 2, reach);
    this.#buffer = new Float32Array(
      2 * this.#marginSamples + Math.max(settings.maxChunkSamples, this.#marginSamples),
    );
    this.#origin = -this.#marginSamples;
    this.#buffered = this.#marginSamples;
    this.#halved = new Float32Array(Math.ceil(this.#buffer.length / 2));
  }

  /** Frames computed and not yet taken. */
  get pendingFrames(): number {
    return this.#pendingFrames;
  }

  /**
   * Takes the next samples, at most `maxChunkSamples`.
   *
   * @returns The half-rate samples that became known: a view, valid until the next call.
   */
  push(samples: Float32Array): Float32Array {
    this.#append(samples);
    const reach = this.#settings.halver?.reachSamples ?? 0;
    return this.#halveUpTo(Math.floor((this.#endSample - 1 - reach) / 2) + 1);
  }

  /**
   * The signal is over: computes what zeros behind it complete. Frames centred beyond the end may become pending.
   *
   * @returns The half-rate samples still due, ⌈samples / 2⌉ in all: a view, valid until the next call.
   */
  finish(): Float32Array {
    const due = Math.ceil(this.#endSample / 2);
    this.#append(new Float32Array(this.#marginSamples));
    return this.#halveUpTo(due);
  }

  /** Moves the oldest pending frames into a plane's columns from 0 on and rows from `firstBin` on. */
  take(plane: ConstantQ, firstBin: number): void {
    const { frames, data } = plane;
    const { kernels, bins } = this.#settings;
    for (let bin = 0; bin < bins; bin++) {
      const row = (firstBin + bin) * frames;
      for (let t = 0; t < frames; t++) data[row + t] = this.#pending[t * kernels.filters + bin]!;
    }
    this.#pendingFrames -= frames;
    this.#pending.copyWithin(0, frames * kernels.filters, (frames + this.#pendingFrames) * kernels.filters);
  }

  get #endSample(): number {
    return this.#origin + this.#buffered;
  }

  #append(samples: Float32Array): void {
    this.#discardUsed();
    this.#buffer.set(samples, this.#buffered);
    this.#buffered += samples.length;
    const { kernels, hopSamples } = this.#settings;
    this.#computeFrames(Math.floor((this.#endSample - kernels.frameSamples / 2) / hopSamples) + 1);
  }

  #discardUsed(): void {
    const { kernels, hopSamples, halver } = this.#settings;
    const forFrames = this.#framesDone * hopSamples - kernels.frameSamples / 2;
    const forHalving = halver ? 2 * this.#halvedDone - halver.reachSamples : Infinity;
    const used = Math.min(forFrames, forHalving, this.#endSample) - this.#origin;
    this.#buffer.copyWithin(0, used, this.#buffered);
    this.#origin += used;
    this.#buffered -= used;
  }

  #halveUpTo(total: number): Float32Array {
    const { halver } = this.#settings;
    const count = total - this.#halvedDone;
    if (halver === undefined || count <= 0) return this.#halved.subarray(0, 0);
    halver.halve(this.#buffer, 2 * this.#halvedDone - this.#origin, this.#halved, count);
    this.#halvedDone = total;
    return this.#halved.subarray(0, count);
  }

  #computeFrames(total: number): void {
    const { hopSamples, kernels, correlator } = this.#settings;
    if (total <= this.#framesDone) return;
    this.#reservePending(total - this.#framesDone);
    const frames = total - this.#framesDone;
    const start = this.#framesDone * hopSamples - kernels.frameSamples / 2 - this.#origin;
    const at = this.#pendingFrames * kernels.filters;
    correlator.magnitudes(this.#buffer, start, hopSamples, frames, this.#pending, at);
    this.#framesDone = total;
    this.#pendingFrames += frames;
  }

  #reservePending(frames: number): void {
    const { filters } = this.#settings.kernels;
    const needed = (this.#pendingFrames + frames) * filters;
    if (needed <= this.#pending.length) return;
    const grown = new Float32Array(2 * needed);
    grown.set(this.#pending);
    this.#pending = grown;
  }
}
