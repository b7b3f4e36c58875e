import { Command, CommanderError } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import { packageVersion } from '../platform/node/index.js';
import { exitCodeOf } from './exit-codes.js';
import { printable } from './printable.js';

/** What adds a command to the program: loaded when it is named, for loading all of them takes longer than most of what they do. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  compare: async () => (await import('./compare-command.js')).registerCompareCommand,
  embed: async () => (await import('./embed-command.js')).registerEmbedCommand,
  evaluate: async () => (await import('./evaluate-command.js')).registerEvaluateCommand,
  train: async () => (await import('./train-command.js')).registerTrainCommand,
  corpus: async () => (await import('./corpus-command.js')).registerCorpusCommand,
  library: async () => (await import('./library-command.js')).registerLibraryCommand,
  search: async () => (await import('./search-command.js')).registerSearchCommand,
  dedupe: async () => (await import('./dedupe-command.js')).registerDedupeCommand,
  cluster: async () => (await import('./cluster-command.js')).registerClusterCommand,
  monitor: async () => (await import('./monitor-command.js')).registerMonitorCommand,
  models: async () => (await import('./models-command.js')).registerModelsCommand,
  serve: async () => (await import('./serve-command.js')).registerServeCommand,
  keys: async () => (await import('./keys-command.js')).registerKeysCommand,
};

/**
 * Runs one command line.
 *
 * @param args - Words after the program's name.
 * @returns The exit code: 0 match or done, 1 no match, 2 error.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const program = await createProgram(args);
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError && error.code === 'commander.help') {
      // Commander has printed the help on standard error already.
      return exitCodeOf(new DoppeltonError('USAGE', 'no command was named'));
    }
    return reportFailure(error, args);
  }
}

/**
 * Tells of an error as the command line asks for.
 *
 * @returns The exit code.
 */
export function reportFailure(error: unknown, args: readonly string[]): number {
  const failure = toDoppeltonError(error);
  report(failure, { json: args.includes('--json'), debug: args.includes('--debug') });
  return exitCodeOf(failure);
}

/** The program with the command that is named, or with all where none is: to list them, or to suggest one. */
async function createProgram(args: readonly string[]): Promise<Command> {
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
  const named = args.find((word) => !word.startsWith('-')) ?? '';
  const asksVersion = named === '' && (args.includes('--version') || args.includes('-V'));
  const all = asksVersion ? [] : Object.values(COMMANDS);
  const wanted = Object.hasOwn(COMMANDS, named) ? [COMMANDS[named]!] : all;
  for (const register of await Promise.all(wanted.map((load) => load()))) register(program);
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
    return new DoppeltonError('USAGE', error.message.replace(/^error: /, '').replaceAll('\n', ' '), error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DoppeltonError('INTERNAL', message, error);
}

function report(error: DoppeltonError, { json, debug }: { json: boolean; debug: boolean }): void {
  const { code, message, remedy } = error;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, remedy } })}\n`);
  process.stderr.write(`error ${code}: ${printable(message)}\n  ${remedy}\n`);
  if (debug) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      process.stderr.write(`${cause.stack ?? cause.message}\n`);
    }
  }
}
