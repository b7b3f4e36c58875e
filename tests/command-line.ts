import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = new URL('../', import.meta.url).pathname;

/** Of a list with a line for each of thousands of files. */
const MOST_OUTPUT_BYTES = 1 << 26;

/** How a run of the command line ended, and what it printed. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as its users do: a process of its own, in a folder. */
export function runDoppelton(folder: string, ...args: string[]): Promise<Outcome> {
  return runDoppeltonIn({ folder, environment: process.env }, ...args);
}

/** Where a run takes place. */
export interface Surroundings {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs the command line in a folder and with an environment of its own. */
export function runDoppeltonIn(surroundings: Surroundings, ...args: string[]): Promise<Outcome> {
  const { folder, environment } = surroundings;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'bin/doppelton.js'), ...args],
      { cwd: folder, env: environment, maxBuffer: MOST_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        // A process that a signal ended has no code: NaN, which no test expects.
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? NaN), stdout, stderr });
      },
    );
  });
}
