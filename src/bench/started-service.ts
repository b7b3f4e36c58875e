import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../client/index.js';

const PROGRAM = fileURLToPath(new URL('../../bin/doppelton.js', import.meta.url));

/** A service of its own, as `doppelton serve` starts it; whoever asked for it ends it. */
export async function startService(): Promise<{
  readonly child: ChildProcess;
  readonly connection: Connection;
}> {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => {
      resolve(/^listening at (\S+)/.exec(text.toString())?.[1] ?? '');
    });
    child.once('exit', () => {
      reject(new Error('the service did not start'));
    });
  });
  return { child, connection: { url } };
}
