import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Programs that some tests compare with; those tests are skipped on machines that lack them. */
export type OutsideProgram = 'ffmpeg' | 'chromium' | 'dpkg-deb' | 'pdftotext' | 'pdftoppm';

const VERSION_ARGUMENTS: Readonly<Record<OutsideProgram, readonly string[]>> = {
  ffmpeg: ['-version'],
  chromium: ['--version'],
  'dpkg-deb': ['--version'],
  pdftotext: ['-v'],
  pdftoppm: ['-v'],
};

/** Whether the program can be started here. */
export function hasOutsideProgram(program: OutsideProgram): boolean {
  return spawnSync(program, VERSION_ARGUMENTS[program], { stdio: 'ignore' }).error === undefined;
}

/**
 * A suite that needs an outside program. Where the program is missing the suite is skipped and its name says so;
 * with DOPPELTON_REQUIRE_OUTSIDE=1 in the environment, as in CI, it runs and fails instead.
 */
export function describeWith(program: OutsideProgram, name: string, suite: () => void): void {
  const required = process.env['DOPPELTON_REQUIRE_OUTSIDE'] === '1';
  if (required || hasOutsideProgram(program)) {
    describe(name, suite);
    return;
  }
  process.stderr.write(`skipped, because ${program} is not installed: ${name}\n`);
  describe.skip(`${name} (skipped: ${program} is not installed)`, suite);
}
