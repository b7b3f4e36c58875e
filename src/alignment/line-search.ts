import { ColumnEnergies, type Energies } from './column-energies.js';
import { ColumnProducts } from './column-products.js';
import { placeOf, type ScoredLine } from './line.js';
import type { WhitenedFrames } from './whitened-frames.js';

/** What is searched. */
export interface SearchRange {
  readonly minTempoRatio: number;
  readonly maxTempoRatio: number;
  /** Pitch shifts up to so many bins either way; whole bins are tried. */
  readonly maxShiftBins: number;
}

/** All that the project's protocols contain, and a margin. */
export const FULL_RANGE: SearchRange = { minTempoRatio: 0.48, maxTempoRatio: 2.1, maxShiftBins: 10 };

/** Neighbouring tempi differ by this factor: over 5 s their lines part by less than an onset's width. */
const TEMPO_STEP = 1.045;
/** A line must cover at least this share of the shorter of the two, and so many frames. */
const MINIMUM_COVER = 0.7;
const MINIMUM_FRAMES = 10;

/**
 * Searches tempo × pitch × offset for the lines along which two stretches agree best.
 *
 * For each pitch shift all columns are multiplied with all columns, once; a tempo and an offset are then a line through
 * that matrix, summed up. For 5 s against 5 s at 10.8 columns a second that is 5 million multiplications and as many
 * additions, where shifting and resampling one of the two for every setting would take a thousand million.
 *
 * @param reference - Any length, though the cost grows with both lengths.
 * @param count - How many lines to return at most, >= 1; no two of them are neighbours in the search grid.
 * @returns Best first; empty when both are too short for a line.
 */
export function searchLines(
  reference: WhitenedFrames,
  candidate: WhitenedFrames,
  count: number,
  range: SearchRange = FULL_RANGE,
): ScoredLine[] {
  const tempi = tempoGrid(range).flatMap(
    (tempoRatio) => offsetsAt(tempoRatio, reference.frames, candidate.frames) ?? [],
  );
  const best: ScoredLine[] = [];
  if (tempi.length === 0) return best;
  const energies = new ColumnEnergies(reference, candidate);
  const least = energies.least(range.maxShiftBins);
  const lines = tempi.map((tempo) => ({ ...tempo, weights: weightsFor(tempo, least) }));
  const products = new ColumnProducts(reference, candidate, lines);
  for (let shiftBins = -range.maxShiftBins; shiftBins <= range.maxShiftBins; shiftBins++) {
    products.multiply(shiftBins);
    const shifted = energies.at(shiftBins);
    for (const [i, tempo] of tempi.entries()) {
      const bar = best.length < count ? -Infinity : best.at(-1)!.score;
      if (products.sumAlong(i) <= bar) continue;
      const line = bestOffset(products.sums, shifted, tempo, shiftBins);
      if (line !== undefined) keepBest(best, line, count);
    }
  }
  return best;
}

function tempoGrid({ minTempoRatio, maxTempoRatio }: SearchRange): number[] {
  const steps = Math.max(1, Math.ceil(Math.log(maxTempoRatio / minTempoRatio) / Math.log(TEMPO_STEP)));
  return Array.from(
    { length: steps + 1 },
    (_, i) => minTempoRatio * (maxTempoRatio / minTempoRatio) ** (i / steps),
  );
}

/** The lines of one tempo that cover enough: one an offset. */
interface TempoOffsets {
  readonly tempoRatio: number;
  /** Where candidate frame t lies in the reference at offset 0. */
  readonly places: Int32Array;
  readonly firstOffset: number;
  /** Candidate frames [from, to) that lie inside the reference, by offset from the first. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The reference's frames [referenceFrom, referenceTo) that they run through. */
  readonly referenceFrom: Int32Array;
  readonly referenceTo: Int32Array;
  /** Candidate frames over the reference's that they run through; 0 for lines that cover too little to count. */
  readonly share: Float64Array;
}

