import { z } from 'zod';

/** A stretch of a recording of a corpus. */
export interface SoundStretch {
  /** As in the corpus. */
  readonly recordingId: string;
  /** >= 0. */
  readonly startSeconds: number;
  /** > 0. */
  readonly durationSeconds: number;
}

/** The members of a stretch, for schemas of what holds one. */
export const SOUND_STRETCH_SHAPE = {
  recordingId: z.string().min(1),
  startSeconds: z.number().min(0),
  durationSeconds: z.number().positive(),
};
