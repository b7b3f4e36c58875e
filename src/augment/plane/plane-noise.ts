import {
  PAPER_CONSTANT_Q,
  filterLengthSamples,
  type ConstantQ,
  type ConstantQConfig,
} from '../../features/index.js';
import { Rng } from '../../numeric/index.js';
import { planePower } from './plane-power.js';

/** A noise floor. */
export interface PlaneNoise {
  /** Slope of the noise's spectral density: 0 white, −3 pink, −6 brown. */
  readonly slopeDbPerOctave: number;
  /** Power of the plane over power of the noise, summed over all cells. */
  readonly snrDb: number;
  /** Any integer; the same seed gives the same noise. */
  readonly seed: number;
}

const TABLE_BITS = 12;
const TABLE_MASK = 2 ** TABLE_BITS - 1;

/** Standard normals to pick from: an index costs a fraction of a fresh draw, and there are two to a cell. */
const NORMALS = standardNormals();

/**
 * Adds Gaussian noise as the transform would see it. Under constant-Q scaling white noise has the same expected magnitude
 * in every bin; each cell is a complex normal added to the sound in a random phase (a Rice distribution), and low bins,
 * whose filters span many columns, fluctuate slowly.
 *
 * @param plane - Linear magnitudes. Not modified.
 * @returns A new plane; a silent one stays silent, since the noise is relative to it.
 */
export function addPlaneNoise(
  plane: ConstantQ,
  noise: PlaneNoise,
  config: ConstantQConfig = PAPER_CONSTANT_Q,
): ConstantQ {
  const { bins, frames } = plane;
  const data = new Float32Array(bins * frames);
  const bits = new Rng(noise.seed);
  const deviations = noiseDeviations(plane, noise, config.binsPerOctave);
  for (let bin = 0; bin < bins; bin++) {
    const kept = columnCorrelation(config, bin);
    const fresh = deviations[bin]! * Math.sqrt(1 - kept * kept);
    let drawn = bits.uint32();
    let re = deviations[bin]! * NORMALS[drawn & TABLE_MASK]!;
    let im = deviations[bin]! * NORMALS[(drawn >>> TABLE_BITS) & TABLE_MASK]!;
    for (let i = bin * frames; i < (bin + 1) * frames; i++) {
      const sum = plane.data[i]! + re;
      data[i] = Math.sqrt(sum * sum + im * im);
      drawn = bits.uint32();
      re = kept * re + fresh * NORMALS[drawn & TABLE_MASK]!;
      im = kept * im + fresh * NORMALS[(drawn >>> TABLE_BITS) & TABLE_MASK]!;
    }
  }
  return { data, bins, frames };
}

/** Standard deviation of the noise's real (and imaginary) part in every bin. */
function noiseDeviations(plane: ConstantQ, noise: PlaneNoise, binsPerOctave: number): Float64Array {
  const shape = Float64Array.from({ length: plane.bins }, (_, bin) => {
    return 10 ** ((noise.slopeDbPerOctave * bin) / binsPerOctave / 10);
  });
  const shapePower = plane.frames * shape.reduce((sum, power) => sum + power, 0);
  const wanted = planePower(plane) / 10 ** (noise.snrDb / 10);
  return shape.map((power) => Math.sqrt((0.5 * power * wanted) / shapePower));
}

/**
 * How much of a bin's noise lasts from one column to the next: the overlap of its filter's Hann window with itself a hop
 * later.
 */
function columnCorrelation(config: ConstantQConfig, bin: number): number {
  const distance = config.hopSamples / filterLengthSamples(config, bin);
  if (distance >= 1) return 0;
  const turn = 2 * Math.PI * distance;
  return ((1 - distance) * (2 + Math.cos(turn))) / 3 + Math.sin(turn) / (2 * Math.PI);
}

function standardNormals(): Float32Array {
  const rng = new Rng(0x6e6f6973);
  const values = Float32Array.from({ length: 2 ** TABLE_BITS }, () => rng.normal());
  const meanSquare = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return values.map((value) => value / Math.sqrt(meanSquare));
}
