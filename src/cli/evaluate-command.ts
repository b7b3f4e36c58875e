import { Option, type Command } from 'commander';
import { SPLITS, type Split } from '../corpus/index.js';
import type { Embedder } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import { PROTOCOLS, type EvaluationSummary, type ProtocolName } from '../evaluation/index.js';
import {
  createAudioDecoder,
  createOnnxRuntime,
  evaluatePairs,
  evaluateProtocol,
  hashFile,
  loadEvidence,
  loadModel,
  type SurveyProgress,
} from '../platform/node/index.js';
import {
  analyseFile,
  compareRecordings,
  type AnalysedFile,
  type ComparisonPorts,
} from '../verification/index.js';
import { defaultCacheFolder } from './cache-folder.js';
import { parseInteger } from './option-values.js';
import { createProgress, type Progress } from './progress.js';
import { formatTable } from './table.js';

interface EvaluateFlags {
  readonly protocol?: ProtocolName;
  readonly corpus?: string;
  readonly split?: Split;
  readonly pairs?: string;
  readonly out: string;
  readonly model: string;
  readonly targets: number;
  readonly nonTargets: number;
  readonly seed: number;
  readonly cache: string;
  readonly threads: number;
  readonly json?: true;
}

const MAX_TRIALS = 10_000_000;

/** `doppelton evaluate --protocol NAME --corpus DIR --out DIR`, or `--pairs FILE --out DIR` */
export function registerEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description(
      'Measure how often a model is wrong: by a protocol on a corpus, or on your own list of pairs.',
    )
    .addOption(
      new Option('--protocol <name>', 'how candidates are altered; see below').choices(
        Object.keys(PROTOCOLS),
      ),
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
    .requiredOption('--out <folder>', 'receives summary.json, scores.csv, det.svg and det.png')
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
    .option('--json', 'print summary.json instead of a table')
    .addHelpText('after', HELP)
    .action(async (flags: EvaluateFlags) => {
      const summary = await evaluate(flags);
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(summary, null, 2)}\n` : describeSummary(summary, flags.out),
      );
    });
}

const HELP = `
Protocols:
${Object.values(PROTOCOLS)
  .map(({ name, title }) => `  ${name.padEnd(12)}${title}`)
  .join('\n')}

Examples:
  doppelton evaluate --protocol tempo --corpus corpus/debian --out results/tempo
  doppelton evaluate --protocol pitch --corpus corpus/debian --split val --model paper --out results/pitch-val
  doppelton evaluate --protocol tempo --corpus music --targets 200 --non-targets 200 --out results/quick
  doppelton evaluate --pairs mine.csv --out results/mine

A protocol scores one vector per 20 s fragment by plain cosine. Pairs are compared whole, as by doppelton compare;
their paths are relative to the list. Every rate is a share from 0 to 1. In summary.json, threshold is where both rates
are equal on these very trials; modelThreshold is the model's own, chosen on other recordings.`;

async function evaluate(flags: EvaluateFlags): Promise<EvaluationSummary> {
  if (flags.pairs === undefined && (flags.protocol === undefined || flags.corpus === undefined)) {
    throw new DoppeltonError('USAGE', 'name a --protocol and a --corpus, or a list of --pairs');
  }
  const embedder = await loadModel(flags.model, createOnnxRuntime());
  const display = progressOfSteps();
  try {
    const common = { embedder, outFolder: flags.out, seed: flags.seed, onProgress: display.advance };
    return flags.pairs === undefined
      ? await evaluateProtocol({
          ...common,
          protocol: PROTOCOLS[flags.protocol!],
          corpusFolder: flags.corpus!,
          ...(flags.split !== undefined && { split: flags.split }),
          targets: flags.targets,
          nonTargets: flags.nonTargets,
          cacheFolder: flags.cache,
          threads: flags.threads,
        })
      : await evaluatePairs({
          ...common,
          pairsFile: flags.pairs,
          compare: await scoreBy(embedder, flags.model),
        });
  } finally {
    display.done();
    await embedder.release();
  }
}

/** Scores of whole recordings, as `compare` gives them; a recording of several pairs is analysed once. */
async function scoreBy(embedder: Embedder, model: string) {
  const { manifest } = embedder;
  const decoder = createAudioDecoder();
  const ports: ComparisonPorts = {
    manifest,
    evidence: await loadEvidence(model, manifest),
    decoder,
    analyse: keepingResults((path, options) => analyseFile({ decoder, embedder, hashFile }, path, options)),
  };
  return async (reference: string, candidate: string) => {
    const { score, warnings } = await compareRecordings(ports, reference, candidate);
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
    return score;
  };
}

/** Recordings whose analyses are kept, 26 MB an hour of sound. */
const ANALYSES_KEPT = 100;

/** The same analyses, the last ones kept. */
function keepingResults(analyse: ComparisonPorts['analyse']): ComparisonPorts['analyse'] {
  const kept = new Map<string, Promise<AnalysedFile>>();
  return (path, options) => {
    const key = JSON.stringify([path, options.fragmentSeconds, options.hopSeconds]);
    const known = kept.get(key) ?? analyse(path, options);
    kept.delete(key);
    kept.set(key, known);
    if (kept.size > ANALYSES_KEPT) kept.delete(kept.keys().next().value!);
    return known;
  };
}

/** One display a step, the next replacing the one before. */
function progressOfSteps(): { advance: SurveyProgress; done: () => void } {
  let current: { readonly step: string; readonly progress: Progress } | undefined;
  return {
    advance(step, amount, total, note) {
      if (current?.step !== step) {
        current?.progress.done();
        current = { step, progress: createProgress({ label: step, total, unit: UNITS[step] }) };
      }
      current.progress.advance(amount, note);
    },
    done() {
      current?.progress.done();
    },
  };
}

const UNITS = {
  surveying: 'recordings',
  trials: 'items',
  rendering: 'fragments',
  comparing: 'references',
} as const;

/** The figures as a person reads them. */
export function describeSummary(summary: EvaluationSummary, outFolder: string): string {
  const { eer, eerInterval95, model, notes, skipped, modelThreshold } = summary;
  const [low, high] = eerInterval95;
  const figures = formatTable([
    ['equal error rate', `${percent(eer)}  (95 % interval ${percent(low)} to ${percent(high)})`],
    [
      'trials',
      `${summary.targets} target, ${summary.nonTargets} non-target, ${summary.recordings} recordings`,
    ],
    ...(modelThreshold === undefined
      ? []
      : [
          [
            "at the model's threshold",
            `FAR ${percent(summary.farAtModelThreshold!)}, FRR ${percent(summary.frrAtModelThreshold!)}  (score > ${modelThreshold.toFixed(4)})`,
          ],
        ]),
    ['area under ROC', summary.auc.toFixed(6)],
    ['minDCF (prior 0.01)', summary.minDcf.toFixed(4)],
    ['Cllr / min Cllr', `${summary.cllr.toFixed(4)} / ${summary.minCllr.toFixed(4)} bit`],
  ]);
  return [
    `model ${model.name} ${model.version}`,
    '',
    figures,
    '',
    ...notes.map((note) => `note: ${note}`),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped, listed in summary.json`]),
    `written to ${outFolder}`,
    '',
  ].join('\n');
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(2)} %`;
}
