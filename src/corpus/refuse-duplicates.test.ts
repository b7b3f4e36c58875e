import { expect, test } from 'vitest';
import { refuseDuplicates } from './refuse-duplicates.js';

test('of several recordings with the same bytes the first is kept, the others say what they repeat', () => {
  const [one, copy, other, unknown] = [
    { id: 'a/one.wav', path: '/c/a/one.wav', group: 'a', sha256: '11' },
    { id: 'b/copy.wav', path: '/c/b/copy.wav', group: 'b', sha256: '11' },
    { id: 'b/other.wav', path: '/c/b/other.wav', group: 'b', sha256: '22' },
    { id: 'b/unknown.wav', path: '/c/b/unknown.wav', group: 'b' },
  ] as const;
  const { recordings, skipped } = refuseDuplicates([one, copy, other, unknown]);
  expect(recordings).toEqual([one, other, unknown]);
  expect(skipped).toEqual([{ path: 'b/copy.wav', reason: 'duplicate', message: 'Same bytes as a/one.wav.' }]);
});
