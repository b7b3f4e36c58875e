import {
  EnvelopeStream,
  ExcerptStream,
  type DecodedAudio,
  type Envelope,
  type SoundExcerpt,
} from '../audio/index.js';
import { embedPlane, embedRecording, type Embedder, type RecordingEmbedding } from '../embedding/index.js';
import {
  BandSpectrumStream,
  concatBlocks,
  ConstantQPlane,
  PackedPlane,
  PlaneRecorder,
  type BandSpectrum,
  type ConstantQ,
} from '../features/index.js';

/** All of a recording that a comparison needs; the sound itself is not among it. */
export interface RecordingAnalysis {
  readonly embedding: RecordingEmbedding;
  /** Constant-Q magnitudes of the whole, in half precision. */
  readonly plane: PackedPlane;
  /** What lies above the constant-Q's bins; absent where the sound itself was not to be had. */
  readonly bands?: BandSpectrum;
  /** What it sounds like here and there; absent as `bands` is. */
  readonly excerpts?: readonly SoundExcerpt[];
  /** The waveform's outline; there when it was asked for. */
  readonly envelope?: Envelope;
}

/** How a recording is cut, and what is kept of it. */
export interface AnalysisOptions {
  readonly fragmentSeconds?: number;
  readonly hopSeconds?: number;
  /** Whether what only the detection of alterations looks at is kept, which is `bands` and `excerpts`; it is by default. */
  readonly forDetection?: boolean;
  /** Keep the waveform's outline too, for drawing. */
  readonly withEnvelope?: boolean;
  /** Told how many more seconds have been worked off. */
  readonly onProgress?: (seconds: number) => void;
}

/**
 * Analyses a recording in one pass; memory grows by 26 MB an hour, and excerpts take up to 4 MB.
 *
 * @param where - What to call the recording in an error, e.g. its path.
 * @throws DoppeltonError What `embedRecording` throws.
 */
export async function analyseRecording(
  audio: DecodedAudio,
  embedder: Embedder,
  where: string,
  options: AnalysisOptions = {},
): Promise<RecordingAnalysis> {
  const forDetection = options.forDetection !== false;
  const spectrum = forDetection ? new BandSpectrumStream() : undefined;
  const excerpts = forDetection ? new ExcerptStream(audio.sampleRateHz) : undefined;
  const blocks: BandSpectrum[] = [];
  const outline = options.withEnvelope === true ? new EnvelopeStream(audio.sampleRateHz) : undefined;
  const recorder = new PlaneRecorder(embedder.manifest.features.constantQ.bins);
  const embedding = await embedRecording(audio, embedder, where, {
    ...options,
    onSamples: (samples) => {
      if (spectrum !== undefined) blocks.push(spectrum.push(samples));
      excerpts?.push(samples);
      outline?.push(samples);
    },
    onColumns: (columns) => {
      recorder.push(columns);
    },
  });
  return {
    embedding,
    plane: recorder.end(),
    ...(spectrum !== undefined && { bands: concatBlocks([...blocks, spectrum.end()]) }),
    ...(excerpts !== undefined && { excerpts: excerpts.end() }),
    ...(outline !== undefined && { envelope: outline.end() }),
  };
}

/** The analysis of sound whose constant-Q plane is known already. */
export async function analysePlane(
  plane: ConstantQ,
  embedder: Embedder,
  where: string,
  options: Pick<AnalysisOptions, 'fragmentSeconds' | 'hopSeconds'> = {},
): Promise<RecordingAnalysis> {
  return {
    embedding: await embedPlane(plane, embedder, where, options),
    plane: new PackedPlane(plane.bins, [ConstantQPlane.from(plane)]),
  };
}
