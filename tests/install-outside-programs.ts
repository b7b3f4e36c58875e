import { spawnSync } from 'node:child_process';
import { debianPackagesOf, missingPrograms } from './outside-programs.js';

/** Seconds to wait for another program that installs packages. */
const LOCK_PATIENCE_SECONDS = 300;

/**
 * Vitest's global setup: installs Debian's packages of the programs that tests compare with and that are missing. Where
 * that cannot be done it says why; tests that need them are skipped then.
 */
export function setup(): void {
  const missing = missingPrograms();
  if (missing.length === 0) return;
  const packages = debianPackagesOf(missing);
  say(`${missing.join(', ')} missing: to be installed with Debian's ${packages.join(', ')}`);
  const obstacle = installPackages(packages);
  if (obstacle !== undefined) say(`${packages.join(', ')} not installed: ${obstacle}`);
}

/** @returns Why it cannot be done; undefined where it is done. */
function installPackages(packages: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can install packages';
  return aptGet('update') ?? aptGet('install', '--yes', '--no-install-recommends', ...packages);
}

/** @returns What went wrong, if anything did. */
function aptGet(...words: readonly [string, ...string[]]): string | undefined {
  const { error, status, stderr } = spawnSync(
    'apt-get',
    ['-qq', '-o', `DPkg::Lock::Timeout=${LOCK_PATIENCE_SECONDS}`, ...words],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  );
  if (error !== undefined) return `apt-get cannot be started (${error.message})`;
  return status === 0 ? undefined : `apt-get ${words[0]} failed: ${stderr.trim()}`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
