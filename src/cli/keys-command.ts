import type { Command } from 'commander';
import { addKeyToFile } from '../server/index.js';

/** `doppelton keys new` */
export function registerKeysCommand(program: Command): void {
  const keys = program.command('keys').description('Make API keys for doppelton serve.');
  keys
    .command('new')
    .description('Make a key, print it once, and put its hash into a file.')
    .requiredOption('--keys <file>', 'file of hashed keys; made when it is not there')
    .requiredOption('--name <name>', 'what to call the key in the file, e.g. whose it is')
    .addHelpText(
      'after',
      `
Example:
  doppelton keys new --name laptop --keys keys.json

A key is taken back by deleting its entry from the file; the service reads the file when it starts.`,
    )
    .action(async (flags: { readonly keys: string; readonly name: string }) => {
      process.stdout.write(`${await addKeyToFile(flags.keys, flags.name, new Date())}\n`);
    });
}
