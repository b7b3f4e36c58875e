// Written from the service's OpenAPI document by `npm run client`; do not edit.

export interface Addition {
  readonly recording: LibraryRecording;
  /** False when the library held this very file before. */
  readonly isNew: boolean;
}

export interface AdditionJob {
  readonly id: string;
  readonly kind: 'addition';
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  /** Names of the files, as they were sent. */
  readonly files: {
    readonly recording: string;
  };
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Of a job that is finished. */
  readonly result?: Addition;
  /** Of a job that failed. */
  readonly problem?: Problem;
  /** Jobs that are queued too, and that this one waits for. */
  readonly queuePosition?: number;
  readonly progress?: JobProgress;
}

export interface AlignedSegment {
  readonly referenceStartSeconds: number;
  readonly referenceEndSeconds: number;
  readonly candidateStartSeconds: number;
  readonly candidateEndSeconds: number;
  /** Candidate's speed over the reference's. */
  readonly tempoRatio: number;
  /** Added to the reference. */
  readonly pitchShiftSemitones: number;
  /** Correlation along the segment, in [-1, 1]. */
  readonly score: number;
  /** How much better the two agree there than up to 4 s beside it, in [-2, 1]. */
  readonly lead: number;
  /** By how many standard deviations of the agreement up to 4 s beside the agreement there exceeds the mean of that; 0 where too little lies beside. */
  readonly prominence: number;
  /** Of the vectors of the fragments that meet along the segment, in [-1, 1]. */
  readonly meanCosine?: number;
}

export interface AudioFormat {
  readonly container: string;
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly declaredDurationSeconds?: number;
}

export interface CandidateStretch {
  readonly candidateStartSeconds: number;
  readonly candidateEndSeconds: number;
}

export interface CommonLine {
  /** Candidate's speed over the reference's. */
  readonly tempoRatio: number;
  /** Added to the reference. */
  readonly pitchShiftSemitones: number;
  readonly referenceShare: number;
  readonly candidateShare: number;
}

export interface Comparison {
  readonly verdict: 'match' | 'no-match';
  /** What scoreKind says; higher means more alike. */
  readonly score: number;
  /** A match scores above it. */
  readonly threshold: number;
  readonly scoreKind: 'log10-likelihood-ratio' | 'cosine';
  readonly cosine: number;
  readonly bestFragments: {
    readonly referenceStartSeconds: number;
    readonly referenceEndSeconds: number;
    readonly candidateStartSeconds: number;
    readonly candidateEndSeconds: number;
  };
  readonly segments: readonly AlignedSegment[];
  readonly alterations: readonly DetectedAlteration[];
  /** Whether what runs together is a copy, rather than another rendition of one composition; absent where nothing can be said of it. */
  readonly againstRendition?: RenditionFinding;
  readonly reference: RecordingFacts;
  readonly candidate: RecordingFacts;
  readonly model: Model;
  readonly warnings: readonly string[];
  /** log10; above 0 speaks for a common origin. */
  readonly logLikelihoodRatio?: number;
  readonly likelihoodRatioInterval95?: readonly [number, number];
  readonly verbalScale?: {
    readonly direction: 'same' | 'different' | 'neither';
    readonly strength:
      'none' | 'weak' | 'moderate' | 'moderately-strong' | 'strong' | 'very-strong' | 'extremely-strong';
    readonly phrase: string;
  };
  readonly propositions?: {
    readonly same: string;
    readonly different: string;
  };
  readonly validation?: {
    readonly protocol: string;
    readonly durationSeconds: number;
    readonly pairLengths?: {
      readonly shorter: {
        readonly min: number;
        readonly max: number;
      };
      readonly longer: {
        readonly min: number;
        readonly max: number;
      };
    };
    readonly eer: number;
    readonly cllr: number;
    readonly cllrMin: number;
    readonly targets: number;
    readonly nonTargets: number;
  };
}

export interface ComparisonJob {
  readonly id: string;
  readonly kind: 'comparison';
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  /** Names of the files, as they were sent. */
  readonly files: {
    readonly reference: string;
    readonly candidate: string;
  };
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Of a job that is finished. */
  readonly result?: Comparison;
  /** Of a job that failed. */
  readonly problem?: Problem;
  /** Jobs that are queued too, and that this one waits for. */
  readonly queuePosition?: number;
  readonly progress?: JobProgress;
}

