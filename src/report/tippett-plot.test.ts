import { describe, expect, it } from 'vitest';
import { shareAbove, tippettCurve, type ScoredTrials } from '../evaluation/index.js';
import { Rng } from '../numeric/index.js';
import { tippettPlot } from './tippett-plot.js';

/** Perfectly calibrated Gaussian ratios: ln(LR) is N(±d²/2, d²). */
function gaussianRatios(targets: number, nonTargets: number, distance: number): ScoredTrials {
  const rng = new Rng(1);
  const labels = Uint8Array.from({ length: targets + nonTargets }, (_, i) => (i < targets ? 1 : 0));
  const scores = Float64Array.from(
    labels,
    (label) => ((label - 0.5) * distance * distance + distance * rng.normal()) / Math.LN10,
  );
  return { labels, scores };
}

/** The curves' corners, in the order drawn: targets then non-targets of each system. */
function paths(svg: string): [number, number][][] {
  return [...svg.matchAll(/<path d="M([^"h]*)" stroke="#[0-9a-f]+" stroke-width="2.2"/g)].map((match) =>
    match[1]!.split('L').map((point) => point.split(' ').map(Number) as [number, number]),
  );
}

/** Height of a staircase at x, in [0, 1]; the frame is 440 high and ends at 524. */
function shareAt(path: readonly [number, number][], x: number): number {
  const before = path.filter((point) => point[0] <= x).at(-1)!;
  return (524 - before[1]) / 440;
}

describe('tippettPlot', () => {
  it('draws the share of each kind with a greater ratio, to within a pixel', () => {
    const curve = tippettCurve(gaussianRatios(2000, 50_000, 3));
    const svg = tippettPlot([{ label: 'a', curve }], { title: 'Gaussian' });
    const [targets, nonTargets] = paths(svg);
    const ticks = [...svg.matchAll(/<text x="([0-9.]+)" y="545"[^>]*>(−?)([0-9]+)</g)].map((match) => ({
      x: Number(match[1]),
      ratio: match[2] === '' ? Number(match[3]) : -Number(match[3]),
    }));
    expect(ticks.length).toBeGreaterThan(5);
    for (const { x, ratio } of ticks) {
      expect(Math.abs(shareAt(targets!, x) - shareAbove(curve.targets, ratio))).toBeLessThan(0.01);
      expect(Math.abs(shareAt(nonTargets!, x) - shareAbove(curve.nonTargets, ratio))).toBeLessThan(0.01);
    }
  });

  it('falls from all to none', () => {
    const curve = tippettCurve(gaussianRatios(50, 300, 2));
    for (const path of paths(tippettPlot([{ label: 'a', curve }], { title: 'x' }))) {
      expect(path[0]).toEqual([84, 84]);
      expect(path.at(-1)).toEqual([676, 524]);
      const heights = path.map((point) => point[1]);
      expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    }
  });

  it('stays small for many trials and holds finite numbers alone', () => {
    const curve = tippettCurve(gaussianRatios(600, 320_000, 4));
    const svg = tippettPlot([{ label: 'a', curve }], { title: 'x' });
    expect(svg.length).toBeLessThan(60_000);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says how often evidence misleads, and what it costs', () => {
    const trials = {
      scores: Float64Array.of(2, 1, 0, -1, 1, 0, -2, -3),
      labels: Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0),
    };
    const curve = tippettCurve(trials);
    const svg = tippettPlot([{ label: '5 s', curve, cllr: 0.5, minCllr: 0.25 }], { title: 'x' });
    expect(svg).toContain('5 s: Cllr 0.5000, least possible 0.2500');
    expect(svg).toContain(
      'LR &lt; 1 in 25.00 % of 4 target trials, LR &gt; 1 in 25.00 % of 4 non-target trials',
    );
  });

  it('shows several systems in one figure', () => {
    const [a, b] = [3, 1].map((distance) => tippettCurve(gaussianRatios(100, 100, distance)));
    const svg = tippettPlot(
      [
        { label: '20 s', curve: a! },
        { label: '3 s', curve: b! },
      ],
      { title: 'x', subtitle: 'y' },
    );
    expect(paths(svg)).toHaveLength(4);
    expect(svg).toContain('>20 s<');
    expect(svg).toContain('>3 s<');
  });
});

describe('shareAbove', () => {
  it('counts what is strictly greater', () => {
    const rising = Float64Array.of(-1, 0, 0, 2);
    expect([-2, -1, 0, 1, 2].map((ratio) => shareAbove(rising, ratio))).toEqual([1, 0.75, 0.25, 0.25, 0]);
  });
});
