import type { AlignedSegment } from '../alignment/index.js';
import { SPECTRUM_BANDS, bandPower, type BandSpectrum } from '../features/index.js';
import { fitPowers } from './power-fit.js';

/** How the candidate's band comes from the reference's. */
export interface ComparedBand {
  /** Of the candidate's spectrum. */
  readonly band: number;
  /** Factor of power. */
  readonly gain: number;
  /** Constant power; 0 unless it explains much. */
  readonly noise: number;
  readonly referencePower: number;
  readonly candidatePower: number;
}

/** The highest band that no resampler's filter reaches, in either recording. */
const HIGHEST_BAND = 25;
/** Noise explains something in a band if the divergence falls to this share. */
const EXPLAINED_SHARE = 0.7;

/** Blocks that a band must sound in to be compared. */
const FEWEST_BLOCKS = 6;
/** Added to all powers, so that silence has a ratio. */
const SILENT_POWER = 1e-12;

interface BlockPair {
  readonly candidate: number;
  readonly referenceFrom: number;
  readonly referenceTo: number;
}

/**
 * Compares what lies above the constant-Q transform, along segments of one tempo and pitch.
 *
 * @param blockSeconds - Of both spectra.
 * @param fromBand - The lowest band that is compared.
 */
export function compareBands(
  reference: BandSpectrum,
  candidate: BandSpectrum,
  segments: readonly AlignedSegment[],
  { blockSeconds, fromBand }: { readonly blockSeconds: number; readonly fromBand: number },
): ComparedBand[] {
  const pairs = segments.flatMap((segment) => blockPairs(reference, candidate, segment, blockSeconds));
  if (pairs.length < FEWEST_BLOCKS) return [];
  const shift = segments[0]!.pitchShiftSemitones;
  const compared: ComparedBand[] = [];
  for (let band = fromBand; band <= HIGHEST_BAND; band++) {
    const from = band - shift;
    if (from < -0.1 || from > HIGHEST_BAND + 0.1) continue;
    compared.push(compareBand(reference, candidate, pairs, { band, from }));
  }
  return compared;
}

function blockPairs(
  reference: BandSpectrum,
  candidate: BandSpectrum,
  segment: AlignedSegment,
  blockSeconds: number,
): BlockPair[] {
  const first = Math.ceil(segment.candidateStartSeconds / blockSeconds);
  const end = Math.min(candidate.blocks, Math.floor(segment.candidateEndSeconds / blockSeconds));
  const pairs: BlockPair[] = [];
  for (let block = first; block < end; block++) {
    const referenceSeconds =
      segment.referenceStartSeconds +
      segment.tempoRatio * (block * blockSeconds - segment.candidateStartSeconds);
    const referenceFrom = Math.max(0, referenceSeconds / blockSeconds);
    const referenceTo = Math.min(reference.blocks, referenceFrom + segment.tempoRatio);
    if (referenceTo > referenceFrom) pairs.push({ candidate: block, referenceFrom, referenceTo });
  }
  return pairs;
}

function compareBand(
  reference: BandSpectrum,
  candidate: BandSpectrum,
  pairs: readonly BlockPair[],
  { band, from }: { readonly band: number; readonly from: number },
): ComparedBand {
  const row = Math.max(0, Math.min(SPECTRUM_BANDS - 1, from));
  const own = Float64Array.from(pairs, (pair) => referencePower(reference, pair, row) + SILENT_POWER);
  const powers = Float64Array.from(
    pairs,
    (pair) => bandPower(candidate.levels[pair.candidate * SPECTRUM_BANDS + band]!) + SILENT_POWER,
  );
  const plain = fitPowers(powers, [own]);
  const noisy = fitPowers(powers, [own, new Float64Array(pairs.length).fill(1)]);
  const hasNoise = noisy.divergence < EXPLAINED_SHARE * plain.divergence;
  return {
    band,
    gain: (hasNoise ? noisy : plain).weights[0]!,
    noise: hasNoise ? noisy.weights[1]! : 0,
    referencePower: meanOf(own),
    candidatePower: meanOf(powers),
  };
}

/** Mean over the reference's time, between two bands. */
function referencePower(
  { levels }: BandSpectrum,
  { referenceFrom, referenceTo }: BlockPair,
  row: number,
): number {
  const low = Math.floor(row);
  const high = Math.min(SPECTRUM_BANDS - 1, low + 1);
  const share = row - low;
  let power = 0;
  for (let block = Math.floor(referenceFrom); block < referenceTo; block++) {
    const weight =
      (Math.min(block + 1, referenceTo) - Math.max(block, referenceFrom)) / (referenceTo - referenceFrom);
    const at = block * SPECTRUM_BANDS;
    power += weight * (bandPower(levels[at + low]!) * (1 - share) + bandPower(levels[at + high]!) * share);
  }
  return power;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