export type DetectedAlteration =
  | {
      readonly kind: 'pitch-shift';
      readonly shiftSemitones: number;
      readonly uncertaintySemitones: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'tempo-change';
      readonly tempoRatio: number;
      readonly uncertaintyRatio: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'speed-change';
      readonly speedRatio: number;
      readonly uncertaintyRatio: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'band-limit';
      readonly lowHz?: number;
      readonly highHz?: number;
      readonly uncertaintyOctaves: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'added-noise';
      readonly snrDb: number;
      readonly uncertaintyDb: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'reverberation';
      readonly decaySeconds: number;
      readonly uncertaintyFactor: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'lossy-coding';
      readonly codec: 'mp3' | 'aac' | 'opus' | 'vorbis';
      readonly sampleRateHz: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'gain';
      readonly gainDb: number;
      readonly uncertaintyDb: number;
      /** Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout. */
      readonly stretches?: readonly CandidateStretch[];
    }
  | {
      readonly kind: 'cut';
      readonly candidateSeconds: number;
      readonly removedSeconds: number;
    }
  | {
      readonly kind: 'insertion';
      readonly candidateStartSeconds: number;
      readonly candidateEndSeconds: number;
    };

export interface DuplicateCopy {
  /** SHA-256 of the recording's file. */
  readonly id: string;
  /** Of this file of the recording. */
  readonly name: string;
  /** Whether a file before it, the best copy or another, is the same byte for byte: then its id is too. */
  readonly isIdentical: boolean;
  /** Its speed over the best copy's. */
  readonly tempoRatio: number;
  /** Added to the best copy. */
  readonly pitchShiftSemitones: number;
  /** Whether neither was changed. */
  readonly isSame: boolean;
  /** In what the best copy is better; absent where the two are equals. */
  readonly worseBy?: 'agrees' | 'intact' | 'lossless' | 'sample-rate' | 'bit-rate' | 'length';
}

export interface DuplicateGroup {
  /** The best copy. */
  readonly bestId: string;
  /** File by file: a recording that is there as several identical files, as often. */
  readonly copies: readonly DuplicateCopy[];
}

export interface DuplicatesJob {
  readonly id: string;
  readonly kind: 'duplicates';
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Of a job that is finished. */
  readonly result?: LibraryDuplicates;
  /** Of a job that failed. */
  readonly problem?: Problem;
  /** Jobs that are queued too, and that this one waits for. */
  readonly queuePosition?: number;
  readonly progress?: JobProgress;
}

export interface Health {
  readonly status: 'ok' | 'stopping';
}

export type Job = ComparisonJob | AdditionJob | SearchJob | DuplicatesJob;

export interface JobProgress {
  /** Of sound, worked off so far. */
  readonly doneSeconds: number;
  /** Of sound in all; 0 when the files do not say. */
  readonly totalSeconds: number;
  /** Until the job is done, by how it went so far. */
  readonly leftSeconds?: number;
}

export interface LibraryDuplicates {
  /** Recordings that have something in common, directly or through others; largest first. Behind them, each for itself, those that have nothing in common with another but are there as several identical files. */
  readonly families: readonly LibraryFamily[];
  /** That were held against one another. */
  readonly recordings: number;
  /** A segment counts when its weight exceeds it. */
  readonly threshold: number;
  /** Share of recordings without anything in common with another that are joined to one all the same, estimated; less than was wanted where the threshold is at its least, as in small libraries. */
  readonly falseAlarmRatePerRecording: number;
  /** Of sound that was searched. */
  readonly libraryHours: number;
  readonly model: Model;
}

export interface LibraryFamily {
  /** In order of the paths of their files. */
  readonly recordings: readonly LibraryRecording[];
  readonly pairs: readonly LibraryPair[];
  /** Files that hold one recording from end to end, at any tempo and pitch. */
  readonly duplicates: readonly DuplicateGroup[];
}

export interface LibraryList {
  /** In order of the paths of their files. */
  readonly recordings: readonly LibraryRecording[];
  /** Recordings that the library holds. */
  readonly total: number;
}

export interface LibraryMatch {
  readonly recording: LibraryRecording;
  /** The recording is the reference, the query the candidate; in order of the query's time. */
  readonly segments: readonly MatchedSegment[];
  /** The highest of its segments. */
  readonly logLikelihoodRatio: number;
  /** The highest of its segments. */
  readonly weight: number;
}

