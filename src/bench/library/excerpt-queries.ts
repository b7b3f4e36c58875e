import { applyTempoAndPitch, createSignalsmithStretcher } from '../../augment/index.js';
import { decodeSignal, type Signal } from '../../audio/index.js';
import type { Embedder } from '../../embedding/index.js';
import { createAudioDecoder } from '../../platform/node/index.js';
import { QUERY_HOP_SECONDS, type LibraryEntry } from '../../search/index.js';
import { analyseRecording, type RecordingAnalysis } from '../../verification/index.js';

/** A stretch of a recording of the library, altered. */
export interface ExcerptQuery {
  readonly recordingId: string;
  readonly analysis: RecordingAnalysis;
}

const QUERY_SECONDS = 10;
const TEMPO_RATIO = 1.1;
const SHIFT_SEMITONES = 1;

/** Altered stretches of 10 s, each from the middle of another recording; the files must be where they were. */
export async function excerptQueries(
  entries: readonly LibraryEntry[],
  count: number,
  embedder: Embedder,
): Promise<ExcerptQuery[]> {
  const long = entries.filter(({ recording }) => recording.durationSeconds > 3 * QUERY_SECONDS);
  const stretcher = await createSignalsmithStretcher();
  const queries: ExcerptQuery[] = [];
  for (let i = 0; i < Math.min(count, long.length); i++) {
    const { recording } = long[Math.floor((i * long.length) / count)]!;
    const excerpt = await decodeSignal(createAudioDecoder(), recording.path, {
      startSeconds: recording.durationSeconds / 2,
      durationSeconds: QUERY_SECONDS * TEMPO_RATIO,
    });
    const altered = applyTempoAndPitch(
      excerpt,
      { tempoRatio: TEMPO_RATIO, shiftSemitones: SHIFT_SEMITONES },
      stretcher,
    );
    queries.push({ recordingId: recording.id, analysis: await analysed(altered, embedder) });
  }
  return queries;
}

function analysed({ samples, sampleRateHz }: Signal, embedder: Embedder): Promise<RecordingAnalysis> {
  const audio = {
    format: { container: 'wav', codec: 'pcm', sampleRateHz, channels: 1 },
    sampleRateHz,
    // eslint-disable-next-line @typescript-eslint/require-await -- what a decoder gives is asynchronous
    chunks: (async function* () {
      yield samples;
    })(),
    warnings: [],
    close: () => Promise.resolve(),
  };
  return analyseRecording(audio, embedder, 'query', { hopSeconds: QUERY_HOP_SECONDS, forDetection: false });
}
