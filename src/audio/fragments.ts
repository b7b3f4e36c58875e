import { DoppeltonError } from '../errors/index.js';

/**
 * Where the fragments of a recording start, so that every sample lies in one: at multiples of the hop, and a last one
 * that ends with the recording. A recording shorter than a fragment gives one fragment, at 0.
 *
 * @param totalSamples - Length of the recording, >= 0; 0 gives no fragment.
 * @param fragmentSamples - Length of a fragment, > 0.
 * @param hopSamples - From one start to the next, in [1, fragmentSamples]; a larger one would leave gaps.
 * @returns Strictly ascending positions in samples.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE`.
 */
export function fragmentStarts(totalSamples: number, fragmentSamples: number, hopSamples: number): number[] {
  const valid =
    Number.isInteger(totalSamples) &&
    Number.isInteger(fragmentSamples) &&
    Number.isInteger(hopSamples) &&
    totalSamples >= 0 &&
    hopSamples >= 1 &&
    hopSamples <= fragmentSamples;
  if (!valid) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `fragments of ${fragmentSamples} samples every ${hopSamples} in ${totalSamples} samples: ` +
        'the numbers must be whole, and the hop from 1 to the fragment',
    );
  }
  if (totalSamples === 0) return [];
  const last = Math.max(0, totalSamples - fragmentSamples);
  const starts: number[] = [];
  for (let start = 0; start < last; start += hopSamples) starts.push(start);
  starts.push(last);
  return starts;
}
