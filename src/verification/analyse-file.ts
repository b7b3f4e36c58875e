import { soundVariety } from '../alignment/index.js';
import type { AudioDecoder } from '../audio/index.js';
import type { Embedder } from '../embedding/index.js';
import type { RecordingFacts } from './comparison.js';
import { analyseRecording, type AnalysisOptions, type RecordingAnalysis } from './recording-analysis.js';

/** What analysing a file needs from the outside. */
export interface FileAnalysisPorts {
  readonly decoder: AudioDecoder;
  readonly embedder: Embedder;
  /** SHA-256 of a file's bytes in lower-case hexadecimal. */
  readonly hashFile: (path: string) => Promise<string>;
}

/** A file, and what was found in it. */
export interface AnalysedFile {
  readonly facts: RecordingFacts;
  readonly analysis: RecordingAnalysis;
  /** In how many ways the sound varies, see `soundVariety`; what only hums or ticks proves nothing. */
  readonly variety: number;
  /** What a user must know about the decode; each names the file. */
  readonly warnings: readonly string[];
}

/** @throws DoppeltonError What decoding and {@link analyseRecording} throw; the message names the file. */
export async function analyseFile(
  { decoder, embedder, hashFile }: FileAnalysisPorts,
  path: string,
  options: AnalysisOptions,
): Promise<AnalysedFile> {
  const audio = await decoder.open(path);
  const analysis = await analyseRecording(audio, embedder, path, options);
  return {
    analysis,
    variety: soundVariety(analysis.plane, embedder.manifest.features.constantQ),
    facts: {
      path,
      sha256: await hashFile(path),
      durationSeconds: analysis.embedding.durationSeconds,
      format: audio.format,
    },
    warnings: audio.warnings.map((warning) => `${path}: ${warning}`),
  };
}
