import { describe, expect, it } from 'vitest';
import { latencyPlot } from './index.js';

const at = (...points: (readonly [hours: number, milliseconds: number])[]) =>
  points.map(([hours, milliseconds]) => ({ hours, milliseconds }));

/** Centres of the markers, in their order. */
function markers(svg: string): [number, number][] {
  return [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe('a plot of latencies', () => {
  it('puts ten times as many hours as far apart as the ten times before, and times to scale', () => {
    const svg = latencyPlot([{ label: 'median', points: at([10, 100], [100, 200], [1000, 400]) }], {
      title: 'Search',
    });
    const [a, b, c] = markers(svg) as [[number, number], [number, number], [number, number]];
    expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 0);
    expect(b[1] - c[1]).toBeCloseTo(2 * (a[1] - b[1]), 0);
    expect(svg).toContain('>1,000<');
  });

  it('names every curve, and keeps all that is measured inside the frame', () => {
    const curves = [
      { label: 'median', points: at([3, 7], [4000, 130]) },
      { label: '95th percentile <all>', points: at([3, 30], [4000, 1234]) },
    ];
    const svg = latencyPlot(curves, { title: 'Search' });
    expect(svg).toContain('95th percentile &lt;all&gt;');
    const frame = /<clipPath id="frame"><rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/.exec(svg)!;
    const [left, top, width, height] = frame.slice(1).map(Number) as [number, number, number, number];
    expect(markers(svg)).toHaveLength(4);
    for (const [x, y] of markers(svg)) {
      expect(x).toBeGreaterThanOrEqual(left);
      expect(x).toBeLessThanOrEqual(left + width);
      expect(y).toBeGreaterThanOrEqual(top);
      expect(y).toBeLessThanOrEqual(top + height);
    }
  });
});
