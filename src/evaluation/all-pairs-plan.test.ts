import { describe, expect, it } from 'vitest';
import { kindOfPair, planAllPairs, type GroupedRecording } from './all-pairs-plan.js';
import { PROTOCOLS } from './protocol.js';

function recordings(count: number, seconds = 65.5): GroupedRecording[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `recording ${i}`,
    group: `album ${i >> 1}`,
    durationSeconds: seconds,
    sounding: new Uint8Array(Math.ceil(seconds)).fill(1),
  }));
}

const options = { seed: 1, fragmentsPerRecording: 3, durationsSeconds: [3, 20, 5, 10, 5] };

describe('planAllPairs', () => {
  const plan = planAllPairs(PROTOCOLS.chain, recordings(8), options);

  it('is the same for a seed and another for another', () => {
    expect(planAllPairs(PROTOCOLS.chain, recordings(8), options)).toEqual(plan);
    const other = planAllPairs(PROTOCOLS.chain, recordings(8), { ...options, seed: 2 });
    expect(other.places[0]!.startSeconds).not.toBe(plan.places[0]!.startSeconds);
    expect(other.places[0]!.candidate).not.toEqual(plan.places[0]!.candidate);
  });

  it('takes as many places of each recording as asked for, spread over it, inside it', () => {
    expect(plan.durationsSeconds).toEqual([20, 10, 5, 3]);
    expect(plan.places).toHaveLength(24);
    for (const id of plan.used) {
      const starts = plan.places
        .filter(({ recordingId }) => recordingId === id)
        .map((place) => place.startSeconds);
      expect(starts).toHaveLength(3);
      starts.forEach((start, part) => {
        expect(start).toBeGreaterThanOrEqual(Math.floor((45.5 * part) / 3) - 1);
        expect(start).toBeLessThanOrEqual((45.5 * (part + 1)) / 3 + 1);
        expect(start).toBeLessThanOrEqual(45.5);
      });
    }
  });

  it.each(Object.values(PROTOCOLS))('shares its places among protocols: $name', (protocol) => {
    const where = ({ places }: typeof plan) =>
      places.map(({ recordingId, startSeconds }) => [recordingId, startSeconds]);
    expect(where(planAllPairs(protocol, recordings(8), options))).toEqual(where(plan));
  });

  it('leaves the places of a recording alone when another one is added', () => {
    const fewer = planAllPairs(PROTOCOLS.tempo, recordings(6), options).places;
    expect(planAllPairs(PROTOCOLS.tempo, recordings(8), options).places.slice(0, 18)).toEqual(fewer);
  });

  it('starts where the first seconds of every duration sound, not only of the longest', () => {
    const sounding = new Uint8Array(66).fill(1);
    // Of 20 s, 16 sound; of the first 3 s, none.
    sounding.fill(0, 10, 14);
    const holed = recordings(2).map((recording) => ({ ...recording, sounding }));
    const many = { ...options, fragmentsPerRecording: 200 };
    const { places } = planAllPairs(PROTOCOLS.tempo, holed, many);
    // A start that has a silent second within its first 3 s does not occur; of 20 s alone it may.
    expect(places.filter(({ startSeconds }) => startSeconds > 7 && startSeconds < 14)).toEqual([]);
    const long = planAllPairs(PROTOCOLS.tempo, holed, { ...many, durationsSeconds: [20] }).places;
    expect(long.some(({ startSeconds }) => startSeconds > 7 && startSeconds < 14)).toBe(true);
  });

  it('takes foreign sound from other groups, and from the own group where there is no other', () => {
    const groupOf = (id: string) => `album ${Number(id.slice(10)) >> 1}`;
    const partial = planAllPairs(PROTOCOLS.partial, recordings(8), options);
    for (const { recordingId, group, foreignRecordingId } of partial.places) {
      expect(foreignRecordingId).toBeDefined();
      expect(foreignRecordingId).not.toBe(recordingId);
      expect(groupOf(foreignRecordingId!)).not.toBe(group);
    }
    const pair = planAllPairs(PROTOCOLS.partial, recordings(2), options);
    expect(new Set(pair.places.map((place) => place.foreignRecordingId)).size).toBe(2);
  });

  it('leaves out recordings that are too short or silent, and refuses what cannot be planned', () => {
    const silent = { ...recordings(1)[0]!, id: 'silent', sounding: new Uint8Array(66) };
    const short = { ...recordings(1, 19)[0]!, id: 'short' };
    const { used, leftOut } = planAllPairs(PROTOCOLS.tempo, [silent, ...recordings(2), short], options);
    expect(used).toEqual(['recording 0', 'recording 1']);
    expect(leftOut).toEqual([
      { id: 'silent', reason: 'silent' },
      { id: 'short', reason: 'too-short' },
    ]);
    expect(() => planAllPairs(PROTOCOLS.tempo, recordings(1), options)).toThrow('at least 2 are needed');
    for (const wrong of [
      { fragmentsPerRecording: 0 },
      { durationsSeconds: [] },
      { durationsSeconds: [5, 0] },
    ]) {
      expect(() => planAllPairs(PROTOCOLS.tempo, recordings(2), { ...options, ...wrong })).toThrow(
        'there must be',
      );
    }
  });
});

