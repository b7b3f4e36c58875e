import { Option, type Command } from 'commander';
import { FileAnalysisPool, requireReadableFile } from '../platform/node/index.js';
import type { Comparison } from '../verification/index.js';
import type { CompareFlags } from './compare-files.js';
import { EXIT_MATCH, EXIT_NO_MATCH } from './exit-codes.js';
import { parseNumber } from './option-values.js';
import { addReportOptions, requireReportable } from './report-options.js';

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
      const { describeComparison } = await import('./comparison-text.js');
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(comparison, null, 2)}\n` : describeComparison(comparison),
      );
      process.exitCode = comparison.verdict === 'match' ? EXIT_MATCH : EXIT_NO_MATCH;
    });
}

async function compare(reference: string, candidate: string, flags: CompareFlags): Promise<Comparison> {
  await requireReportable(flags, [reference, candidate]);
  for (const path of [reference, candidate]) await requireReadableFile(path);
  // Decoding and transforming a file take as long as the network does, so each has a thread. The second one is started
  // before anything is loaded in this one, as it has the same to load.
  const thread = new FileAnalysisPool(1, flags.model);
  try {
    const { compareFiles } = await import('./compare-files.js');
    return await compareFiles(reference, candidate, flags, thread);
  } finally {
    await thread.close();
  }
}
