import { sketchRecording } from '../alignment/index.js';
import { quantiseDirection, type ModelManifest, type RecordingEmbedding } from '../embedding/index.js';
import type { AnalysedFile } from '../verification/index.js';
import type { LibraryEntry, LibraryWindows } from './library-recording.js';

/**
 * What a library keeps of a file that was analysed with windows `LIBRARY_HOP_SECONDS` apart.
 *
 * @param bytes - Length of the file.
 */
export function libraryEntry(
  { facts, analysis, variety }: Pick<AnalysedFile, 'facts' | 'analysis' | 'variety'>,
  bytes: number,
  { features }: ModelManifest,
): LibraryEntry {
  const { sha256, path, durationSeconds, format } = facts;
  const { plane, embedding } = analysis;
  return {
    recording: {
      id: sha256,
      path,
      paths: [path],
      bytes,
      durationSeconds,
      format,
      variety,
      warnings: embedding.warnings,
    },
    windows: libraryWindows(embedding),
    sketch: sketchRecording(plane, features.constantQ),
  };
}

function libraryWindows({ fragments }: RecordingEmbedding): LibraryWindows {
  const size = fragments[0]!.vector.length;
  const directions = new Int8Array(fragments.length * size);
  const times = new Float32Array(fragments.length * 2);
  fragments.forEach(({ vector, startSeconds, endSeconds }, i) => {
    directions.set(quantiseDirection(vector), i * size);
    times[2 * i] = startSeconds;
    times[2 * i + 1] = endSeconds;
  });
  return { directions, times };
}
