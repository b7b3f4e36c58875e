import type { Signal } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';
import { concatColumns, type ConstantQ } from './constant-q.js';
import {
  PAPER_CONSTANT_Q,
  upperEdgeHz,
  validateConstantQConfig,
  type ConstantQConfig,
} from './constant-q-config.js';
import { FrameCorrelator } from './frame-correlator.js';
import { designHalfBand } from './half-band.js';
import { designOctaveKernels, type OctaveKernels } from './octave-kernels.js';
import { OctaveStage } from './octave-stage.js';
import { RateHalver } from './rate-halver.js';

/** Samples handled at a time, however many are pushed: bounds the memory and keeps it in the CPU's cache. */
const CHUNK_SAMPLES = 8192;

interface Design {
  readonly kernels: OctaveKernels;
  readonly correlator: FrameCorrelator;
  readonly halver: RateHalver;
}

/** Designs by configuration object: a few milliseconds' work, done once for each. */
const designs = new WeakMap<ConstantQConfig, Design>();

/**
 * Constant-Q magnitudes of a mono signal, by recursive octave down-sampling. Equal to the magnitudes of librosa's
 * `cqt` with its defaults, to a relative L2 error below 1e-3.
 *
 * @param signal - Mono samples, shape (n), nominally [-1, 1]. Not modified.
 * @returns Linear magnitudes (not dB), row-major, shape (bins, 1 + ⌊n / hopSamples⌋); frame t is centred on sample
 *   t · hopSamples.
 * @throws DoppeltonError `CQT_ABOVE_NYQUIST` when the top bin's band reaches sampleRateHz / 2, `SETTING_OUT_OF_RANGE`
 *   for any other fault of the configuration or a signal of another sample rate.
 * @see Schörkhuber & Klapuri, "Constant-Q transform toolbox for music processing", SMC 2010.
 */
export function constantQ(signal: Signal, config: ConstantQConfig = PAPER_CONSTANT_Q): ConstantQ {
  if (signal.sampleRateHz !== config.sampleRateHz) {
    const rates = `${signal.sampleRateHz} samples a second, the transform ${config.sampleRateHz}`;
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `The signal has ${rates}.`);
  }
  const stream = new ConstantQStream(config);
  return concatColumns([stream.push(signal.samples), stream.end()]);
}

/**
 * The same transform over sound that arrives in pieces, in bounded memory. The columns it gives out, laid one behind
 * the other, are those of {@link constantQ} of the whole, bit for bit, however the sound was cut.
 */
export class ConstantQStream {
  readonly #config: ConstantQConfig;
  /** Highest octave first. */
  readonly #stages: readonly OctaveStage[];
  #samples = 0;
  #framesGiven = 0;
  #ended = false;

  /** @throws DoppeltonError as {@link constantQ}. */
  constructor(config: ConstantQConfig = PAPER_CONSTANT_Q) {
    const { kernels, correlator, halver } = designFor(config);
    const octaves = config.bins / config.binsPerOctave;
    this.#config = config;
    this.#stages = Array.from({ length: octaves }, (_, octave) => {
      return new OctaveStage({
        kernels,
        correlator,
        bins: config.binsPerOctave,
        hopSamples: config.hopSamples / 2 ** octave,
        maxChunkSamples: CHUNK_SAMPLES,
        ...(octave + 1 < octaves && { halver }),
      });
    });
  }

  /**
   * Takes the next samples, any number of them.
   *
   * @param samples - Mono, nominally [-1, 1]. Not modified, and not kept.
   * @returns The columns that became final, possibly none; they lag behind the sound by half the longest filter.
   * @throws DoppeltonError `INTERNAL` after {@link end}.
   */
  push(samples: Float32Array): ConstantQ {
    this.#refuseEnded();
    const parts: ConstantQ[] = [];
    for (let start = 0; start < samples.length; start += CHUNK_SAMPLES) {
      let chunk = samples.subarray(start, start + CHUNK_SAMPLES);
      this.#samples += chunk.length;
      for (const stage of this.#stages) chunk = stage.push(chunk);
      parts.push(this.#takeFinal(Infinity));
    }
    return parts.length === 0 ? this.#takeFinal(Infinity) : concatColumns(parts);
  }

  /**
   * The sound is over.
   *
   * @returns The columns not yet given out.
   * @throws DoppeltonError `INTERNAL` when called again.
   */
  end(): ConstantQ {
    this.#refuseEnded();
    this.#ended = true;
    let rest = new Float32Array(0);
    for (const stage of this.#stages) {
      // What the filter's tail still owes goes to the next octave before that one ends in its turn.
      const known = stage.push(rest).slice();
      const due = stage.finish();
      rest = new Float32Array(known.length + due.length);
      rest.set(known);
      rest.set(due, known.length);
    }
    return this.#takeFinal(1 + Math.floor(this.#samples / this.#config.hopSamples) - this.#framesGiven);
  }

  #takeFinal(limit: number): ConstantQ {
    const { bins, binsPerOctave } = this.#config;
    const frames = Math.min(limit, ...this.#stages.map((stage) => stage.pendingFrames));
    const plane = { data: new Float32Array(bins * frames), bins, frames };
    this.#stages.forEach((stage, octave) => {
      stage.take(plane, bins - (octave + 1) * binsPerOctave);
    });
    this.#framesGiven += frames;
    return plane;
  }

  #refuseEnded(): void {
    if (this.#ended) throw new DoppeltonError('INTERNAL', 'A constant-Q stream was used after its end.');
  }
}

function designFor(config: ConstantQConfig): Design {
  let design = designs.get(config);
  if (design === undefined) {
    validateConstantQConfig(config);
    // An octave down, the highest band used lies at half its part of the rate; a generous pass band costs little.
    const highest = (0.5 * upperEdgeHz(config)) / config.sampleRateHz;
    const passEdge = Math.min(Math.max(0.15, highest), 0.23);
    const kernels = designOctaveKernels(config);
    const halver = new RateHalver(designHalfBand(passEdge, Math.SQRT2));
    design = { kernels, correlator: new FrameCorrelator(kernels), halver };
    designs.set(config, design);
  }
  return design;
}
