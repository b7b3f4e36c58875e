import { alignRecordings } from '../../../alignment/index.js';
import {
  applyAugmentation,
  chain,
  createSignalsmithStretcher,
  type AlterationPorts,
} from '../../../augment/index.js';
import { excerptsOf, type Signal } from '../../../audio/index.js';
import type { Split } from '../../../corpus/index.js';
import {
  evaluateDetectors,
  type DetectionRecording,
  type DetectorEvaluation,
  type KnownFragment,
} from '../../../detection/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { admissibleStarts, type GroupedRecording } from '../../../evaluation/index.js';
import { PAPER_CONSTANT_Q, ConstantQPlane, bandSpectrum, constantQ } from '../../../features/index.js';
import { Rng } from '../../../numeric/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { readCorpus } from '../corpus/corpus-reader.js';
import { surveyCorpus, type CorpusSurvey } from '../corpus/corpus-survey.js';
import { DETECTOR_TRIALS, truthOf, undecidedOf } from './detector-trials.js';
import { FeatureCache } from '../corpus/feature-cache.js';
import { createLossyCoder } from '../audio/lossy-coder.js';
import { cutSound } from '../rendering/sound-cutting.js';
import { chooseSplit } from './trial-survey.js';

/** An evaluation of the detectors on a corpus. */
export interface DetectorJob {
  readonly corpusFolder: string;
  readonly split?: Split;
  /** Fixes fragments and alterations. */
  readonly seed: number;
  /** Stretches that are cut out, >= 1; each is altered in every way. */
  readonly stretches: number;
  /** Where features of whole recordings are kept. */
  readonly cacheFolder: string;
  /** Told after each fragment. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Lengths of the stretches, in turn. */
const STRETCH_SECONDS = [10, 20];
const EDITS = ['cut', 'insertion'] as const;
const EDIT_SECONDS = { min: 1.5, max: 5 };
const ANCHOR_HOP_SECONDS = 2.5;

/**
 * Judges the detectors: cuts stretches of recordings, alters each in every way that there is a trial for, aligns the
 * copies with the originals, and counts what is found.
 *
 * @throws DoppeltonError `CORPUS_EMPTY` when fewer than two recordings are long enough, and about the corpus' folder
 *   what `readCorpus` throws.
 */
export async function evaluateDetectorsOnCorpus(job: DetectorJob): Promise<DetectorEvaluation> {
  const decoder = createAudioDecoder();
  const corpus = await readCorpus(job.corpusFolder, { hash: 'all' });
  const survey = await surveyCorpus(corpus, chooseSplit(corpus, job.split), {
    decoder,
    cache: new FeatureCache(job.cacheFolder),
    config: PAPER_CONSTANT_Q,
  });
  const ports = { stretcher: await createSignalsmithStretcher(), coder: createLossyCoder() };
  const total = job.stretches * (Object.keys(DETECTOR_TRIALS).length + EDITS.length);
  return evaluateDetectors(knownFragments(survey, job, ports), {
    onProgress: (done) => job.onProgress?.(done, total),
  });
}

async function* knownFragments(
  { recordings, sources }: CorpusSurvey,
  { seed, stretches }: DetectorJob,
  ports: Pick<AlterationPorts, 'stretcher' | 'coder'>,
): AsyncGenerator<KnownFragment> {
  const longest = Math.max(...STRETCH_SECONDS) + 1;
  const usable = recordings.filter((recording) => admissibleStarts(recording, longest).length > 0);
  if (usable.length < 2) {
    throw new DoppeltonError('CORPUS_EMPTY', `${usable.length} recordings hold ${longest} s of sound`);
  }
  const rng = new Rng(seed);
  const drawn = rng.fork('recordings').shuffled(usable);
  const decoder = createAudioDecoder();
  const stretchOf = async (recording: GroupedRecording, durationSeconds: number, own: Rng) => {
    const startSeconds = own.choose(admissibleStarts(recording, durationSeconds + 1)) + own.uniform();
    const cuts = [{ startSeconds, durationSeconds }];
    const [signal] = await cutSound(sources.get(recording.id)!.path, cuts, decoder);
    return { signal: signal!, stretch: { recordingId: recording.id, startSeconds, durationSeconds } };
  };
  for (let i = 0; i < stretches; i++) {
    const own = rng.fork(i);
    const seconds = STRETCH_SECONDS[i % STRETCH_SECONDS.length]!;
    const { signal } = await stretchOf(drawn[i % drawn.length]!, seconds, own.fork('stretch'));
    const foreign = await stretchOf(drawn[(i + 1) % drawn.length]!, seconds, own.fork('foreign'));
    const reference = analyse(signal);
    for (const [name, draw] of Object.entries(DETECTOR_TRIALS)) {
      const alterations = draw(own.fork(name), foreign.stretch);
      const altered = applyAugmentation(signal, chain(...alterations), {
        ...ports,
        foreignSound: () => foreign.signal,
      });
      const truth = truthOf(alterations);
      yield knownFragment(reference, altered, { truth, undecided: undecidedOf(alterations) });
    }
    for (const edit of EDITS) {
      const { edited, truth } = edits(signal, foreign.signal, own.fork(edit))[edit]();
      yield knownFragment(reference, edited, { truth: [{ alteration: truth, strength: '' }], undecided: [] });
    }
  }
}

function analyse(signal: Signal): DetectionRecording {
  return {
    plane: ConstantQPlane.from(constantQ(signal, PAPER_CONSTANT_Q)),
    bands: bandSpectrum(signal.samples),
    excerpts: excerptsOf(signal),
  };
}

function knownFragment(
  reference: DetectionRecording,
  altered: Signal,
  about: Pick<KnownFragment, 'truth' | 'undecided'>,
): KnownFragment {
  const candidate = analyse(altered);
  const config = PAPER_CONSTANT_Q;
  const seconds = (plane: DetectionRecording['plane']) =>
    (plane.frames * config.hopSamples) / config.sampleRateHz;
  const referenceSeconds = seconds(reference.plane) / 2;
  const count = Math.max(1, Math.floor(seconds(candidate.plane) / ANCHOR_HOP_SECONDS) - 1);
  // References are short enough to be searched as a whole around any anchor.
  const anchors = Array.from({ length: count }, (_, i) => ({
    referenceSeconds,
    candidateSeconds: (i + 1) * ANCHOR_HOP_SECONDS,
  }));
  const segments = alignRecordings(reference.plane, candidate.plane, anchors, { config });
  return { reference, candidate, segments, config, ...about };
}

/** A stretch taken out of the middle half of a signal, or foreign sound put in there. */
function edits({ samples, sampleRateHz }: Signal, foreign: Signal, rng: Rng) {
  const seconds = rng.uniform(EDIT_SECONDS.min, EDIT_SECONDS.max);
  const count = Math.round(seconds * sampleRateHz);
  const at = Math.round(rng.uniform(0.3, 0.4) * samples.length);
  const joined = (...parts: readonly Float32Array[]): Signal => {
    const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let end = 0;
    for (const part of parts) {
      whole.set(part, end);
      end += part.length;
    }
    return { samples: whole, sampleRateHz };
  };
  const candidateSeconds = at / sampleRateHz;
  return {
    cut: () => ({
      edited: joined(samples.subarray(0, at), samples.subarray(at + count)),
      truth: { kind: 'cut' as const, candidateSeconds, removedSeconds: seconds },
    }),
    insertion: () => ({
      edited: joined(samples.subarray(0, at), foreign.samples.subarray(0, count), samples.subarray(at)),
      truth: {
        kind: 'insertion' as const,
        candidateStartSeconds: candidateSeconds,
        candidateEndSeconds: candidateSeconds + seconds,
      },
    }),
  };
}
