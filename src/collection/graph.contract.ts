import type { AudioFormat } from '../audio/index.js';
import type { LibraryRecording, MatchedSegment } from '../search/index.js';
import type { LibraryPair } from './library-graph.js';

/** A file by that id, at `/music/<id>`. */
export function recordingOf(
  id: string,
  format: Partial<AudioFormat> = {},
  other: Partial<LibraryRecording> = {},
): LibraryRecording {
  return {
    id,
    path: `/music/${id}`,
    paths: [`/music/${id}`],
    bytes: 3_000_000,
    durationSeconds: 180,
    format: { container: 'mp3', codec: 'mp3', sampleRateHz: 44_100, channels: 2, ...format },
    variety: 8,
    warnings: [],
    ...other,
  };
}

/** A stretch in common. */
export function segmentOf(
  [referenceStartSeconds, referenceEndSeconds]: readonly [number, number],
  [candidateStartSeconds, candidateEndSeconds]: readonly [number, number],
  pitchShiftSemitones = 0,
): MatchedSegment {
  return {
    ...{ referenceStartSeconds, referenceEndSeconds, candidateStartSeconds, candidateEndSeconds },
    tempoRatio: (referenceEndSeconds - referenceStartSeconds) / (candidateEndSeconds - candidateStartSeconds),
    pitchShiftSemitones,
    score: 0.7,
    lead: 0.4,
    prominence: 5,
    meanCosine: 0.8,
    logLikelihoodRatio: 3,
    weight: 3,
  };
}

/** Two recordings with a stretch in common that covers a share of either. */
export function pairOf(
  referenceId: string,
  candidateId: string,
  line: Partial<LibraryPair['line']> = {},
): LibraryPair {
  const whole = { tempoRatio: 1, pitchShiftSemitones: 0, referenceShare: 1, candidateShare: 1, ...line };
  const { referenceShare, candidateShare, tempoRatio, pitchShiftSemitones } = whole;
  return {
    ...{ referenceId, candidateId, referenceShare, candidateShare },
    segments: [segmentOf([0, 180], [0, 180 / tempoRatio], pitchShiftSemitones)],
    line: whole,
    logLikelihoodRatio: 3,
  };
}
