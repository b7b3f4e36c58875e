import { ERROR_CODES, type ErrorCode, type ErrorKind } from './codes.js';

/**
 * The one error type of the project. The message says what went wrong and where (path, setting, value); the code
 * leads to docs/errors.md, which says what to do.
 */
export class DoppeltonError extends Error {
  override readonly name = 'DoppeltonError';
  readonly code: ErrorCode;

  /**
   * @param code - One of the codes in docs/errors.md.
   * @param message - What and where, in one sentence without a trailing code or stack.
   * @param cause - The error underneath, kept for --debug.
   */
  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  get kind(): ErrorKind {
    return ERROR_CODES[this.code].kind;
  }

  get remedy(): string {
    return ERROR_CODES[this.code].remedy;
  }
}