export interface LibraryPair {
  /** SHA-256 of the recording's file. */
  readonly referenceId: string;
  /** SHA-256 of the recording's file. */
  readonly candidateId: string;
  /** In order of the candidate's time. */
  readonly segments: readonly MatchedSegment[];
  /** Of what sounds in the recording, in [0, 1]: so much is in common. */
  readonly referenceShare: number;
  readonly candidateShare: number;
  /** The stretches that lie on one line with the longest; shares of these. */
  readonly line: CommonLine;
  /** The highest of the segments. */
  readonly logLikelihoodRatio: number;
}

export interface LibraryRecording {
  /** SHA-256 of the recording's file. */
  readonly id: string;
  /** Of its file. */
  readonly name: string;
  readonly bytes: number;
  readonly durationSeconds: number;
  readonly format: AudioFormat;
  /** In how many ways its sound varies; what only hums or ticks proves nothing. */
  readonly variety: number;
  readonly warnings: readonly string[];
}

export interface LibraryStats {
  readonly recordings: number;
  readonly durationSeconds: number;
  /** Vectors that are searched. */
  readonly windows: number;
  /** Of what it takes to find the recordings again. */
  readonly storedBytes: number;
  /** Of uploaded files, which are kept to be played. */
  readonly keptBytes: number;
  readonly model: Model;
  /** Whether the model can weigh what a search finds. */
  readonly isSearchable: boolean;
}

export interface MatchedSegment {
  readonly referenceStartSeconds: number;
  readonly referenceEndSeconds: number;
  readonly candidateStartSeconds: number;
  readonly candidateEndSeconds: number;
  /** Candidate's speed over the reference's. */
  readonly tempoRatio: number;
  /** Added to the reference. */
  readonly pitchShiftSemitones: number;
  /** Correlation along the segment, in [-1, 1]. */
  readonly score: number;
  /** How much better the two agree there than up to 4 s beside it, in [-2, 1]. */
  readonly lead: number;
  /** By how many standard deviations of the agreement up to 4 s beside the agreement there exceeds the mean of that; 0 where too little lies beside. */
  readonly prominence: number;
  /** Of the vectors that meet along the segment, in [-1, 1]. */
  readonly meanCosine: number;
  /** log10, of this recording against others, within what the calibration supports. */
  readonly logLikelihoodRatio: number;
  /** The same before it was bounded: for ranking, and for the threshold. */
  readonly weight: number;
}

export interface Model {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

export interface Problem {
  /** Where the code is explained, relative to the service. */
  readonly type: string;
  /** What happened in general. */
  readonly title: string;
  readonly status: number;
  /** One of those that the page at /api/ lists; later versions may have more. */
  readonly code: string;
  /** What happened here. */
  readonly detail: string;
  readonly remedy: string;
}

export interface RecordingFacts {
  /** The name under which the file was sent. */
  readonly path: string;
  readonly sha256: string;
  readonly durationSeconds: number;
  readonly format: AudioFormat;
}

export interface RenditionFinding {
  /** How much of what is loud in one is missing in the other, whichever way round is less: a share. */
  readonly missingSound: number;
  /** log10; above 0 speaks for a copy. */
  readonly logLikelihoodRatio: number;
  readonly likelihoodRatioInterval95: readonly [number, number];
  readonly verbalScale: {
    readonly direction: 'same' | 'different' | 'neither';
    readonly strength:
      'none' | 'weak' | 'moderate' | 'moderately-strong' | 'strong' | 'very-strong' | 'extremely-strong';
    readonly phrase: string;
  };
  readonly propositions: {
    readonly same: string;
    readonly different: string;
  };
}

export interface SearchJob {
  readonly id: string;
  readonly kind: 'search';
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  /** Names of the files, as they were sent. */
  readonly files: {
    readonly query: string;
  };
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Of a job that is finished. */
  readonly result?: SearchResult;
  /** Of a job that failed. */
  readonly problem?: Problem;
  /** Jobs that are queued too, and that this one waits for. */
  readonly queuePosition?: number;
  readonly progress?: JobProgress;
}

export interface SearchResult {
  readonly query: RecordingFacts;
  /** Highest weight first. */
  readonly matches: readonly LibraryMatch[];
  /** A segment matches when its weight exceeds it: the higher the longer the query and the larger the library. */
  readonly threshold: number;
  /** Share of queries of which such a library holds nothing that give a match all the same, estimated; less than was wanted where the threshold is at its least, as in small libraries. */
  readonly falseAlarmRatePerQuery: number;
  /** Of sound that was searched. */
  readonly libraryHours: number;
  readonly model: Model;
  readonly warnings: readonly string[];
}
