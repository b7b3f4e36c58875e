import { EXIT_CODE_BY_KIND, type DoppeltonError } from '../errors/index.js';

/** What the process tells its caller. */
export const EXIT_MATCH = 0;
export const EXIT_NO_MATCH = 1;

/** Exit code of a failed command. */
export function exitCodeOf(error: DoppeltonError): number {
  return EXIT_CODE_BY_KIND[error.kind];
}
