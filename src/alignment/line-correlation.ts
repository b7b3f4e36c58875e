import type { Line } from './line.js';
import type { WhitenedFrames } from './whitened-frames.js';

/** Sums along a line: the correlation of its columns is product / √(referenceEnergy · candidateEnergy). */
export interface ColumnAgreement {
  /** 1 for a column whose place lies inside the reference. */
  readonly inside: Uint8Array;
  /** One number a column looked at, in order. */
  readonly products: Float64Array;
  readonly referenceEnergies: Float64Array;
  readonly candidateEnergies: Float64Array;
  /** Candidate frame of the first column, and the distance to the next. */
  readonly firstFrame: number;
  readonly stepFrames: number;
}

/** Candidate frames [from, to), of which every `stepFrames`-th is looked at. */
export interface FrameSpan {
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly stepFrames: number;
}

/**
 * Column by column agreement along a line, the reference interpolated between columns (linearly) and between bins (by
 * cubics, which do not favour whole bins as straight lines do).
 *
 * @returns Columns whose place lies outside the reference have no energy.
 */
export function agreementAlong(
  reference: WhitenedFrames,
  candidate: WhitenedFrames,
  line: Line,
  { fromFrame, toFrame, stepFrames }: FrameSpan,
): ColumnAgreement {
  const { bins } = reference;
  const columns = Math.max(0, Math.ceil((toFrame - fromFrame) / stepFrames));
  const products = new Float64Array(columns);
  const referenceEnergies = new Float64Array(columns);
  const candidateEnergies = new Float64Array(columns);
  const inside = new Uint8Array(columns);
  const wholeShift = Math.floor(line.shiftBins);
  const [w0, w1, w2, w3] = cubicWeights(1 - (line.shiftBins - wholeShift));
  // Reference bin b is heard at b + shiftBins: candidate bin k reads the reference around k − shiftBins.
  const lowest = Math.max(0, wholeShift + 2);
  const highest = Math.min(bins, bins + wholeShift - 1);
  const x = reference.data;
  const y = candidate.data;
  for (let i = 0; i < columns; i++) {
    const t = fromFrame + i * stepFrames;
    const place = line.offsetFrames + line.tempoRatio * t;
    const before = Math.floor(place);
    if (t < 0 || t >= candidate.frames || before < 0 || before + 1 >= reference.frames) continue;
    inside[i] = 1;
    const late = place - before;
    const early = 1 - late;
    let product = 0;
    let referenceEnergy = 0;
    let candidateEnergy = 0;
    const a = before * bins - wholeShift - 2;
    const b = a + bins;
    const c = t * bins;
    for (let bin = lowest; bin < highest; bin++) {
      const p = a + bin;
      const q = b + bin;
      const value =
        early * (w0 * x[p]! + w1 * x[p + 1]! + w2 * x[p + 2]! + w3 * x[p + 3]!) +
        late * (w0 * x[q]! + w1 * x[q + 1]! + w2 * x[q + 2]! + w3 * x[q + 3]!);
      const heard = y[c + bin]!;
      product += value * heard;
      referenceEnergy += value * value;
      candidateEnergy += heard * heard;
    }
    products[i] = product;
    referenceEnergies[i] = referenceEnergy;
    candidateEnergies[i] = candidateEnergy;
  }
  return { inside, products, referenceEnergies, candidateEnergies, firstFrame: fromFrame, stepFrames };
}

/** Correlation over columns [from, to) of an agreement; 0 where there is no energy. */
export function correlationOf(
  { inside, products, referenceEnergies, candidateEnergies }: ColumnAgreement,
  from = 0,
  to = products.length,
): number {
  let product = 0;
  let referenceEnergy = 0;
  let candidateEnergy = 0;
  for (let i = from; i < to; i++) {
    if (inside[i] === 0) continue;
    product += products[i]!;
    referenceEnergy += referenceEnergies[i]!;
    candidateEnergy += candidateEnergies[i]!;
  }
  const energy = referenceEnergy * candidateEnergy;
  return energy > 0 ? product / Math.sqrt(energy) : 0;
}

/** Weights of four neighbours for a place `fraction` of the way from the second to the third (Catmull & Rom, 1974). */
function cubicWeights(fraction: number): [number, number, number, number] {
  const f = fraction;
  return [
    ((2 - f) * f - 1) * f * 0.5,
    ((3 * f - 5) * f * f + 2) * 0.5,
    ((4 - 3 * f) * f + 1) * f * 0.5,
    (f - 1) * f * f * 0.5,
  ];
}
