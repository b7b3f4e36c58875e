import type { EvidenceTrials } from './evidence-trials.js';

/** In log10 units, `lower` <= 0 <= `upper`. */
export interface EvidenceBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The range of log10 likelihood ratios that trials can vouch for: empirical lower and upper bounds (ELUB).
 *
 * Suppose that one more non-target had come out above every ratio. A system that claims ratios above t still does no
 * worse than one that never speaks (LR = 1 always), at the prior odds 1 / t where the claim would matter, as long as
 *
 *     t <= share of targets above t · (n + 1) / (non-targets above t + 1).
 *
 * The upper bound is where this first fails on the way up from t = 1; the lower bound is its mirror. Without any error
 * it is n + 1 times the hit rate, so log10(n + 1) is never exceeded; and nothing is claimed beyond the ratios seen.
 *
 * n counts what is nearest to independent, not trials: for the upper bound distinct pairs of different recordings, for
 * the lower bound distinct stretches of sound (recordings, where stretches are not told apart). Each counts as one, shared
 * evenly by its trials, so renditions of the same pair or stretch at other settings add no strength. Pairs that share a
 * recording count apart: what makes two different recordings alike is mostly the pair's. So do stretches of one
 * recording: what makes a copy unrecognisable is mostly what sounds there.
 *
 * @param ratios - log10 LR of each trial.
 * @see Vergeer, van Es, de Jongh, Alberink & Stoel, "Numerical likelihood ratios outputted by LR systems are often
 *   based on extrapolation: when to stop extrapolating?", Science & Justice 56, 2016.
 * @see Morrison & Poh, "Avoiding overstating the strength of forensic evidence: shrunk likelihood ratios/Bayes
 *   factors", Science & Justice 58, 2018.
 */
export function evidenceBounds(
  trials: Pick<EvidenceTrials, 'labels' | 'references' | 'candidates' | 'recordings' | 'stretches'>,
  ratios: ArrayLike<number>,
): EvidenceBounds {
  const { labels, references, candidates, recordings, stretches } = trials;
  // A target trial's unit is its stretch, or its recording, which is the pair of it and itself.
  const unitOf = (i: number) =>
    labels[i] === 1 && stretches !== undefined
      ? stretches[i]!
      : Math.min(references[i]!, candidates[i]!) * recordings + Math.max(references[i]!, candidates[i]!);
  const trialsOfUnit: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  const counts: [number, number] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const kind = labels[i] === 1 ? 1 : 0;
    const sizes = trialsOfUnit[kind];
    sizes.set(unitOf(i), (sizes.get(unitOf(i)) ?? 0) + 1);
    counts[kind]++;
  }
  const claim = (right: 0 | 1): number => {
    const wrong = right === 1 ? 0 : 1;
    const sign = right === 1 ? 1 : -1;
    const steps: Step[] = [];
    for (let i = 0; i < labels.length; i++) {
      const ratio = sign * ratios[i]!;
      // No claim is made at or below 1, so only what lies above matters.
      if (!(ratio > 0)) continue;
      if (labels[i] === right) steps.push({ ratio, hits: 1 / counts[right], misled: 0 });
      else steps.push({ ratio, hits: 0, misled: 1 / trialsOfUnit[wrong].get(unitOf(i))! });
    }
    return greatestClaim(steps, trialsOfUnit[wrong].size);
  };
  // 0 − 0 rather than −0.
  return { upper: claim(1), lower: 0 - claim(0) };
}

/** A trial with a ratio above 1: what it adds to the share of hits, or to the units misled. */
interface Step {
  /** In log10 units, > 0. */
  readonly ratio: number;
  readonly hits: number;
  readonly misled: number;
}

/** Where the rule first fails on the way up; `steps` is sorted in place. */
function greatestClaim(steps: Step[], units: number): number {
  steps.sort((a, b) => a.ratio - b.ratio);
  // What lies above each step, summed from the top, where sums are small and exact.
  const above: { hits: number; misled: number }[] = [{ hits: 0, misled: 0 }];
  for (const { hits, misled } of steps.toReversed()) {
    const last = above.at(-1)!;
    above.push({ hits: last.hits + hits, misled: last.misled + misled });
  }
  let from = 0;
  for (let i = 0; ; i++) {
    const { hits, misled } = above[steps.length - i]!;
    const supported = Math.log10((hits * (units + 1)) / (misled + 1));
    // Between two ratios nothing changes but t: the claim holds up to `supported`, or to the next ratio.
    const next = steps[i]?.ratio ?? Infinity;
    if (next > from && supported < next) return Math.max(from, supported);
    from = next;
  }
}
