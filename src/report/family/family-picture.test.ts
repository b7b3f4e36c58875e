import { describe, expect, it } from 'vitest';
import { pairOf, recordingOf } from '../../collection/graph.contract.js';
import { familyPicture } from './family-picture.js';
import { forceLayout } from './force-layout.js';
import { graphMl } from './graphml.js';

const recordings = ['a', 'b', 'c', 'd', '<&"e\u0007'].map((name, i) =>
  recordingOf(`${i}`.repeat(8), {}, { path: `/music/${name}` }),
);
const ids = recordings.map(({ id }) => id);
const pairs = [
  pairOf(ids[0]!, ids[1]!),
  pairOf(ids[1]!, ids[4]!, { tempoRatio: 1.25, pitchShiftSemitones: -3, candidateShare: 0.5 }),
];
const graph = {
  recordings,
  pairs,
  threshold: 1,
  falseAlarmRatePerRecording: 0.01,
  libraryHours: 0.25,
};

describe('a force layout', () => {
  it('puts neighbours nearer than the others, no two at one place, and the same graph at the same places', () => {
    const ring = Array.from({ length: 8 }, (_, i): [number, number] => [i, (i + 1) % 8]);
    const places = forceLayout(8, ring);
    const apart = (a: number, b: number) =>
      Math.hypot(places[a]!.x - places[b]!.x, places[a]!.y - places[b]!.y);
    for (const [a, b] of ring) {
      expect(apart(a, b)).toBeGreaterThan(0.5);
      expect(apart(a, b)).toBeLessThan(1.6);
    }
    expect(apart(0, 4)).toBeGreaterThan(1.8);
    expect(forceLayout(8, ring)).toEqual(places);
    expect(forceLayout(1, [])).toEqual([{ x: 0, y: 0 }]);
  });
});

describe('a picture of families', () => {
  it('draws a dot a recording and a line a pair, says what was changed, and leaves out what is alone', () => {
    const svg = familyPicture(graph);
    expect(svg.match(/<circle /g)).toHaveLength(3);
    expect(svg.match(/<line /g)).toHaveLength(2 + 4);
    expect(svg).toContain('× 1.250, −3.0 st');
    expect(svg).toContain('5 recordings, 2 of them alone');
    expect(svg).toContain('&lt;&amp;&quot;e\uFFFD');
    expect(familyPicture(graph)).toBe(svg);
  });

  it('is one of nothing for a library without families', () => {
    expect(familyPicture({ ...graph, pairs: [] })).toContain('0 families');
  });
});

describe('GraphML', () => {
  it('declares every key that it uses, and joins nodes that are there', () => {
    const text = graphMl(graph);
    const declared = [...text.matchAll(/<key id="([^"]+)" for="(node|edge)"/g)].map((match) => match[1]);
    const used = new Set([...text.matchAll(/<data key="([^"]+)"/g)].map((match) => match[1]));
    expect(new Set(declared)).toEqual(used);
    const nodes = [...text.matchAll(/<node id="([^"]+)"/g)].map((match) => match[1]);
    expect(nodes).toEqual(ids);
    for (const [, source, target] of text.matchAll(/source="([^"]+)" target="([^"]+)"/g)) {
      expect(nodes).toContain(source);
      expect(nodes).toContain(target);
    }
    expect(text).toContain('/music/&lt;&amp;&quot;e\uFFFD</data>');
    expect(text).toContain('<data key="edge.tempoRatio">1.25</data>');
  });
});
