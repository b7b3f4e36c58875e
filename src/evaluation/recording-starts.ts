import type { SoundStretch } from '../augment/index.js';
import type { Rng } from '../numeric/index.js';

/** A recording and where fragments of one length may start in it. */
export interface RecordingStarts {
  readonly id: string;
  readonly durationSeconds: number;
  /** Whole seconds, rising, at least one; see `admissibleStarts`. */
  readonly starts: readonly number[];
}

/**
 * A start from all admissible ones, laid end to end.
 *
 * @param fragmentSeconds - The length that the starts are admissible for.
 * @param share - Of the way from the first to the last, in [0, 1): uniform for a uniform start.
 */
export function startAt(recording: RecordingStarts, fragmentSeconds: number, share: number): number {
  const { starts, durationSeconds } = recording;
  // Every admissible second is one second of places, but the last may end early, with the recording.
  const lastSpan = Math.min(1, durationSeconds - fragmentSeconds - starts.at(-1)!);
  const place = share * (starts.length - 1 + lastSpan);
  const second = Math.floor(place);
  // A millisecond's grid: as good as continuous to the ear, and exact when written to a table.
  return Math.floor(1000 * (starts[second]! + place - second)) / 1000;
}

/**
 * Sound of a recording drawn at random.
 *
 * @param recordings - At least one, each with starts for this length.
 */
export function drawForeignStretch(
  recordings: readonly RecordingStarts[],
  durationSeconds: number,
  rng: Rng,
): SoundStretch {
  const recording = rng.choose(recordings);
  const startSeconds = startAt(recording, durationSeconds, rng.uniform());
  return { recordingId: recording.id, startSeconds, durationSeconds };
}
