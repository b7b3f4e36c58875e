import { describe, expect, it } from 'vitest';
import { duplicateGroups } from './duplicate-groups.js';
import { pairOf, recordingOf } from './graph.contract.js';

const LOSSLESS = { container: 'flac', codec: 'flac' };

describe('files that hold one recording', () => {
  it('are a group when they share nearly all, and none when they share a part', () => {
    const recordings = ['a', 'b', 'c'].map((id) => recordingOf(id));
    const pairs = [pairOf('a', 'b', { candidateShare: 0.95 }), pairOf('b', 'c', { candidateShare: 0.6 })];
    const groups = duplicateGroups({ recordings, pairs });
    expect(groups).toHaveLength(1);
    expect(groups[0]!.best.id).toBe('a');
    expect(groups[0]!.copies.map(({ recording }) => recording.id)).toEqual(['b']);
  });

  it('are a group when they are the same bytes, beside other copies or alone', () => {
    const twice = (id: string) => recordingOf(id, {}, { paths: [`/music/${id}`, `/copies/${id}`] });
    const recordings = [twice('a'), twice('b'), twice('c'), recordingOf('d')];
    const groups = duplicateGroups({ recordings, pairs: [pairOf('a', 'b')] });
    expect(groups.map(({ best }) => best.path)).toEqual(['/music/a', '/music/c']);
    const files = groups.map(({ copies }) =>
      copies.map(({ path, isIdentical, isSame }) => [path, isIdentical, isSame]),
    );
    expect(files).toEqual([
      [
        ['/copies/a', true, true],
        ['/music/b', false, true],
        ['/copies/b', true, true],
      ],
      [['/copies/c', true, true]],
    ]);
  });

  it('are told as the same bytes also where both are altered', () => {
    const altered = recordingOf('b', {}, { paths: ['/music/b', '/copies/b'] });
    const change = { tempoRatio: 0.8 };
    const recordings = [recordingOf('a', LOSSLESS), altered];
    const [group] = duplicateGroups({ recordings, pairs: [pairOf('a', 'b', change)] });
    expect(group!.copies).toMatchObject([
      { path: '/music/b', isIdentical: false, isSame: false, ...change },
      { path: '/copies/b', isIdentical: true, isSame: false, ...change },
    ]);
  });

  it('have as the best one the undamaged, then the lossless, then the one of the higher rates', () => {
    const damaged = recordingOf('a', LOSSLESS, { warnings: ['damaged: 3 packets'] });
    const lossless = recordingOf('b', LOSSLESS);
    const fine = recordingOf('c', {}, { bytes: 6_000_000 });
    const plain = recordingOf('d');
    const chain = (...ids: string[]) => ids.slice(1).map((id, i) => pairOf(ids[i]!, id));
    const [group] = duplicateGroups({
      recordings: [damaged, lossless, fine, plain],
      pairs: chain('a', 'b', 'c', 'd'),
    });
    expect(group!.best.id).toBe('b');
    expect(group!.copies.map(({ worseBy }) => worseBy)).toEqual(['intact', 'lossless', 'lossless']);
    const [lossy] = duplicateGroups({ recordings: [fine, plain], pairs: [pairOf('c', 'd')] });
    expect(lossy!.best.id).toBe('c');
    expect(lossy!.copies[0]!.worseBy).toBe('bit-rate');
  });

  it('count the rate of a lossy codec for no more than it can hold, and equals as equals', () => {
    const opus = recordingOf('a', { codec: 'opus', sampleRateHz: 48_000 });
    const mp3 = recordingOf('b');
    const [group] = duplicateGroups({ recordings: [opus, mp3], pairs: [pairOf('a', 'b')] });
    expect(group!.best.id).toBe('a');
    expect(group!.copies[0]).not.toHaveProperty('worseBy');
  });

  it('say what was changed, also through others, and do not take the changed one for the best', () => {
    const recordings = [recordingOf('a', LOSSLESS), recordingOf('b'), recordingOf('c')];
    // b is a slowed down and lowered; c is as b.
    const change = { tempoRatio: 0.8, pitchShiftSemitones: -2 };
    const [group] = duplicateGroups({ recordings, pairs: [pairOf('a', 'b', change), pairOf('b', 'c')] });
    expect(group!.best.id).toBe('b');
    const [a, c] = group!.copies;
    expect(a).toMatchObject({ isSame: false, pitchShiftSemitones: 2, worseBy: 'agrees' });
    expect(a!.tempoRatio).toBeCloseTo(1.25, 12);
    expect(c).toMatchObject({ isSame: true, tempoRatio: 1, pitchShiftSemitones: 0 });
  });
});
