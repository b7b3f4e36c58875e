import type { Command } from 'commander';
import type { Embedder } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import { PROTOCOLS, type ProtocolSpec } from '../evaluation/index.js';
import {
  createOnnxRuntime,
  evaluateAllPairsOfCorpus,
  evaluateDetectorsOnCorpus,
  evaluateProtocol,
  evaluateRenditions,
  loadModel,
  recordRenditions,
  requireRecordable,
  recordsOfRows,
  writeResultFiles,
  type SurveyProgress,
} from '../platform/node/index.js';
import { evaluateByCollages } from './evaluate-collage.js';
import { addEvaluateOptions, COLLAGE, type EvaluateFlags } from './evaluate-options.js';
import { evaluateListOfPairs } from './evaluate-pairs.js';
import { requireUsage } from './evaluate-usage.js';
import { evidenceOf, floorOf, recordWith } from './evaluation-evidence.js';
import { progressOfSteps } from './evaluation-progress.js';
import {
  describeAllPairs,
  describeDetectors,
  describeRenditions,
  describeSummary,
} from './evaluation-text.js';

/** `doppelton evaluate --protocol NAME --corpus DIR --out DIR`, or `--pairs FILE --out DIR` */
export function registerEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description(
      'Measure how often a model is wrong: by a protocol on a corpus, or on your own list of pairs.',
    );
  addEvaluateOptions(command).action(async (flags: EvaluateFlags) => {
    requireUsage(flags, (name) => command.getOptionValueSource(name) === 'cli');
    const { summary, text } = await evaluate(flags);
    process.stdout.write(flags.json === true ? `${JSON.stringify(summary, null, 2)}\n` : text);
  });
}

/** What was found, for programs and for people. */
interface Evaluated {
  readonly summary: unknown;
  readonly text: string;
}

async function evaluate(flags: EvaluateFlags): Promise<Evaluated> {
  const display = progressOfSteps();
  try {
    if (flags.protocol?.[0] === COLLAGE) return await evaluateByCollages(flags, display.advance);
    if (flags.detectors === true) return await evaluateDetectors(flags, display.advance);
    const embedder = await loadModel(flags.model, createOnnxRuntime());
    try {
      if (flags.allPairs === true) return await evaluateAllPairs(flags, embedder, display.advance);
      if (flags.renditions !== undefined)
        return await evaluateByRenditions(flags, flags.renditions, embedder, display.advance);
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
  if (flags.record !== undefined) {
    await recordWith(flags.record, embedder, {
      judgedBy: evidence,
      records: recordsOfRows(summary.rows),
      recordings: summary.recordings,
    });
  }
  return { summary, text: describeAllPairs(summary, flags.out) };
}

async function evaluateByRenditions(
  flags: EvaluateFlags,
  renditionsFolder: string,
  embedder: Embedder,
  onProgress: SurveyProgress,
) {
  const evidence = await evidenceOf(flags, embedder);
  if (evidence === undefined) {
    throw new DoppeltonError(
      'MODEL_INCOMPATIBLE',
      `${embedder.manifest.name} is not calibrated: what runs together is not known`,
    );
  }
  if (flags.record !== undefined) {
    // What could not be recorded is refused before the work.
    await requireRecordable(flags.record, embedder.manifest, { judgedBy: evidence, recordings: [] });
  }
  const summary = await evaluateRenditions({
    ...commonOf(flags, embedder, onProgress),
    evidence,
    calibrate: flags.calibrate === true,
    corpusFolder: flags.corpus!,
    ...(flags.split !== undefined && { split: flags.split }),
    renditionsFolder,
    stretches: flags.stretches,
    cacheFolder: flags.cache,
    threads: flags.threads,
  });
  if (flags.record !== undefined) {
    await recordRenditions(flags.record, embedder.manifest, { judgedBy: evidence, summary });
  }
  return { summary, text: describeRenditions(summary, flags.out) };
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
