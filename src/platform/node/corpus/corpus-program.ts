import { spawn, type ChildProcess } from 'node:child_process';
import { DoppeltonError } from '../../../errors/index.js';
import { systemErrorCode } from '../files/file-access.js';

/** How a program ended. */
export interface ProgramResult {
  /** Absent when a signal ended it. */
  readonly exitCode: number | undefined;
  /** What it wrote to standard error, the last 4000 characters. */
  readonly errors: string;
}

/**
 * Runs programs, each one's output being the next one's input; the last one's output is dropped.
 *
 * @param commands - Program and arguments; nothing passes through a shell.
 * @param cwd - Folder to run in.
 * @returns How each ended.
 * @throws DoppeltonError `PROGRAM_MISSING` when one is not installed.
 */
export async function runPrograms(
  commands: readonly (readonly [program: string, ...args: string[]])[],
  cwd: string,
): Promise<ProgramResult[]> {
  const children = commands.map(([program, ...args], index) => ({
    program,
    child: spawn(program, args, {
      cwd,
      stdio: [index === 0 ? 'ignore' : 'pipe', index === commands.length - 1 ? 'ignore' : 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    }),
  }));
  children.forEach(({ child }, index) => {
    const next = children[index + 1]?.child.stdin;
    if (!next || !child.stdout) return;
    // A reader that ends early closes the pipe; its exit code tells why, the write error adds nothing.
    next.on('error', () => child.stdout?.destroy());
    child.stdout.pipe(next);
  });
  return Promise.all(children.map(({ program, child }) => ended(program, child)));
}

function ended(program: string, child: ChildProcess): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-4000)));
    child.on('error', (cause) => {
      const code = systemErrorCode(cause);
      const what = code === 'ENOENT' ? 'is not installed' : `cannot be run (${code})`;
      reject(new DoppeltonError('PROGRAM_MISSING', `${program} ${what}.`, cause));
    });
    child.on('close', (exitCode) => {
      resolve({ exitCode: exitCode ?? undefined, errors: errors.trim() });
    });
  });
}
