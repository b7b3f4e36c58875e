import type { SkipReason, SkippedRecording } from '../../../corpus/index.js';
import { DoppeltonError, type ErrorCode } from '../../../errors/index.js';

const REASON_BY_CODE: Partial<Record<ErrorCode, SkipReason>> = {
  FILE_NOT_FOUND: 'missing',
  FILE_NAME_INVALID: 'unreadable',
  NOT_A_FILE: 'unreadable',
  FILE_UNREADABLE: 'unreadable',
  AUDIO_EMPTY: 'empty',
  AUDIO_MALFORMED: 'corrupt',
  AUDIO_UNSUPPORTED: 'corrupt',
  AUDIO_NOT_FINITE: 'corrupt',
  AUDIO_NO_SOUND_TRACK: 'not-audio',
  AUDIO_TOO_SHORT: 'too-short',
};

/**
 * The entry for a recording that cannot be used.
 *
 * @throws The error itself when it is not the recording's fault (a full disk, a fault in the program).
 */
export function skippedBecause(path: string, error: unknown): SkippedRecording {
  const reason = error instanceof DoppeltonError ? REASON_BY_CODE[error.code] : undefined;
  if (reason === undefined || !(error instanceof DoppeltonError)) throw error;
  return { path, reason, message: error.message };
}
