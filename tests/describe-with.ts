import { describe } from 'vitest';
import { hasOutsideProgram, type OutsideProgram } from './outside-programs.js';

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
