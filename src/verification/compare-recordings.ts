import type { AudioDecoder } from '../audio/index.js';
import {
  embedRecording,
  requireLongEnough,
  type Embedder,
  type RecordingEmbedding,
} from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import { findBestFragments } from './best-fragments.js';
import type { Comparison, RecordingFacts } from './comparison.js';

/** What a comparison needs from the outside. */
export interface ComparisonPorts {
  readonly decoder: AudioDecoder;
  readonly embedder: Embedder;
  /** SHA-256 of a file's bytes in lower-case hexadecimal. */
  readonly hashFile: (path: string) => Promise<string>;
}

export interface CompareOptions {
  /** The model's own by default; in [-1, 1], else `SETTING_OUT_OF_RANGE`. */
  readonly threshold?: number;
  /** Told how many more seconds of either recording have been worked off. */
  readonly onProgress?: (seconds: number) => void;
}

/** Fragments overlap this many times where a short recording sets their length. */
const OVERLAP = 4;

/**
 * Tells whether the candidate is an altered copy of (a part of) the reference.
 *
 * Both are cut into fragments of the model's length, or of the shorter recording's where that is shorter, so that an
 * excerpt is held against excerpts. The score is the highest cosine over all pairs of fragments.
 *
 * @throws DoppeltonError What decoding and {@link embedRecording} throw; the message names the file.
 */
export async function compareRecordings(
  ports: ComparisonPorts,
  referencePath: string,
  candidatePath: string,
  options: CompareOptions = {},
): Promise<Comparison> {
  const { decoder, embedder, hashFile } = ports;
  const { manifest } = embedder;
  const wholeFragment = manifest.fragment.seconds;
  let shorter = wholeFragment;
  for (const path of [referencePath, candidatePath]) {
    const seconds = await secondsUpTo(decoder, path, wholeFragment);
    requireLongEnough(seconds, manifest, path);
    shorter = Math.min(shorter, seconds);
  }
  const threshold = requireThreshold(options.threshold ?? manifest.decision.threshold);
  const fragmentSeconds = shorter;
  const cut = {
    fragmentSeconds,
    hopSeconds: shorter < wholeFragment ? fragmentSeconds / OVERLAP : manifest.fragment.hopSeconds,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  };

  const describe = async (path: string): Promise<DescribedRecording> => {
    const audio = await decoder.open(path);
    const embedding = await embedRecording(audio, embedder, path, cut);
    return {
      embedding,
      facts: {
        path,
        sha256: await hashFile(path),
        durationSeconds: embedding.durationSeconds,
        format: audio.format,
      },
      warnings: audio.warnings.map((warning) => `${path}: ${warning}`),
    };
  };
  const reference = await describe(referencePath);
  const candidate = await describe(candidatePath);

  const { score, best } = findBestFragments(reference.embedding, candidate.embedding);
  return {
    verdict: score > threshold ? 'match' : 'no-match',
    score,
    threshold,
    bestFragments: best,
    reference: reference.facts,
    candidate: candidate.facts,
    model: { name: manifest.name, version: manifest.version, sha256: manifest.weights.sha256 },
    warnings: [...reference.warnings, ...candidate.warnings],
  };
}

function requireThreshold(threshold: number): number {
  if (threshold >= -1 && threshold <= 1) return threshold;
  throw new DoppeltonError('SETTING_OUT_OF_RANGE', `threshold is ${threshold}; cosines lie between -1 and 1`);
}

interface DescribedRecording {
  readonly embedding: RecordingEmbedding;
  readonly facts: RecordingFacts;
  readonly warnings: readonly string[];
}

/** Length of a recording, counted no further than `limitSeconds`: headers lie, and a long file need not be read. */
async function secondsUpTo(decoder: AudioDecoder, path: string, limitSeconds: number): Promise<number> {
  const audio = await decoder.open(path);
  let seconds = 0;
  try {
    for await (const chunk of audio.chunks) {
      seconds += chunk.length / audio.sampleRateHz;
      if (seconds >= limitSeconds) return limitSeconds;
    }
    return seconds;
  } finally {
    await audio.close();
  }
}
