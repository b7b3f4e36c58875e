import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LONG_RECORDING_SECONDS, writeLongRecordings } from './long-recordings.js';

const packagePath = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const FILES = 20;
const HOURS = (FILES * LONG_RECORDING_SECONDS) / 3600;
const ROUNDS = 2;

/** A program that keeps recordings so that they can be found again. */
interface Program {
  readonly name: string;
  /** Command lines that keep all files, side by side where there are several; `folder` is empty, and its home. */
  readonly commands: (files: readonly string[], folder: string) => readonly (readonly string[])[];
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'doppelton',
    commands: (files, folder) => [
      [
        process.execPath,
        packagePath('bin/doppelton.js'),
        'library',
        'add',
        ...files,
        '--library',
        join(folder, 'library'),
      ],
    ],
  },
  {
    // One thread a process, so two of them. It takes the end of an MP3 for an error.
    name: 'chromaprint',
    commands: (files) =>
      [0, 1].map((half) => ['fpcalc', '-ignore-errors', '-length', '0', ...everyOther(files, half)]),
  },
  {
    name: 'audfprint',
    commands: (files, folder) => [
      ['audfprint', 'new', '--ncores', '2', '--dbase', join(folder, 'audfprint.pklz'), ...files],
    ],
  },
  { name: 'olaf', commands: (files) => [['olaf', 'store', ...files]] },
  { name: 'panako', commands: (files) => [['panako', 'store', ...files]] },
];

/**
 * Keeping an hour of MP3 in an empty library, as whole processes: this program's and, where they are installed, those of
 * others, in turns.
 */
export async function benchIngest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doppelton-bench-'));
  try {
    const files = await writeLongRecordings(folder, FILES);
    const best = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const program of PROGRAMS) {
        const home = join(folder, `${program.name}-${round}`);
        await mkdir(home);
        const seconds = await secondsOf(program, files, home);
        if (seconds === undefined) continue;
        best.set(program.name, Math.min(seconds, best.get(program.name) ?? Infinity));
      }
    }
    return [
      `${FILES} MP3 files of 3 minutes into an empty library, whole process, best of ${ROUNDS}`,
      ...PROGRAMS.map(({ name }) => `  ${name}: ${describe(best.get(name))}`),
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns Undefined where the program is not installed. */
async function secondsOf(
  { commands }: Program,
  files: readonly string[],
  home: string,
): Promise<number | undefined> {
  const start = performance.now();
  try {
    await Promise.all(
      commands(files, home).map(([program, ...words]) =>
        promisify(execFile)(program!, words, {
          env: { ...process.env, HOME: home },
          maxBuffer: Infinity,
        }),
      ),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return (performance.now() - start) / 1000;
}

function describe(seconds: number | undefined): string {
  if (seconds === undefined) return 'not installed';
  return `${seconds.toFixed(1)} s, ${Math.round((3600 * HOURS) / seconds)} × real time`;
}

function everyOther(files: readonly string[], first: number): string[] {
  return files.filter((_, i) => i % 2 === first);
}
