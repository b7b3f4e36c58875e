import { DoppeltonError } from '../errors/index.js';
import { exitCodeOf } from './exit-codes.js';

/**
 * Ends the process with an error's exit code when what it prints can no longer be written (a full disk, a reader that
 * has gone), so that a lost result is never taken for a verdict. Progress and warnings that are lost end nothing.
 */
export function watchOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    const reason = cause.code ?? cause.message;
    const error = new DoppeltonError(
      'FILE_UNWRITABLE',
      `standard output cannot be written (${reason})`,
      cause,
    );
    // A reader that closes early, like `head`, has what it wanted and needs no words.
    if (cause.code !== 'EPIPE')
      process.stderr.write(`error ${error.code}: ${error.message}\n  ${error.remedy}\n`);
    process.exit(exitCodeOf(error));
  });
}
