import { describe, expect, it } from 'vitest';
import { ERROR_CODES, EXIT_CODE_BY_KIND, HTTP_STATUS_BY_KIND, type ErrorKind } from './codes.js';
import { DoppeltonError } from './doppelton-error.js';

/** The documentation of all errors, as docs/errors.md holds it. */
function errorDocs(): string {
  const kinds = Object.keys(EXIT_CODE_BY_KIND) as ErrorKind[];
  const sections = kinds.flatMap((kind) => {
    const entries = Object.entries(ERROR_CODES)
      .filter(([, entry]) => entry.kind === kind)
      .map(([code, entry]) => `### ${code}\n\n${entry.meaning} ${entry.remedy}`);
    const answer = `Exit code ${EXIT_CODE_BY_KIND[kind]}, HTTP status ${HTTP_STATUS_BY_KIND[kind]}.`;
    return entries.length === 0 ? [] : [[`## ${kind}`, answer, ...entries].join('\n\n')];
  });
  return `# Errors

Every error has a code; the command line prints it before the message, and the library throws it as \`code\` of a
\`DoppeltonError\`. “No match” is a result, not an error. This page is written from src/errors/codes.ts by
\`npm run docs:errors\`.

${sections.join('\n\n')}
`;
}

describe('errors', () => {
  it('are documented one by one in docs/errors.md', async () => {
    await expect(errorDocs()).toMatchFileSnapshot('../../docs/errors.md');
  });

  it('carry code, kind, remedy and cause', () => {
    const cause = new Error('ENOENT');
    const error = new DoppeltonError('FILE_NOT_FOUND', 'song.mp3 does not exist', cause);
    expect(error).toMatchObject({ code: 'FILE_NOT_FOUND', kind: 'invalid-input', cause });
    expect(error.remedy).toContain('path');
    expect(error.message).toBe('song.mp3 does not exist');
  });
});
