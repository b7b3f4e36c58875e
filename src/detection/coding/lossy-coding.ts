import type { AlignedSegment } from '../../alignment/index.js';
import { EXCERPT_SECONDS, type SoundExcerpt } from '../../audio/index.js';
import type { CommonSound } from '../common-sound.js';
import { CODEC_GRIDS, ExcerptAtRates, type CodecGrid, type TracedCodec } from './codec-grids.js';
import { codingTrace, type CodingTrace } from './coding-trace.js';

// Chosen on the validation split: what chance hardly does, and what is enough to suspect the reference of.
const CLEAR = { gain: 0.4, prominence: 6 } as const;
const SUSPECTED = { gain: 0, prominence: 4 } as const;
/** Nothing else needs to be looked for: no other codec leaves so much of a trace in the frames of this one. */
const BEYOND_DOUBT = 20;
/** The reference is suspected by what is found in any of so many excerpts: its codec may have left little in one. */
const REFERENCE_EXCERPTS = 3;

/** They have frames of one length, and windows that are hardly unlike. */
const ALIKE: readonly TracedCodec[] = ['aac', 'vorbis'];

/** A lossy codec that a sound went through. */
export interface CodecTrace {
  readonly codec: TracedCodec;
  /** That the codec worked at. */
  readonly sampleRateHz: number;
}

/**
 * The codec that the candidate went through and the reference did not, if any: known by how it cuts sound into frames.
 * That is lost where anything was done to the sound since but to its level and its format.
 *
 * @param timeChanged - Whether the candidate has another tempo or pitch, which no earlier trace outlives. If not, a codec
 *   that left its trace in the reference too is taken for the reference's.
 */
export function candidateCodec(common: CommonSound, timeChanged: boolean): CodecTrace | undefined {
  const { reference, candidate, segments } = common;
  const [heard] = loudest(candidate.excerpts, segments.map(candidateStretch));
  const own = CODEC_GRIDS.filter(({ sampleRateHz }) => sampleRateHz === candidate.sampleRateHz);
  const found = heard && clearestTrace(heard, own.length > 0 ? own : CODEC_GRIDS, CLEAR);
  if (found === undefined || timeChanged) return found;
  const rivals = CODEC_GRIDS.filter(
    ({ codec, sampleRateHz }) => sampleRateHz === found.sampleRateHz && mayBeTakenFor(codec, found.codec),
  );
  const before = loudest(reference.excerpts, segments.map(referenceStretch)).slice(0, REFERENCE_EXCERPTS);
  return before.some((excerpt) => clearestTrace(excerpt, rivals, SUSPECTED)?.codec === found.codec)
    ? undefined
    : found;
}

function mayBeTakenFor(a: TracedCodec, b: TracedCodec): boolean {
  return a === b || (ALIKE.includes(a) && ALIKE.includes(b));
}

/** Of the codecs that left a trace in an excerpt, the one that explains the most. */
function clearestTrace(
  excerpt: SoundExcerpt,
  grids: readonly CodecGrid[],
  least: CodingTrace,
): CodecTrace | undefined {
  const sound = new ExcerptAtRates(excerpt);
  let clearest: (CodecTrace & Pick<CodingTrace, 'gain'>) | undefined;
  for (const grid of grids) {
    const { codec, sampleRateHz } = grid;
    const trace = codingTrace(sound, grid);
    const isEnough = trace !== undefined && trace.gain > least.gain && trace.prominence > least.prominence;
    if (!isEnough || trace.gain <= (clearest?.gain ?? 0)) continue;
    clearest = { codec, sampleRateHz, gain: trace.gain };
    if (trace.prominence > BEYOND_DOUBT && !ALIKE.includes(codec)) break;
  }
  return clearest && { codec: clearest.codec, sampleRateHz: clearest.sampleRateHz };
}

interface Stretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** The excerpts that lie in one of the stretches as a whole, those with the most power first. */
function loudest(
  excerpts: readonly SoundExcerpt[] | undefined,
  stretches: readonly Stretch[],
): readonly SoundExcerpt[] {
  return (excerpts ?? [])
    .filter((excerpt) =>
      stretches.some(
        ({ startSeconds, endSeconds }) =>
          excerpt.startSeconds >= startSeconds && excerpt.startSeconds + EXCERPT_SECONDS <= endSeconds,
      ),
    )
    .map((excerpt) => ({ excerpt, power: powerOf(excerpt.samples) }))
    .toSorted((a, b) => b.power - a.power)
    .map(({ excerpt }) => excerpt);
}

function candidateStretch({ candidateStartSeconds, candidateEndSeconds }: AlignedSegment): Stretch {
  return { startSeconds: candidateStartSeconds, endSeconds: candidateEndSeconds };
}

function referenceStretch({ referenceStartSeconds, referenceEndSeconds }: AlignedSegment): Stretch {
  return { startSeconds: referenceStartSeconds, endSeconds: referenceEndSeconds };
}

function powerOf(samples: Float32Array): number {
  let sum = 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator takes several times as long
  for (let i = 0; i < samples.length; i++) sum += samples[i]! ** 2;
  return sum;
}
