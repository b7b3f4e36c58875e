import { DoppeltonError, type ErrorCode } from '../../errors/index.js';

/** A failure as the service tells it. */
export interface Problem {
  readonly code: ErrorCode;
  /** What the code means. */
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
}

/** Whatever was thrown as one of ours. */
export function asFailure(error: unknown): DoppeltonError {
  if (error instanceof DoppeltonError) return error;
  return new DoppeltonError('INTERNAL', error instanceof Error ? error.message : String(error), error);
}

/** A failure of the service, in its own words. */
export class ServiceError extends DoppeltonError {
  readonly meaning: string;
  readonly #remedy: string;

  constructor({ code, title, detail, remedy }: Problem) {
    super(code, detail);
    this.meaning = title;
    this.#remedy = remedy;
  }

  override get remedy(): string {
    return this.#remedy;
  }
}
