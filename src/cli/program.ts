import { Command, CommanderError } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import { packageVersion } from '../platform/node/index.js';
import { registerClusterCommand } from './cluster-command.js';
import { registerCompareCommand } from './compare-command.js';
import { registerCorpusCommand } from './corpus-command.js';
import { registerDedupeCommand } from './dedupe-command.js';
import { registerEmbedCommand } from './embed-command.js';
import { registerEvaluateCommand } from './evaluate-command.js';
import { exitCodeOf } from './exit-codes.js';
import { registerKeysCommand } from './keys-command.js';
import { registerLibraryCommand } from './library-command.js';
import { registerModelsCommand } from './models-command.js';
import { registerMonitorCommand } from './monitor-command.js';
import { registerSearchCommand } from './search-command.js';
import { registerServeCommand } from './serve-command.js';
import { registerTrainCommand } from './train-command.js';

/**
 * Runs one command line.
 *
 * @param args - Words after the program's name.
 * @returns The exit code: 0 match or done, 1 no match, 2 error.
 */
export async function run(args: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError && error.code === 'commander.help') {
      // Commander has printed the help on standard error already.
      return exitCodeOf(new DoppeltonError('USAGE', 'no command was named'));
    }
    const failure = toDoppeltonError(error);
    report(failure, { json: args.includes('--json'), debug: args.includes('--debug') });
    return exitCodeOf(failure);
  }
}

function createProgram(): Command {
  const program = new Command('doppelton')
    .description('Tells whether one recording is an altered copy of another.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .option('--debug', 'print the stack and the cause of an error')
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  doppelton compare original.ogg suspect.mp3
  doppelton compare original.ogg suspect.mp3 --json
  doppelton compare --help

Exit codes: 0 match (or done), 1 no match, 2 error. Errors and what to do about them: docs/errors.md`,
    );
  registerCompareCommand(program);
  registerEmbedCommand(program);
  registerEvaluateCommand(program);
  registerTrainCommand(program);
  registerCorpusCommand(program);
  registerLibraryCommand(program);
  registerSearchCommand(program);
  registerDedupeCommand(program);
  registerClusterCommand(program);
  registerMonitorCommand(program);
  registerModelsCommand(program);
  registerServeCommand(program);
  registerKeysCommand(program);
  for (const command of [program, ...allCommands(program)]) {
    // A wrong word is an error like any other: reported in one place, in one form.
    command.exitOverride().configureOutput({ outputError: () => undefined });
    if (command !== program) command.option('--debug', 'print the stack and the cause of an error');
  }
  return program;
}

function allCommands(parent: Command): Command[] {
  return parent.commands.flatMap((command) => [command, ...allCommands(command)]);
}

function toDoppeltonError(error: unknown): DoppeltonError {
  if (error instanceof DoppeltonError) return error;
  if (error instanceof CommanderError) {
    return new DoppeltonError('USAGE', error.message.replace(/^error: /, ''), error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DoppeltonError('INTERNAL', message, error);
}

function report(error: DoppeltonError, { json, debug }: { json: boolean; debug: boolean }): void {
  const { code, message, remedy } = error;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, remedy } })}\n`);
  process.stderr.write(`error ${code}: ${message}\n  ${remedy}\n`);
  if (debug) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      process.stderr.write(`${cause.stack ?? cause.message}\n`);
    }
  }
}
