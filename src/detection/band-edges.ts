/** What passes at one frequency. */
export interface TransferPoint {
  readonly frequencyHz: number;
  /** Candidate's power over the reference's. */
  readonly gainDb: number;
}

/** Where a band ends. */
export interface BandEdge {
  /** 3 dB below the level of the band. */
  readonly frequencyHz: number;
  /** What the edge explains: sum over all points of decibels. */
  readonly evidenceDb: number;
  /** How far the points beyond lie below the level of the band, mean. */
  readonly dropDb: number;
}

export interface BandFit {
  /** Gain inside the band. */
  readonly levelDb: number;
  readonly low?: BandEdge | undefined;
  readonly high?: BandEdge | undefined;
  /** Mean deviation of the points from the fit. */
  readonly residualDb: number;
}

/** Twice the order of a Butterworth filter: gentle as in equipment, steep as in resampling and coding. */
const SLOPES = [8, 40];
/** Further down nothing is told apart. */
const DEEPEST_DB = 25;
const CANDIDATES_PER_OCTAVE = 12;
const FEWEST_POINTS = 10;
/** An edge leaves at least so many points on either side. */
const FEWEST_BEYOND = 3;

/** A filter with an edge at a frequency. */
interface EdgeCurve {
  readonly frequencyHz: number;
  /** At each point. */
  readonly attenuationDb: Float64Array;
}

interface Trial {
  readonly low: EdgeCurve | undefined;
  readonly high: EdgeCurve | undefined;
  readonly levelDb: number;
  readonly loss: number;
}

/**
 * Fits a band (level, and an edge on either side where one explains the points better) in the sense of least absolute
 * deviation.
 *
 * @param points - By rising frequency.
 * @returns Undefined for fewer than ten points.
 */
export function fitBandEdges(points: readonly TransferPoint[]): BandFit | undefined {
  if (points.length < FEWEST_POINTS) return undefined;
  const fits = SLOPES.map((slope) => {
    const lows = [undefined, ...edgeCurves(points, 'low', slope)];
    const highs = [undefined, ...edgeCurves(points, 'high', slope)];
    // One edge after the other, then each again in the light of the other.
    const low = bestTrial(points, lows, [undefined]);
    const high = bestTrial(points, [undefined], highs);
    const lowFirst = bestTrial(points, [low.low], highs);
    const highFirst = bestTrial(points, lows, [high.high]);
    const better = lowFirst.loss < highFirst.loss ? lowFirst : highFirst;
    const again = bestTrial(points, lows, [better.high]);
    const both = again.loss < better.loss ? again : better;
    return { low, high, both };
  });
  const { low, high, both } = fits.reduce((a, b) => (b.both.loss < a.both.loss ? b : a));
  return {
    levelDb: both.levelDb,
    low: edgeOf(points, both, 'low', high.loss - both.loss),
    high: edgeOf(points, both, 'high', low.loss - both.loss),
    residualDb: both.loss / points.length,
  };
}

function edgeCandidates(points: readonly TransferPoint[]): number[] {
  const first = points[FEWEST_BEYOND - 1]!.frequencyHz;
  const last = points.at(-FEWEST_BEYOND)!.frequencyHz;
  const count = Math.floor(CANDIDATES_PER_OCTAVE * Math.log2(last / first)) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => first * 2 ** (i / CANDIDATES_PER_OCTAVE));
}

function edgeCurves(points: readonly TransferPoint[], side: 'low' | 'high', slope: number): EdgeCurve[] {
  return edgeCandidates(points).map((edgeHz) => ({
    frequencyHz: edgeHz,
    attenuationDb: Float64Array.from(points, ({ frequencyHz }) => {
      const outside = side === 'low' ? edgeHz / frequencyHz : frequencyHz / edgeHz;
      return 10 * Math.log10(1 + outside ** slope);
    }),
  }));
}

function bestTrial(
  points: readonly TransferPoint[],
  lows: readonly (EdgeCurve | undefined)[],
  highs: readonly (EdgeCurve | undefined)[],
): Trial {
  let best: Trial = { low: undefined, high: undefined, levelDb: 0, loss: Infinity };
  for (const low of lows) {
    for (const high of highs) {
      const inside = points.filter(
        ({ frequencyHz }) =>
          frequencyHz >= (low?.frequencyHz ?? 0) && frequencyHz <= (high?.frequencyHz ?? Infinity),
      );
      if (inside.length < FEWEST_BEYOND) continue;
      const levelDb = median(inside.map(({ gainDb }) => gainDb));
      let loss = 0;
      for (let i = 0; i < points.length; i++) {
        const expected = (low?.attenuationDb[i] ?? 0) + (high?.attenuationDb[i] ?? 0);
        const found = Math.max(-DEEPEST_DB, Math.min(DEEPEST_DB, points[i]!.gainDb - levelDb));
        loss += Math.abs(found + Math.min(DEEPEST_DB, expected));
      }
      if (loss < best.loss) best = { low, high, levelDb, loss };
    }
  }
  return best;
}

function edgeOf(
  points: readonly TransferPoint[],
  trial: Trial,
  side: 'low' | 'high',
  evidenceDb: number,
): BandEdge | undefined {
  const curve = trial[side];
  if (curve === undefined) return undefined;
  const { frequencyHz } = curve;
  const beyond = points.filter((point) =>
    side === 'low' ? point.frequencyHz < frequencyHz : point.frequencyHz > frequencyHz,
  );
  const drop = beyond.reduce((sum, { gainDb }) => sum + Math.min(DEEPEST_DB, trial.levelDb - gainDb), 0);
  return { frequencyHz, evidenceDb, dropDb: drop / Math.max(1, beyond.length) };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
