import { spawnSync } from 'node:child_process';

/** Programs that some tests compare with; those tests are skipped on machines that lack them. */
export type OutsideProgram = 'ffmpeg' | 'chromium' | 'dpkg-deb' | 'pdftotext' | 'pdftoppm';

interface ProgramFacts {
  /** Make the program say its version and end. */
  readonly versionArguments: readonly string[];
  /** Package of Debian's that brings it. */
  readonly debianPackage: string;
}

const FACTS: Readonly<Record<OutsideProgram, ProgramFacts>> = {
  ffmpeg: { versionArguments: ['-version'], debianPackage: 'ffmpeg' },
  chromium: { versionArguments: ['--version'], debianPackage: 'chromium' },
  'dpkg-deb': { versionArguments: ['--version'], debianPackage: 'dpkg' },
  pdftotext: { versionArguments: ['-v'], debianPackage: 'poppler-utils' },
  pdftoppm: { versionArguments: ['-v'], debianPackage: 'poppler-utils' },
};

/** Whether the program can be started here. */
export function hasOutsideProgram(program: OutsideProgram): boolean {
  return spawnSync(program, FACTS[program].versionArguments, { stdio: 'ignore' }).error === undefined;
}

/** Those that cannot be started here. */
export function missingPrograms(): OutsideProgram[] {
  return (Object.keys(FACTS) as OutsideProgram[]).filter((program) => !hasOutsideProgram(program));
}

/** Packages of Debian's that bring the programs, each once. */
export function debianPackagesOf(programs: readonly OutsideProgram[]): string[] {
  return [...new Set(programs.map((program) => FACTS[program].debianPackage))];
}
