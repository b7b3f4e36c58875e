import { InvalidArgumentError, Option, type Command } from 'commander';
import { SPLITS } from '../corpus/index.js';
import { PROTOCOLS, type ProtocolName } from '../evaluation/index.js';
import { defaultCacheFolder } from './cache-folder.js';
import { parseLevels, USUAL_COLLAGE_SETS, type CollageFlags } from './evaluate-collage.js';
import type { EvidenceFlags } from './evaluation-evidence.js';
import { parseInteger, parseNumber } from './option-values.js';

/** What the command line says of an evaluation. */
export interface EvaluateFlags extends CollageFlags, EvidenceFlags {
  readonly protocol?: readonly (ProtocolName | typeof COLLAGE)[];
  readonly pairs?: string;
  readonly targets: number;
  readonly nonTargets: number;
  readonly allPairs?: true;
  readonly durations: readonly number[];
  readonly fragments: number;
  readonly record?: string;
  readonly detectors?: true;
  readonly stretches: number;
  readonly json?: true;
}

/** Searches in a library, not trials of pairs; runs alone. */
export const COLLAGE = 'collage';

const MAX_TRIALS = 10_000_000;

/** Adds the options of `doppelton evaluate` to a command, and the help that follows them. */
export function addEvaluateOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--protocol <names>',
        'how candidates are altered, see below; with --all-pairs several with commas between, or all',
      ).argParser(parseProtocols),
    )
    .option('--corpus <folder>', 'recordings to draw fragments from')
    .addOption(
      new Option(
        '--split <name>',
        'part of the corpus; test by default (with --calibrate val), everything if it is not split',
      ).choices(SPLITS),
    )
    .addOption(
      new Option(
        '--pairs <file>',
        'CSV with columns reference, candidate, label (1 or 0), any tags',
      ).conflicts(['protocol', 'corpus', 'split']),
    )
    .requiredOption('--out <folder>', 'receives summary.json, and tables and figures as listed below')
    .option('--model <name|folder>', 'model to judge', 'default')
    .option(
      '--targets <number>',
      'trials of a fragment with its altered copy',
      parseInteger('--targets', 1, MAX_TRIALS),
      1500,
    )
    .option(
      '--non-targets <number>',
      'trials of fragments from two recordings',
      parseInteger('--non-targets', 1, MAX_TRIALS),
      1500,
    )
    .option('--seed <number>', 'another seed draws other trials', parseInteger('--seed', 0, 2 ** 32 - 1), 1)
    .option('--cache <folder>', 'keeps rendered fragments for the next model', defaultCacheFolder())
    .option('--threads <number>', 'threads that render', parseInteger('--threads', 1, 64), 2)
    .option('--all-pairs', 'every fragment against every candidate, by cosine and with the second stage')
    .addOption(
      new Option('--durations <seconds>', 'with --all-pairs: lengths of the fragments')
        .argParser(parseDurations)
        .default([20, 10, 5, 3], '20,10,5,3'),
    )
    .option(
      '--fragments <number>',
      'with --all-pairs: fragments of each recording',
      parseInteger('--fragments', 1, 1000),
      4,
    )
    .addOption(
      new Option('--levels <names>', 'with collage: easy, medium, hard, reprise, single with commas between')
        .argParser(parseLevels)
        .default(USUAL_COLLAGE_SETS, USUAL_COLLAGE_SETS.join()),
    )
    .option(
      '-n, --chunks <number>',
      'with collage: altered chunks in the queries of each level, about',
      parseInteger('--chunks', 3, 1_000_000),
      240,
    )
    .addOption(
      new Option(
        '--false-alarms <rate>',
        "with collage: share of queries that may match by chance; the calibration's own by default",
      ).argParser(parseNumber('--false-alarms', 1e-9, 1)),
    )
    .option(
      '--calibrate',
      'fit likelihood ratios to these trials and write evidence.json (of collage: search.json)',
    )
    .option('--calibration <file>', "weigh by this evidence.json instead of the model's own")
    .addOption(
      new Option(
        '--floor <cosine>',
        "with --calibrate: how alike two windows must be to be aligned; the model's own by default",
      ).argParser(parseNumber('--floor', -1, 1)),
    )
    .addOption(
      new Option(
        '--floor-rise <cosine>',
        "with --calibrate: added to the floor for each time that there are e times as many pairs of windows; the model's own by default",
      ).argParser(parseNumber('--floor-rise', 0, 1)),
    )
    .option(
      '--record <model|file>',
      "write the figures into this model's evidence.json, or into this evidence.json: of all pairs, of --pairs or of --renditions, on recordings that it was not fitted to",
    )
    .option('--detectors', 'judge what the comparison says was done to the sound instead')
    .option(
      '--renditions <folder>',
      'judge how copies are told from other renditions instead: one folder a composition, holding renditions that play alike',
    )
    .option(
      '--stretches <number>',
      'with --detectors: stretches of sound, each altered in 19 ways; with --renditions: of recordings, and as many of compositions',
      parseInteger('--stretches', 1, 100_000),
      60,
    )
    .option('--json', 'print summary.json instead of a table')
    .addHelpText('after', HELP);
}

