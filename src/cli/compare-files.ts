import { declaredSeconds } from '../audio/index.js';
import {
  createAudioDecoder,
  evidencePath,
  FileAnalyser,
  hashFile,
  loadEvidence,
  readEvidence,
  readManifest,
  type FileAnalysisPool,
} from '../platform/node/index.js';
import { examineRecordings, type Comparison, type ComparisonPorts } from '../verification/index.js';
import { createProgress } from './progress.js';
import type { ReportFlags } from './report-options.js';

export interface CompareFlags extends ReportFlags {
  readonly model: string;
  readonly calibration?: string;
  readonly threshold?: number;
  readonly json?: true;
}

/**
 * Compares two files, one analysed in this thread and one in another, and writes the reports that are asked for.
 *
 * @param thread - Of the same model; closed when it has done its part.
 */
export async function compareFiles(
  reference: string,
  candidate: string,
  flags: CompareFlags,
  thread: FileAnalysisPool,
): Promise<Comparison> {
  const analyser = new FileAnalyser(flags.model);
  const decoder = createAudioDecoder();
  const manifest = await readManifest(flags.model);
  const evidence =
    flags.calibration === undefined
      ? await loadEvidence(flags.model, manifest)
      : await readEvidence(flags.calibration, manifest);
  const total = await declaredSeconds(decoder, [reference, candidate]);
  const progress = createProgress({ label: 'comparing', total, unit: 's of sound' });
  try {
    const analyse = twoAnalysers(analyser, thread);
    const ports: ComparisonPorts = { manifest, evidence, decoder, analyse };
    const examination = await examineRecordings(ports, reference, candidate, {
      onProgress: (seconds) => {
        progress.advance(seconds);
      },
      ...(flags.threshold === undefined ? {} : { threshold: flags.threshold }),
      withEnvelope: flags.report !== undefined,
    });
    if (flags.report !== undefined) {
      const { writeReports } = await import('./report-files.js');
      await writeReports(flags, async () => ({
        examination,
        manifest,
        ...(evidence !== undefined && {
          calibration: { evidence, sha256: await hashFile(flags.calibration ?? evidencePath(flags.model)) },
        }),
      }));
    }
    return examination.comparison;
  } finally {
    progress.done();
  }
}

/** The other thread takes the first file, as it has begun to load earlier; this one the second. */
function twoAnalysers(own: FileAnalyser, thread: FileAnalysisPool): ComparisonPorts['analyse'] {
  let asked = 0;
  return async (path, options) => {
    if (asked++ > 0) return own.analyse(path, options);
    const file = await thread.analyse(path, options);
    // Ended while the two are compared: what a model leaves behind takes a while to clear away.
    void thread.close();
    return file;
  };
}
