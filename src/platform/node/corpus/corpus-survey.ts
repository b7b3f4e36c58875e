import type { AudioDecoder } from '../../../audio/index.js';
import type { Corpus, Recording, SkippedRecording, Split } from '../../../corpus/index.js';
import { surveySound, type GroupedRecording } from '../../../evaluation/index.js';
import type { ConstantQConfig } from '../../../features/index.js';
import { loadPlanes } from './corpus-planes.js';
import type { FeatureCache } from './feature-cache.js';
import { hashFile } from '../files/file-hash.js';
import type { RenderSource } from '../rendering/fragment-renderer.js';

/** The recordings of a corpus that trials can be drawn from. */
export interface CorpusSurvey {
  readonly recordings: readonly GroupedRecording[];
  /** Where each of them lies, by id. */
  readonly sources: ReadonlyMap<string, RenderSource>;
  /** What cannot be read or decoded. */
  readonly skipped: readonly SkippedRecording[];
}

export interface SurveyPorts {
  readonly decoder: AudioDecoder;
  readonly cache: FeatureCache;
  readonly config: ConstantQConfig;
  /** Told after each recording. */
  readonly onProgress?: (recordingId: string) => void;
}

/**
 * Decodes the recordings of a split (or takes their planes from the cache) and notes how long they are and where they
 * sound. One recording is in memory at a time, however large the corpus.
 *
 * @throws DoppeltonError `FILE_UNWRITABLE` when the cache cannot be written.
 */
export async function surveyCorpus(
  corpus: Corpus,
  split: Split | undefined,
  ports: SurveyPorts,
): Promise<CorpusSurvey> {
  const { decoder, cache, config } = ports;
  const recordings: GroupedRecording[] = [];
  const sources = new Map<string, RenderSource>();
  const skipped: SkippedRecording[] = [];
  for (const recording of recordingsOfSplit(corpus, split)) {
    const loaded = await loadPlanes({ ...corpus, recordings: [recording] }, cache, decoder, { config });
    skipped.push(...loaded.skipped);
    for (const { plane } of loaded.planes) {
      const { id, group, sharesSoundWith } = recording;
      recordings.push({
        id,
        group,
        ...(sharesSoundWith !== undefined && { sharesSoundWith }),
        ...surveySound(plane, config),
      });
      sources.set(recording.id, {
        path: recording.path,
        sha256: recording.sha256 ?? (await hashFile(recording.path)),
      });
    }
    ports.onProgress?.(recording.id);
  }
  return { recordings, sources, skipped };
}

/** The recordings of a split; all of them when no split is named. */
export function recordingsOfSplit(corpus: Corpus, split: Split | undefined): readonly Recording[] {
  return corpus.recordings.filter((recording) => split === undefined || recording.split === split);
}
