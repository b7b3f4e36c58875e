import { decodeSignal, type AudioDecoder } from '../../../audio/index.js';
import {
  flattenWaveform,
  SharedSoundSearch,
  type Corpus,
  type Recording,
  type SkippedRecording,
  type Split,
  type WaveformMatch,
} from '../../../corpus/index.js';
import { skippedBecause } from './corpus-skipping.js';
import { recordingsOfSplit } from './corpus-survey.js';

/** Two recordings of one group, and how the pieces of the shorter one are found in the longer. */
export interface ComparedWaveforms {
  readonly first: Recording;
  readonly second: Recording;
  readonly matches: readonly WaveformMatch[];
}

export interface CompareWaveformsOptions {
  /** All splits when absent. */
  readonly split?: Split | undefined;
  /** Told of each recording once it has been compared with all shorter ones of its group, or was found unusable. */
  readonly onProgress?: (recording: Recording) => void;
  /** Told of each recording that cannot be decoded. */
  readonly onSkipped?: (skipped: SkippedRecording) => void;
}

/** A recording with its flattened waveform. */
interface Heard {
  readonly recording: Recording;
  readonly waveform: Float32Array;
}

/**
 * Compares the waveforms of all recordings of one group (album, package) with one another: what was made of the same
 * sound at the same speed is found sample by sample, without anything that the project otherwise compares by. In memory are
 * the waveforms of one group, 29 MB an hour, and the spectra of one recording, 150 MB an hour.
 *
 * @throws DoppeltonError What is not a recording's fault.
 */
export async function* compareWaveforms(
  corpus: Corpus,
  decoder: AudioDecoder,
  options: CompareWaveformsOptions = {},
): AsyncGenerator<ComparedWaveforms> {
  for (const recordings of groupsOf(recordingsOfSplit(corpus, options.split))) {
    const heard = recordings.length > 1 ? await hear(recordings, decoder, options) : [];
    for (const [index, second] of heard.entries()) {
      const search = new SharedSoundSearch(second.waveform);
      for (const first of heard.slice(0, index)) {
        const matches = search.matchesOf(first.waveform);
        yield { first: first.recording, second: second.recording, matches };
      }
      options.onProgress?.(second.recording);
    }
    if (recordings.length === 1) options.onProgress?.(recordings[0]!);
  }
}

function groupsOf(recordings: readonly Recording[]): Recording[][] {
  const groups = new Map<string, Recording[]>();
  for (const recording of recordings) {
    const members = groups.get(recording.group);
    if (members === undefined) groups.set(recording.group, [recording]);
    else members.push(recording);
  }
  return [...groups.values()];
}

/** Shortest first: pieces of the shorter recording are looked for in the longer one. */
async function hear(
  recordings: readonly Recording[],
  decoder: AudioDecoder,
  { onSkipped, onProgress }: CompareWaveformsOptions,
): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const recording of recordings) {
    try {
      heard.push({ recording, waveform: flattenWaveform(await decodeSignal(decoder, recording.path)) });
    } catch (error) {
      onSkipped?.(skippedBecause(recording.id, error));
      onProgress?.(recording);
    }
  }
  return heard.sort((a, b) => a.waveform.length - b.waveform.length);
}
