import { Option, type Command } from 'commander';
import { declaredSeconds } from '../audio/index.js';
import {
  createAudioDecoder,
  evidencePath,
  FileAnalysisPool,
  hashFile,
  loadEvidence,
  readEvidence,
  readManifest,
} from '../platform/node/index.js';
import { examineRecordings, type Comparison, type ComparisonPorts } from '../verification/index.js';
import { describeComparison } from './comparison-text.js';
import { EXIT_MATCH, EXIT_NO_MATCH } from './exit-codes.js';
import { parseNumber } from './option-values.js';
import { createProgress } from './progress.js';
import { addReportOptions, requireReportable, writeReports, type ReportFlags } from './report-files.js';

interface CompareFlags extends ReportFlags {
  readonly model: string;
  readonly calibration?: string;
  readonly threshold?: number;
  readonly json?: true;
}

/** `doppelton compare REFERENCE CANDIDATE` */
export function registerCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description('Tell whether CANDIDATE is an altered copy of (a part of) REFERENCE.')
    .argument('<reference>', 'recording to hold against; any common audio or video file')
    .argument('<candidate>', 'recording in question')
    .option('--model <name|folder>', 'model to compare with', 'default')
    .option('--calibration <file>', "an evidence.json of your own (evaluate --calibrate) for the model's")
    .addOption(
      new Option(
        '--threshold <score>',
        "a match scores above this, in log10 of the likelihood ratio (or as cosine, for a model that is not calibrated); the model's own when not given",
      ).argParser(parseNumber('--threshold', -100, 100)),
    )
    .option('--json', 'print the result as JSON');
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  doppelton compare original.ogg suspect.mp3
  doppelton compare original.ogg suspect.mp3 --model paper
  doppelton compare original.ogg suspect.mp3 --json | jq '.logLikelihoodRatio, .segments'
  doppelton compare original.ogg suspect.mp3 --threshold 2
  doppelton compare original.ogg suspect.mp3 --report report.html --report report.pdf --language ru --date 2026-11-25

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
  await requireReportable(flags, [reference, candidate]);
  // One thread a file: decoding and transforming them takes as long as the network does. They are started before anything
  // else is read, as they have the model to load.
  const pool = new FileAnalysisPool(2, flags.model);
  try {
    return await compareIn(pool, reference, candidate, flags);
  } finally {
    await pool.close();
  }
}

async function compareIn(
  pool: FileAnalysisPool,
  reference: string,
  candidate: string,
  flags: CompareFlags,
): Promise<Comparison> {
  const decoder = createAudioDecoder();
  const manifest = await readManifest(flags.model);
  const evidence =
    flags.calibration === undefined
      ? await loadEvidence(flags.model, manifest)
      : await readEvidence(flags.calibration, manifest);
  const total = await declaredSeconds(decoder, [reference, candidate]);
  const progress = createProgress({ label: 'comparing', total, unit: 's of sound' });
  try {
    const analyse: ComparisonPorts['analyse'] = (path, options) => pool.analyse(path, options);
    const ports: ComparisonPorts = { manifest, evidence, decoder, analyse };
    const examination = await examineRecordings(ports, reference, candidate, {
      onProgress: (seconds) => {
        progress.advance(seconds);
      },
      ...(flags.threshold === undefined ? {} : { threshold: flags.threshold }),
      withEnvelope: flags.report !== undefined,
    });
    await writeReports(flags, async () => ({
      examination,
      manifest,
      ...(evidence !== undefined && {
        calibration: { evidence, sha256: await hashFile(flags.calibration ?? evidencePath(flags.model)) },
      }),
    }));
    return examination.comparison;
  } finally {
    progress.done();
  }
}