describe('kindOfPair', () => {
  const plan = planAllPairs(PROTOCOLS.partial, recordings(8), options);
  const { places } = plan;

  it('calls a pair what it is, by its definition', () => {
    const seen = new Set<string>();
    for (const [i, reference] of places.entries()) {
      for (const [j, candidate] of places.entries()) {
        const kind = kindOfPair(plan, i, j);
        seen.add(kind);
        const shares = [candidate.recordingId, candidate.foreignRecordingId].includes(reference.recordingId);
        const related = reference.group === candidate.group;
        const apart = related ? 'same-group-non-target' : 'non-target';
        expect(kind).toBe(i === j ? 'target' : shares ? 'left-out' : apart);
      }
    }
    expect([...seen].sort()).toEqual(['left-out', 'non-target', 'same-group-non-target', 'target']);
  });

  it('leaves out what shares sound, between the recordings that do so alone', () => {
    const sharing = new Map([
      [2, ['recording 3']],
      [3, ['recording 2']],
    ]);
    const mixes = recordings(4).map((recording, i) => ({
      ...recording,
      ...(sharing.has(i) && { sharesSoundWith: sharing.get(i)! }),
    }));
    const { places } = planAllPairs(PROTOCOLS.chain, mixes, options);
    const kind = (a: number, b: number) => {
      const [i, j] = [a, b].map((n) => places.findIndex((place) => place.recordingId === `recording ${n}`));
      return kindOfPair({ places }, i!, j!);
    };
    expect(kind(2, 3)).toBe('left-out');
    expect(kind(2, 2)).toBe('target');
    expect(kind(0, 1)).toBe('same-group-non-target');
    expect(kind(0, 2)).toBe('non-target');
  });

  it('leaves out what shares sound with the foreign sound of a candidate', () => {
    const j = 0;
    const { foreignRecordingId, recordingId } = places[j]!;
    const i = places.findIndex((place) => ![foreignRecordingId, recordingId].includes(place.recordingId));
    const mixes = places.map((place, at) =>
      at === i ? { ...place, sharesSoundWith: [foreignRecordingId!] } : place,
    );
    expect(kindOfPair({ places }, i, j)).toContain('non-target');
    expect(kindOfPair({ places: mixes }, i, j)).toBe('left-out');
  });

  it('asks for the foreign sound of the candidate, not of the reference', () => {
    const j = 0;
    const i = places.findIndex(({ recordingId }) => recordingId === places[j]!.foreignRecordingId);
    expect(kindOfPair(plan, i, j)).toBe('left-out');
    const back = places[i]!.foreignRecordingId === places[j]!.recordingId;
    expect(kindOfPair(plan, j, i) === 'left-out').toBe(back);
  });
});
