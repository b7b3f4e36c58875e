import { DoppeltonError, type ErrorCode } from '../../../errors/index.js';

/** How a thread or a process says that a job failed. */
export interface JobFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The failure that stands for an error, to be sent to whoever asked. */
export function jobFailure(error: unknown): JobFailure {
  return {
    code: error instanceof DoppeltonError ? error.code : 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
  };
}

/** What may be said before a job is answered. */
export interface JobNote {
  readonly note: unknown;
}

/** Sent in place of a job to a thread that is to be ended, and sent back by it when it may be. */
export const END = 'end';
