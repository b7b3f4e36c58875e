import { expect, it } from 'vitest';
import { coveredSeconds } from './covered-seconds.js';

it.each([
  [[], 0],
  [[[3, 13]], 10],
  [
    [
      [0, 10],
      [20, 25],
    ],
    15,
  ],
  [
    [
      [0, 10],
      [6, 14],
    ],
    14,
  ],
  [
    [
      [0, 20],
      [5, 10],
      [18, 22],
    ],
    22,
  ],
])('segments at %j cover %d s of the candidate', (spans, seconds) => {
  const segments = spans.map(([from, to]) => ({ candidateStartSeconds: from!, candidateEndSeconds: to! }));
  expect(coveredSeconds(segments)).toBe(seconds);
});
