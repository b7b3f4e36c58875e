import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

it('a bench that there is not is refused with the names of those that there are, before any is run', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'constant-q', 'toString'], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/no bench toString; there are constant-q, .*page, network\.$/m);
});
