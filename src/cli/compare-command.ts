import { Option, type Command } from 'commander';
import { createAudioDecoder, createOnnxRuntime, hashFile, loadModel } from '../platform/node/index.js';
import { compareRecordings, type Comparison } from '../verification/index.js';
import { EXIT_MATCH, EXIT_NO_MATCH } from './exit-codes.js';
import { parseNumber } from './option-values.js';
import { createProgress } from './progress.js';
import { declaredSeconds } from './declared-seconds.js';
import { formatTable, formatTime } from './table.js';

interface CompareFlags {
  readonly model: string;
  readonly threshold?: number;
  readonly json?: true;
}

/** `doppelton compare REFERENCE CANDIDATE` */
export function registerCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('Tell whether CANDIDATE is an altered copy of (a part of) REFERENCE.')
    .argument('<reference>', 'recording to hold against; any common audio or video file')
    .argument('<candidate>', 'recording in question')
    .option('--model <name|folder>', 'model to compare with', 'default')
    .addOption(
      new Option(
        '--threshold <score>',
        "a match scores above this; the model's own when not given",
      ).argParser(parseNumber('--threshold', -1, 1)),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton compare original.ogg suspect.mp3
  doppelton compare original.ogg suspect.mp3 --model paper
  doppelton compare original.ogg suspect.mp3 --json | jq .score

Exit codes: 0 match, 1 no match, 2 error.`,
    )
    .action(async (reference: string, candidate: string, flags: CompareFlags) => {
      const comparison = await compare(reference, candidate, flags);
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(comparison, null, 2)}\n` : describeComparison(comparison),
      );
      process.exitCode = comparison.verdict === 'match' ? EXIT_MATCH : EXIT_NO_MATCH;
    });
}

async function compare(reference: string, candidate: string, flags: CompareFlags): Promise<Comparison> {
  const decoder = createAudioDecoder();
  const total = await declaredSeconds(decoder, [reference, candidate]);
  const embedder = await loadModel(flags.model, createOnnxRuntime());
  const progress = createProgress({ label: 'comparing', total, unit: 's of sound' });
  try {
    return await compareRecordings({ decoder, embedder, hashFile }, reference, candidate, {
      onProgress: (seconds) => {
        progress.advance(seconds);
      },
      ...(flags.threshold === undefined ? {} : { threshold: flags.threshold }),
    });
  } finally {
    progress.done();
    await embedder.release();
  }
}

/** The result as a person reads it. */
export function describeComparison(comparison: Comparison): string {
  const { verdict, score, threshold, reference, candidate, bestFragments: best, model } = comparison;
  const relation = verdict === 'match' ? '>' : '≤';
  const span = (start: number, end: number) => `${formatTime(start)} – ${formatTime(end)}`;
  const table = formatTable([
    ['', 'reference', 'candidate'],
    ['file', reference.path, candidate.path],
    ['length', formatTime(reference.durationSeconds), formatTime(candidate.durationSeconds)],
    ['codec', reference.format.codec, candidate.format.codec],
    [
      'most alike',
      span(best.referenceStartSeconds, best.referenceEndSeconds),
      span(best.candidateStartSeconds, best.candidateEndSeconds),
    ],
    ['sha-256', `${reference.sha256.slice(0, 16)}…`, `${candidate.sha256.slice(0, 16)}…`],
  ]);
  const warnings = comparison.warnings.map((warning) => `warning: ${warning}\n`).join('');
  return `${verdict === 'match' ? 'MATCH' : 'NO MATCH'}  score ${score.toFixed(4)} ${relation} threshold ${threshold.toFixed(4)}

${table}

model ${model.name} ${model.version} (${model.sha256.slice(0, 16)}…)
${warnings}`;
}
