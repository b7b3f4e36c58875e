import pg from 'pg';
import { DoppeltonError, type ErrorCode } from '../../../../errors/index.js';
import { systemErrorCode } from '../../files/file-access.js';

/** What a code of PostgreSQL's means here; the first beginning that fits counts. */
const MEANINGS: readonly (readonly [beginning: string, code: ErrorCode, words: string])[] = [
  ['28', 'LIBRARY_UNAVAILABLE', 'refuses the user or the password'],
  ['3D000', 'LIBRARY_UNAVAILABLE', 'has no such database'],
  ['42501', 'LIBRARY_UNAVAILABLE', 'does not permit this to the user'],
  ['25006', 'LIBRARY_UNAVAILABLE', 'takes no writes'],
  ['53', 'LIBRARY_UNAVAILABLE', 'has no room left'],
  ['42P01', 'LIBRARY_DAMAGED', 'lacks a table'],
  ['42703', 'LIBRARY_DAMAGED', 'lacks a column'],
  ['XX001', 'LIBRARY_DAMAGED', 'has damaged data'],
  ['XX002', 'LIBRARY_DAMAGED', 'has a damaged index'],
];

/** The library's error for one of the client's, without a password; what is not the client's stays what it is. */
export function postgresError(name: string, cause: unknown): unknown {
  if (cause instanceof pg.DatabaseError && cause.code !== undefined) {
    const { code, message } = cause;
    const meaning = MEANINGS.find(([beginning]) => code.startsWith(beginning));
    if (meaning === undefined) {
      return new DoppeltonError('LIBRARY_UNAVAILABLE', `${name} answers: ${message} (${code})`, cause);
    }
    return new DoppeltonError(meaning[1], `${name} ${meaning[2]}: ${message}`, cause);
  }
  if (!isConnectionLoss(cause)) return cause;
  return new DoppeltonError('LIBRARY_UNAVAILABLE', `${name} cannot be reached (${reason(cause)})`, cause);
}

/** Whether the connection is gone or was not made, so that nothing is known of what was last asked. */
export function isConnectionLoss(error: unknown): boolean {
  // 08: connection exception; 57P: the server is being shut down or started.
  if (error instanceof pg.DatabaseError) return /^(08|57P)/.test(error.code ?? '');
  if (!(error instanceof Error) || error instanceof DoppeltonError) return false;
  // The operating system's have codes; the client's own have words only.
  return (
    /^E[A-Z]+/.test(systemErrorCode(error)) || /connect|terminated|timeout|SASL|SSL/i.test(error.message)
  );
}

function reason(cause: unknown): string {
  // Several addresses of one host, each with an error of its own.
  return systemErrorCode(cause instanceof AggregateError ? cause.errors[0] : cause);
}