function parseProtocols(text: string): (ProtocolName | typeof COLLAGE)[] {
  const names = text.split(',').map((name) => name.trim());
  const known = Object.keys(PROTOCOLS) as ProtocolName[];
  for (const alone of [COLLAGE, 'all']) {
    if (names.length > 1 && names.includes(alone)) {
      throw new InvalidArgumentError(`The protocol ${alone} is named alone, without others.`);
    }
  }
  if (names[0] === COLLAGE) return [COLLAGE];
  if (names[0] === 'all') return known;
  return names.map((name) => {
    const protocol = known.find((other) => other === name);
    if (protocol !== undefined) return protocol;
    throw new InvalidArgumentError(
      `There is no protocol ${name}; there are ${[...known, COLLAGE].join(', ')}.`,
    );
  });
}

function parseDurations(text: string): number[] {
  const parse = parseNumber('--durations', 2, 600);
  return text.split(',').map((duration) => parse(duration));
}

const HELP = `
Protocols:
${Object.values(PROTOCOLS)
  .map(({ name, title }) => `  ${name.padEnd(12)}${title}`)
  .join('\n')}
  ${COLLAGE.padEnd(12)}Queries of altered chunks in a row, searched in a library of the split and the training recordings

Written to --out:
  a protocol       summary.json, scores.csv, det.svg, det.png
  --pairs          the same; with --calibrate tippett.svg and evidence.json too
  --all-pairs      summary.json, tables.md, det-PROTOCOL.svg, and where the model is calibrated tippett-PROTOCOL.svg;
                   with --calibrate evidence.json too
  --detectors      summary.json
  --renditions     summary.json, scores.csv; with --calibrate the model's evidence.json, with this ratio fitted anew
  ${COLLAGE}          summary.json, segments.csv, annotations.csv, matches.csv; with --calibrate search.json too

Examples:
  doppelton evaluate --protocol tempo --corpus corpus/debian --out results/tempo
  doppelton evaluate --protocol pitch --corpus corpus/debian --split val --model paper --out results/pitch-val
  doppelton evaluate --protocol tempo --corpus music --targets 200 --non-targets 200 --out results/quick
  doppelton evaluate --pairs mine.csv --out results/mine
  doppelton evaluate --all-pairs --protocol tempo,pitch --corpus corpus/debian --out results/all-pairs
  doppelton evaluate --all-pairs --protocol all --corpus corpus/debian --split val --calibrate --out results/evidence
  doppelton evaluate --pairs mine.csv --calibrate --out results/mine    # compare … --calibration results/mine/evidence.json
  doppelton evaluate --pairs heldout.csv --calibration results/mine/evidence.json --record results/mine/evidence.json --out results/heldout
  doppelton evaluate --detectors --corpus corpus/debian --out results/detectors
  doppelton evaluate --renditions tunes --corpus corpus/debian --out results/renditions
  doppelton evaluate --protocol collage --corpus corpus/debian --out results/collage
  doppelton evaluate --protocol collage --levels single -n 3000 --corpus corpus/debian --out results/single
  doppelton evaluate --protocol collage --split val --calibrate --corpus corpus/debian --out results/collage-val

A protocol scores one vector per 20 s fragment by plain cosine. Pairs are compared whole, as by doppelton compare;
their paths are relative to the list. Every rate is a share from 0 to 1. In summary.json, threshold is where both rates
are equal on these very trials; modelThreshold is the model's own, chosen on other recordings.`;
