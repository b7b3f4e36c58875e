import { InvalidArgumentError, Option, type Command } from 'commander';
import { SPLITS } from '../corpus/index.js';
import type { Embedder } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import { PROTOCOLS, type ProtocolName, type ProtocolSpec } from '../evaluation/index.js';
import {
  createOnnxRuntime,
  evaluateAllPairsOfCorpus,
  evaluateDetectorsOnCorpus,
  evaluateProtocol,
  loadModel,
  recordValidation,
  writeResultFiles,
  type SurveyProgress,
} from '../platform/node/index.js';
import { defaultCacheFolder } from './cache-folder.js';
import {
  evaluateByCollages,
  parseLevels,
  USUAL_COLLAGE_SETS,
  type CollageFlags,
} from './evaluate-collage.js';
import { evaluateListOfPairs } from './evaluate-pairs.js';
import { evidenceOf, floorOf, type EvidenceFlags } from './evaluation-evidence.js';
import { parseInteger, parseNumber } from './option-values.js';
import { progressOfSteps } from './evaluation-progress.js';
import { describeAllPairs, describeDetectors, describeSummary } from './evaluation-text.js';

interface EvaluateFlags extends CollageFlags, EvidenceFlags {
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
const COLLAGE = 'collage';

const MAX_TRIALS = 10_000_000;

/** `doppelton evaluate --protocol NAME --corpus DIR --out DIR`, or `--pairs FILE --out DIR` */
export function registerEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description(
      'Measure how often a model is wrong: by a protocol on a corpus, or on your own list of pairs.',
    )
    .addOption(
      new Option(
        '--protocol <names>',
        'how candidates are altered, see below; with --all-pairs several with commas between, or all',
      ).argParser(parseProtocols),
    )
    .option('--corpus <folder>', 'recordings to draw 20 s fragments from')
    .addOption(
      new Option(
        '--split <name>',
        'part of the corpus; test by default, everything if it is not split',
      ).choices(SPLITS),
    )
    .addOption(
      new Option(
        '--pairs <file>',
        'CSV with columns reference, candidate, label (1 or 0), any tags',
      ).conflicts(['protocol', 'corpus', 'split']),
    )
    .requiredOption(
      '--out <folder>',
      'receives summary.json, scores.csv (all pairs: tables.md), det.svg and det.png',
    )
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
      new Option('--levels <names>', 'with collage: easy, medium, hard, single with commas between')
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
    .option('--record <folder>', "write the figures into the validation list of this model's evidence.json")
    .option('--detectors', 'judge what the comparison says was done to the sound instead')
    .option(
      '--stretches <number>',
      'with --detectors: stretches of sound, each altered in 19 ways',
      parseInteger('--stretches', 1, 100_000),
      60,
    )
    .option('--json', 'print summary.json instead of a table')
    .addHelpText('after', HELP)
    .action(async (flags: EvaluateFlags) => {
      const { summary, text } = await evaluate(flags);
      process.stdout.write(flags.json === true ? `${JSON.stringify(summary, null, 2)}\n` : text);
    });
}

/** What was found, for programs and for people. */
interface Evaluated {
  readonly summary: unknown;
  readonly text: string;
}

