import type { LibraryRecording } from '../search/index.js';

/** A recording of a library that sounds, or sounded, in a stream. */
export interface Detection {
  /** Numbers the detections of one run, from 1. */
  readonly number: number;
  readonly recording: LibraryRecording;
  /** In seconds of sound since the stream began; what was lost between two connections does not count. */
  readonly streamStartSeconds: number;
  readonly streamEndSeconds: number;
  /** When that sound arrived. */
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** What of the recording it is. */
  readonly referenceStartSeconds: number;
  readonly referenceEndSeconds: number;
  /** The stream's speed over the recording's. */
  readonly tempoRatio: number;
  /** Semitones added to the recording. */
  readonly pitchShiftSemitones: number;
  /** Correlation along the stretch, in [−1, 1]. */
  readonly score: number;
  /** log10 likelihood ratio of the stretch, see `MatchedSegment.logLikelihoodRatio`. */
  readonly logLikelihoodRatio: number;
}

/** A detection that has begun, as far as it is known, or that is over. */
export interface MonitorEvent {
  readonly kind: 'begin' | 'end';
  readonly detection: Detection;
}
