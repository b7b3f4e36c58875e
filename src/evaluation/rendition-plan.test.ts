import { describe, expect, it } from 'vitest';
import type { GroupedRecording } from './all-pairs-plan.js';
import { foreignRecordingOf } from './protocol-candidate.js';
import { planRenditionTrials, RENDITION_ALTERATIONS } from './rendition-plan.js';

function sounding(id: string, group: string, seconds: number, silentFrom = seconds): GroupedRecording {
  const heard = Uint8Array.from({ length: seconds }, (_, second) => (second < silentFrom ? 1 : 0));
  return { id, group, durationSeconds: seconds, sounding: heard };
}

const recordings = Array.from({ length: 5 }, (_, i) => sounding(`recording ${i}`, `album ${i}`, 60));
const renditions = [
  ...['a', 'b', 'c'].map((name) => sounding(`one by ${name}`, 'one', 50)),
  ...['a', 'b'].map((name) => sounding(`two by ${name}`, 'two', name === 'a' ? 90 : 40)),
  sounding('three by a', 'three', 90),
];
const options = { seed: 1, stretches: 10 };
const { stretches: plan, leftOut } = planRenditionTrials(recordings, renditions, options);

describe('planRenditionTrials', () => {
  it('is the same for a seed and another for another', () => {
    const again = (seed: number) =>
      planRenditionTrials(recordings, renditions, { ...options, seed }).stretches;
    expect(again(1)).toEqual(plan);
    expect(again(2)).not.toEqual(plan);
  });

  it('makes copies of all recordings, and of compositions copies of one rendition and of another, altered alike', () => {
    expect(plan).toHaveLength(30);
    const copies = plan.filter(({ unit, candidateId }) => unit === candidateId);
    expect(new Set(copies.map(({ unit }) => unit)).size).toBe(5);
    const ofCompositions = plan.filter(({ unit }) => unit === 'one' || unit === 'two');
    expect(ofCompositions).toHaveLength(20);
    for (let i = 0; i < 20; i += 2) {
      const [copy, rendition] = ofCompositions.slice(i, i + 2);
      expect(copy!.candidateId).toBe(copy!.referenceId);
      expect(rendition!.candidateId).not.toBe(rendition!.referenceId);
      expect(rendition!.candidateId.slice(0, 3)).toBe(rendition!.unit);
      expect({ ...rendition, candidateId: '' }).toEqual({ ...copy, candidateId: '' });
    }
    for (const { candidates } of plan) expect(candidates).toHaveLength(RENDITION_ALTERATIONS.length);
  });

  it('starts where every rendition of a composition has the whole stretch', () => {
    for (const { unit, startSeconds, durationSeconds } of plan) {
      const shortest = { one: 50, two: 40 }[unit] ?? 60;
      expect(startSeconds + durationSeconds).toBeLessThanOrEqual(shortest);
    }
    expect(new Set(plan.map(({ startSeconds }) => startSeconds)).size).toBeGreaterThan(8);
  });

  it('takes stretches of a recording at either length, however many recordings there are', () => {
    const even = planRenditionTrials(recordings.slice(0, 2), renditions, {
      seed: 1,
      stretches: 40,
    }).stretches;
    for (const unit of ['recording 0', 'recording 1', 'one', 'two']) {
      const lengths = even
        .filter((stretch) => stretch.unit === unit)
        .map(({ durationSeconds }) => durationSeconds);
      expect(new Set(lengths)).toEqual(new Set([10, 20]));
    }
  });

  it('names what nothing can be drawn from', () => {
    expect(leftOut).toEqual(['three by a']);
  });

  it('mixes in sound of other recordings alone', () => {
    const foreign = plan.flatMap(({ referenceId, candidates }) =>
      candidates.map((candidate) => [referenceId, foreignRecordingOf(candidate)] as const),
    );
    const mixed = foreign.filter(([, id]) => id !== undefined);
    expect(mixed.length).toBeGreaterThan(3);
    for (const [referenceId, id] of mixed) {
      expect(id).not.toBe(referenceId);
      expect(id).toMatch(/^recording /);
    }
  });

  it('refuses too few recordings, and compositions that no two renditions hold enough sound of', () => {
    const empty = expect.objectContaining({ code: 'CORPUS_EMPTY' }) as Error;
    expect(() => planRenditionTrials(recordings.slice(0, 1), renditions, options)).toThrow(empty);
    const silent = sounding('one by d', 'one', 50, 3);
    expect(() => planRenditionTrials(recordings, [renditions[0]!, silent], options)).toThrow(empty);
  });
});
