import { describe, expect, it } from 'vitest';
import { detCurve, errorCurve, type ScoredTrials } from '../evaluation/index.js';
import { Rng } from '../numeric/index.js';
import { detPlot, type DetPlotCurve } from './det-plot.js';

function plotCurve(trials: ScoredTrials, eer: number, label = 'tempo'): DetPlotCurve {
  const curve = errorCurve(trials);
  const { targets, nonTargets } = curve;
  return { label, curve: detCurve(curve), eer, eerInterval95: [eer / 2, eer * 2], targets, nonTargets };
}

function gaussianTrials(count: number, distance: number): ScoredTrials {
  const rng = new Rng(1);
  const labels = Uint8Array.from({ length: 2 * count }, (_, i) => i % 2);
  return { labels, scores: Float64Array.from(labels, (label) => rng.normal() + distance * label) };
}

/** Coordinates of the curves, in the order drawn. */
function paths(svg: string): [number, number][][] {
  const drawn = [...svg.matchAll(/<path d="(M[^"]*)" stroke="#[0-9a-f]+" stroke-width="2.4"/g)]
    .map((match) => match[1]!)
    .filter((path) => path.includes('L'));
  return drawn.map((path) =>
    path
      .slice(1)
      .split('L')
      .map((point) => point.split(' ').map(Number) as [number, number]),
  );
}

describe('detPlot', () => {
  it('draws Gaussian scores as a straight line on the anti-diagonal', () => {
    const svg = detPlot([plotCurve(gaussianTrials(30_000, 2), 0.1587)], { title: 'Gaussian' });
    const inside = paths(svg)[0]!.filter(([x, y]) => x > 150 && x < 650 && y > 120 && y < 620);
    expect(inside.length).toBeGreaterThan(50);
    const offsets = inside.map(([x, y]) => x - y);
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(20);
    // Distance 2 puts the line through (probit 0.1587, probit 0.1587) = (-1, -1), on the diagonal of the frame.
    const [x, y] = inside.reduce((a, b) =>
      Math.abs(a[0] - 84 - (676 - a[1])) < Math.abs(b[0] - 84 - (676 - b[1])) ? a : b,
    );
    const middle = 592 * (1 - 1 / 3.2905);
    expect(Math.abs(x - 84 - middle)).toBeLessThan(6);
    expect(Math.abs(676 - y - middle)).toBeLessThan(6);
  });

  it('stays small for many trials and holds finite numbers alone', () => {
    const svg = detPlot([plotCurve(gaussianTrials(30_000, 2), 0.1587)], { title: 'Gaussian' });
    expect(svg.length).toBeLessThan(100_000);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says how many trials and which interval stand behind a curve', () => {
    const svg = detPlot([{ ...plotCurve(gaussianTrials(100, 2), 0.15), recordings: 20 }], { title: 'x' });
    expect(svg).toContain('tempo: EER 15.00 % [7.50, 30.00]');
    expect(svg).toContain(
      '100 target + 100 non-target trials from 20 recordings; 95 % interval over recordings',
    );
  });

  it('names a curve without errors instead of drawing nothing silently', () => {
    const perfect: ScoredTrials = { scores: Float64Array.of(0.9, 0.1), labels: Uint8Array.of(1, 0) };
    const svg = detPlot([plotCurve(perfect, 0)], { title: 'x' });
    expect(svg).toContain('EER 0 % (no curve to draw)');
    expect(svg).toContain('no errors in 1 target + 1 non-target trials');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('tells several curves apart by colour and dash', () => {
    const one = plotCurve(gaussianTrials(100, 2), 0.15);
    const svg = detPlot([one, { ...one, label: 'pitch' }], { title: 'x' });
    expect(
      new Set([...svg.matchAll(/stroke="(#[0-9a-f]+)" stroke-width="2.4"/g)].map((m) => m[1])),
    ).toHaveLength(2);
    expect(svg).toContain('stroke-dasharray="9 4"');
  });

  it('shows rarer false alarms where asked, and leaves the other axis alone', () => {
    const one = plotCurve(gaussianTrials(100, 2), 0.0002);
    const usual = detPlot([one], { title: 'x' });
    const wide = detPlot([one], { title: 'x', lowestFar: 5e-6 });
    const labels = (svg: string, anchor: string) =>
      [...svg.matchAll(new RegExp(`font-size="12.5"[^>]* text-anchor="${anchor}">([^<]*)<`, 'g'))].map(
        (m) => m[1],
      );
    expect(labels(usual, 'middle')[0]).toBe('0.1');
    expect(labels(wide, 'middle').slice(0, 3)).toEqual(['0.001', '0.01', '0.1']);
    expect(labels(wide, 'end')).toEqual(labels(usual, 'end'));
    expect(wide).toContain('EER 0.020 % [0.010, 0.040], outside the frame');
    const wider = detPlot([one], { title: 'x', lowestFar: 5e-6, lowestFrr: 5e-5 });
    expect(wider).toContain('EER 0.020 % [0.010, 0.040]<');
  });

  it('keeps markup in names from becoming markup', () => {
    const svg = detPlot([plotCurve(gaussianTrials(100, 2), 0.15, '<b>&"\u0000')], { title: 'a < b' });
    expect(svg).toContain('&lt;b&gt;&amp;&quot;\uFFFD');
    expect(svg).toContain('<title>a &lt; b</title>');
  });
});