function offsetsAt(
  tempoRatio: number,
  referenceFrames: number,
  candidateFrames: number,
): TempoOffsets | undefined {
  const least = Math.max(
    MINIMUM_FRAMES,
    MINIMUM_COVER * Math.min(candidateFrames, referenceFrames / tempoRatio),
  );
  const places = new Int32Array(candidateFrames);
  for (let t = 0; t < candidateFrames; t++) places[t] = Math.round(tempoRatio * t);
  const firstOffset = -Math.ceil(tempoRatio * (candidateFrames - least));
  const lastOffset = Math.floor(referenceFrames - tempoRatio * (least - 1));
  const count = Math.max(0, lastOffset - firstOffset + 1);
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  const referenceFrom = new Int32Array(count);
  const referenceTo = new Int32Array(count);
  const share = new Float64Array(count);
  let longest = 0;
  // From one offset to the next, both ends only move back.
  let start = candidateFrames;
  let end = candidateFrames;
  for (let i = 0; i < count; i++) {
    const offset = firstOffset + i;
    while (start > 0 && places[start - 1]! + offset >= 0) start--;
    while (end > 0 && places[end - 1]! + offset >= referenceFrames) end--;
    from[i] = start;
    to[i] = end;
    longest = Math.max(longest, end - start);
    if (end - start < least) continue;
    referenceFrom[i] = places[start]! + offset;
    referenceTo[i] = places[end - 1]! + offset + 1;
    share[i] = (end - start) / (referenceTo[i]! - referenceFrom[i]!);
  }
  if (longest < least) return undefined;
  return { tempoRatio, places, firstOffset, from, to, referenceFrom, referenceTo, share };
}

/** Product of the energies of what a line runs through in either, by offset from the first; 0 for lines that do not count. */
function energyAlong(
  { from, to, referenceFrom, referenceTo, share }: TempoOffsets,
  i: number,
  { reference, candidate }: Energies,
): number {
  return (
    (candidate[to[i]!]! - candidate[from[i]!]!) *
    (reference[referenceTo[i]!]! - reference[referenceFrom[i]!]!) *
    share[i]!
  );
}

/** More than single precision may lose. */
const MARGIN = 1.0001;

/** By offset, what makes of a sum no less than the score of its line, given the least energies of any shift; 0 for lines that do not count. */
function weightsFor(tempo: TempoOffsets, least: Energies): Float32Array {
  const weights = new Float32Array(tempo.share.length);
  for (let i = 0; i < weights.length; i++) {
    if (tempo.share[i] === 0) continue;
    weights[i] = MARGIN / Math.sqrt(Math.max(0, energyAlong(tempo, i, least)));
  }
  return weights;
}

/** The best line of one tempo and pitch, given the sums of products along its offsets. */
function bestOffset(
  sums: Float32Array,
  energies: Energies,
  tempo: TempoOffsets,
  shiftBins: number,
): ScoredLine | undefined {
  const { tempoRatio, firstOffset, from, to, share } = tempo;
  let best = -1;
  // Scores are compared by their squares with their signs, and these without dividing.
  let bestSquare = -Infinity;
  for (let i = 0; i < from.length; i++) {
    const sum = sums[i]!;
    if (share[i] === 0 || (sum <= 0 && bestSquare >= 0)) continue;
    const energy = energyAlong(tempo, i, energies);
    const isSilent = !(energy > 0);
    const square = isSilent ? 0 : sum * Math.abs(sum);
    const scale = isSilent ? 1 : energy;
    if (square <= bestSquare * scale) continue;
    bestSquare = square / scale;
    best = i;
  }
  if (best < 0) return undefined;
  const score = Math.sign(bestSquare) * Math.sqrt(Math.abs(bestSquare));
  const span = { fromFrame: from[best]!, toFrame: to[best]! };
  return { tempoRatio, shiftBins, offsetFrames: firstOffset + best, score, ...span };
}

/** Inserts a line into the list of the best, in place of neighbours that are worse. */
function keepBest(best: ScoredLine[], line: ScoredLine, count: number): void {
  const rival = best.findIndex((other) => areNeighbours(other, line));
  if (rival >= 0) {
    if (best[rival]!.score >= line.score) return;
    best.splice(rival, 1);
  }
  const place = best.findIndex(({ score }) => score < line.score);
  best.splice(place < 0 ? best.length : place, 0, line);
  if (best.length > count) best.pop();
}

function areNeighbours(a: ScoredLine, b: ScoredLine): boolean {
  const middle = (a.fromFrame + a.toFrame) / 2;
  const apart = placeOf(a, middle) - placeOf(b, middle);
  return (
    Math.abs(a.shiftBins - b.shiftBins) <= 1 &&
    Math.abs(Math.log(a.tempoRatio / b.tempoRatio)) < 2.5 * Math.log(TEMPO_STEP) &&
    Math.abs(apart) <= 4
  );
}