function parseProtocols(text: string): (ProtocolName | typeof COLLAGE)[] {
  if (text === COLLAGE) return [COLLAGE];
  const known = Object.keys(PROTOCOLS) as ProtocolName[];
  if (text === 'all') return known;
  return text.split(',').map((name) => {
    const protocol = known.find((other) => other === name.trim());
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

Examples:
  doppelton evaluate --protocol tempo --corpus corpus/debian --out results/tempo
  doppelton evaluate --protocol pitch --corpus corpus/debian --split val --model paper --out results/pitch-val
  doppelton evaluate --protocol tempo --corpus music --targets 200 --non-targets 200 --out results/quick
  doppelton evaluate --pairs mine.csv --out results/mine
  doppelton evaluate --all-pairs --protocol tempo,pitch --corpus corpus/debian --out results/all-pairs
  doppelton evaluate --all-pairs --protocol all --corpus corpus/debian --split val --calibrate --out results/evidence
  doppelton evaluate --pairs mine.csv --calibrate --out results/mine    # compare … --calibration results/mine/evidence.json
  doppelton evaluate --detectors --corpus corpus/debian --out results/detectors
  doppelton evaluate --protocol collage --corpus corpus/debian --out results/collage
  doppelton evaluate --protocol collage --levels single -n 3000 --corpus corpus/debian --out results/single
  doppelton evaluate --protocol collage --split val --calibrate --corpus corpus/debian --out results/collage-val

A protocol scores one vector per 20 s fragment by plain cosine. Pairs are compared whole, as by doppelton compare;
their paths are relative to the list. Every rate is a share from 0 to 1. In summary.json, threshold is where both rates
are equal on these very trials; modelThreshold is the model's own, chosen on other recordings.`;

async function evaluate(flags: EvaluateFlags): Promise<Evaluated> {
  requireUsage(flags);
  const display = progressOfSteps();
  try {
    if (flags.protocol?.[0] === COLLAGE) return await evaluateByCollages(flags, display.advance);
    if (flags.detectors === true) return await evaluateDetectors(flags, display.advance);
    const embedder = await loadModel(flags.model, createOnnxRuntime());
    try {
      if (flags.allPairs === true) return await evaluateAllPairs(flags, embedder, display.advance);
      if (flags.pairs !== undefined)
        return await evaluateListOfPairs(flags, flags.pairs, embedder, display.advance);
      return await evaluateByProtocol(flags, embedder, display.advance);
    } finally {
      await embedder.release();
    }
  } finally {
    display.done();
  }
}

/** @throws DoppeltonError `USAGE` when the flags do not say what to evaluate. */
function requireUsage({
  pairs,
  protocol,
  corpus,
  allPairs,
  detectors,
  calibrate,
  calibration,
  floor,
  floorRise,
  record,
}: EvaluateFlags): void {
  const refuse = (message: string) => {
    throw new DoppeltonError('USAGE', message);
  };
  if (pairs === undefined && (corpus === undefined || (protocol === undefined && detectors !== true))) {
    refuse('name a --protocol and a --corpus, or a list of --pairs');
  }
  if (protocol !== undefined && protocol.length > 1 && allPairs !== true) {
    refuse('several protocols at once take --all-pairs');
  }
  const isCollage = protocol?.[0] === COLLAGE;
  if (isCollage && (allPairs === true || detectors === true || record !== undefined)) {
    refuse(`the protocol ${COLLAGE} is judged alone, without --all-pairs, --detectors and --record`);
  }
  if (calibrate === true && pairs === undefined && allPairs !== true && !isCollage) {
    refuse(`--calibrate takes --all-pairs, a list of --pairs, or the protocol ${COLLAGE}`);
  }
  if ((floor !== undefined || floorRise !== undefined) && calibrate !== true) {
    refuse('--floor and --floor-rise take --calibrate: what is aligned is part of a calibration');
  }
  if (pairs !== undefined && (allPairs === true || detectors === true)) {
    refuse('a list of --pairs is judged alone, without --all-pairs or --detectors');
  }
  if (record !== undefined && (allPairs !== true || calibrate === true || calibration !== undefined)) {
    refuse(
      "--record takes --all-pairs and the model's own evidence, on recordings that were not calibrated on",
    );
  }
}

/** Trials of pairs that were asked for. */
function protocolsOf({ protocol = [] }: EvaluateFlags): ProtocolSpec[] {
  return protocol.filter((name) => name !== COLLAGE).map((name) => PROTOCOLS[name]);
}

function commonOf({ out, seed }: EvaluateFlags, embedder: Embedder, onProgress: SurveyProgress) {
  return { embedder, outFolder: out, seed, onProgress };
}

async function evaluateByProtocol(flags: EvaluateFlags, embedder: Embedder, onProgress: SurveyProgress) {
  const summary = await evaluateProtocol({
    ...commonOf(flags, embedder, onProgress),
    protocol: protocolsOf(flags)[0]!,
    corpusFolder: flags.corpus!,
    ...(flags.split !== undefined && { split: flags.split }),
    targets: flags.targets,
    nonTargets: flags.nonTargets,
    cacheFolder: flags.cache,
    threads: flags.threads,
  });
  return { summary, text: describeSummary(summary, flags.out) };
}

async function evaluateAllPairs(flags: EvaluateFlags, embedder: Embedder, onProgress: SurveyProgress) {
  const evidence = await evidenceOf(flags, embedder);
  const summary = await evaluateAllPairsOfCorpus({
    ...commonOf(flags, embedder, onProgress),
    ...(evidence !== undefined && { evidence }),
    floor: floorOf(flags, evidence),
    calibrate: flags.calibrate === true,
    // A calibration must know whole recordings too; those of the protocol that says most stand for all.
    ...(flags.calibrate === true && { longReferences: { seconds: 180, protocols: ['chain'] } }),
    protocols: protocolsOf(flags),
    durationsSeconds: flags.durations,
    fragmentsPerRecording: flags.fragments,
    corpusFolder: flags.corpus!,
    ...(flags.split !== undefined && { split: flags.split }),
    cacheFolder: flags.cache,
    threads: flags.threads,
  });
  if (flags.record !== undefined) await recordValidation(flags.record, embedder.manifest, summary);
  return { summary, text: describeAllPairs(summary, flags.out) };
}

async function evaluateDetectors(flags: EvaluateFlags, onProgress: SurveyProgress) {
  const summary = await evaluateDetectorsOnCorpus({
    corpusFolder: flags.corpus!,
    ...(flags.split !== undefined && { split: flags.split }),
    seed: flags.seed,
    stretches: flags.stretches,
    cacheFolder: flags.cache,
    onProgress: (done, total) => {
      onProgress('trials', 1, total, `${done}`);
    },
  });
  await writeResultFiles(flags.out, { 'summary.json': `${JSON.stringify(summary, null, 2)}\n` });
  return { summary, text: describeDetectors(summary, flags.out) };
}
