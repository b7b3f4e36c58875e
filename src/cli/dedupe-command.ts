import type { Command } from 'commander';
import { duplicateGroups } from '../collection/index.js';
import { DoppeltonError } from '../errors/index.js';
import { csvLines } from '../platform/node/index.js';
import { describeDuplicates, DUPLICATE_COLUMNS, duplicateRows, duplicatesJson } from './duplicates-text.js';
import { EXIT_MATCH, EXIT_NO_MATCH } from './exit-codes.js';
import { addGraphOptions, readLibraryGraph, type GraphFlags } from './library-graph.js';

interface DedupeFlags extends GraphFlags {
  readonly json?: true;
  readonly csv?: true;
}

/** `doppelton dedupe` */
export function registerDedupeCommand(program: Command): void {
  addGraphOptions(
    program
      .command('dedupe')
      .description('Find the files of a library that hold one recording, and say which is the best copy.'),
  )
    .option('--json', 'print the groups as JSON')
    .option('--csv', 'print the groups as CSV, a line a file')
    .addHelpText(
      'after',
      `
Examples:
  doppelton dedupe
  doppelton dedupe --library /srv/archive --csv > duplicates.csv
  doppelton dedupe --json | jq -r '.groups[].copies[] | select(.isSame or .isIdentical) | .path'

Two files hold one recording when they are the same, byte for byte, or run together over nine tenths of what sounds in
either, also at another tempo or pitch, which is stated. The best copy is the one whose tempo and pitch most others have, without damage, lossless, with
the higher sample rate, bit rate or length, in this order. Nothing is deleted, and no file is opened.

Exit codes: 0 when there are such files, 1 when there are none, 2 error.`,
    )
    .action(async (flags: DedupeFlags) => {
      if (flags.json === true && flags.csv === true) {
        throw new DoppeltonError('USAGE', '--json and --csv exclude one another');
      }
      const graph = await readLibraryGraph(flags);
      const groups = duplicateGroups(graph);
      if (flags.csv === true)
        process.stdout.write([...csvLines(duplicateRows(groups), DUPLICATE_COLUMNS)].join(''));
      else if (flags.json === true) process.stdout.write(duplicatesJson(graph, groups));
      else process.stdout.write(describeDuplicates(graph, groups));
      process.exitCode = groups.length > 0 ? EXIT_MATCH : EXIT_NO_MATCH;
    });
}
