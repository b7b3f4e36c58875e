import type { Embedder } from '../embedding/index.js';
import {
  calibrateOnPairs,
  createAudioDecoder,
  evaluatePairs,
  hashFile,
  listedRecordings,
  requireRecordable,
  type SurveyProgress,
} from '../platform/node/index.js';
import {
  analyseFile,
  compareAnalyses,
  compareRecordings,
  measurePair,
  type ComparisonPorts,
  type CosineFloor,
} from '../verification/index.js';
import { describeSummary } from './evaluation-text.js';
import { evidenceOf, floorOf, recordWith, type EvidenceFlags } from './evaluation-evidence.js';
import { keepingResults } from './kept-analyses.js';
import { printable } from './printable.js';

/** What the command line says of an evaluation on a list of pairs. */
export interface PairsFlags extends EvidenceFlags {
  readonly out: string;
  readonly seed: number;
  readonly record?: string;
}

/** Judges a model by the user's own list of pairs, or fits evidence to them. */
export async function evaluateListOfPairs(
  flags: PairsFlags,
  pairsFile: string,
  embedder: Embedder,
  onProgress: SurveyProgress,
) {
  const common = { embedder, outFolder: flags.out, seed: flags.seed, onProgress, pairsFile };
  const ports = await comparisonPorts(flags, embedder);
  if (flags.calibrate === true) {
    const fitting = measuring(ports, floorOf(flags, ports.evidence));
    const renditions = ports.evidence?.renditions;
    const summary = await calibrateOnPairs({
      ...common,
      ...fitting,
      ...(renditions !== undefined && { renditions }),
    });
    return { summary, text: describeSummary(summary, flags.out) };
  }
  const { evidence } = ports;
  const recordings = flags.record === undefined ? [] : await listedRecordings(pairsFile);
  if (flags.record !== undefined) {
    // Comparing takes long; what could not be recorded is refused before.
    await requireRecordable(flags.record, embedder.manifest, { judgedBy: evidence, recordings });
  }
  const { summary, validation } = await evaluatePairs({
    ...common,
    ...(evidence !== undefined && { evidence }),
    compare: async (reference, candidate) => {
      const comparison = await compareRecordings(ports, reference, candidate);
      for (const warning of comparison.warnings) {
        process.stderr.write(`warning: ${printable(warning)}\n`);
      }
      return comparison;
    },
  });
  if (flags.record !== undefined) {
    const records = validation === undefined ? [] : [validation];
    await recordWith(flags.record, embedder, { judgedBy: evidence, records, recordings });
  }
  return { summary, text: describeSummary(summary, flags.out) };
}

/** Measures two whole recordings, without weighing what is found. */
function measuring({ manifest, analyse }: ComparisonPorts, floor: CosineFloor) {
  const measure = async (referencePath: string, candidatePath: string) => {
    const reference = await analyse(referencePath, {});
    const candidate = await analyse(candidatePath, {});
    const findings = compareAnalyses(reference.analysis, candidate.analysis, {
      config: manifest.features.constantQ,
      floor,
    });
    return measurePair(findings, reference.facts.durationSeconds, candidate.facts.durationSeconds);
  };
  return { manifest, floor, measure };
}

/** What comparing whole recordings takes; a recording of several pairs is analysed once. */
async function comparisonPorts(flags: EvidenceFlags, embedder: Embedder): Promise<ComparisonPorts> {
  const decoder = createAudioDecoder();
  return {
    manifest: embedder.manifest,
    evidence: await evidenceOf(flags, embedder),
    decoder,
    analyse: keepingResults((path, options) => analyseFile({ decoder, embedder, hashFile }, path, options)),
  };
}
