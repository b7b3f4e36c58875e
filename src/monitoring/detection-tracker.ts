import {
  weighSegment,
  type LibraryRecording,
  type MatchedSegment,
  type SearchEvidence,
} from '../search/index.js';
import type { Detection, MonitorEvent } from './detection.js';

/** A stretch of a stream, in seconds of the stream, that matches a recording. */
export interface StreamMatch {
  readonly recording: LibraryRecording;
  /** The stream is the candidate. */
  readonly segment: MatchedSegment;
}

/** A stretch goes on with a detection when it lies this near to its line, and begins no later after its end. */
const SAME_PLACE_SECONDS = 1.5;
const LONGEST_GAP_SECONDS = 4;
/** A recording that repeats itself fits at several places: what overlaps a detection so far is one of those. */
const SAME_STRETCH_SHARE = 0.5;
/** Two stretches that begin within so many seconds are of one sound from its beginning. */
const SAME_BEGINNING_SECONDS = 1;

/** What is known of a detection that may still go on. */
interface OpenDetection {
  readonly number: number;
  readonly recording: LibraryRecording;
  startedAt: Date;
  first: MatchedSegment;
  last: MatchedSegment;
  /** The weight of the surest of its stretches. */
  highestWeight: number;
  /** Sums over the stretches, each weighed by its length. */
  weight: number;
  score: number;
  lead: number;
  prominence: number;
  meanCosine: number;
  pitchShiftSemitones: number;
}

/**
 * Makes detections with a beginning and an end out of the matches of one search after the other, each of which sees the
 * last seconds of a stream only.
 */
export class DetectionTracker {
  readonly #evidence: SearchEvidence;
  readonly #timeOf: (streamSeconds: number) => Date;
  readonly #patienceSeconds: number;
  #open: OpenDetection[] = [];
  #count = 0;

  /**
   * @param timeOf - When the sound at a place of the stream arrived; asked for places of the last seconds only.
   * @param patienceSeconds - A detection is over when nothing has gone on with it for so long.
   */
  constructor(evidence: SearchEvidence, timeOf: (streamSeconds: number) => Date, patienceSeconds: number) {
    this.#evidence = evidence;
    this.#timeOf = timeOf;
    this.#patienceSeconds = patienceSeconds;
  }

  get openCount(): number {
    return this.#open.length;
  }

  /**
   * Takes what a search found.
   *
   * @returns The detections that begin with it.
   */
  take(matches: readonly StreamMatch[]): MonitorEvent[] {
    const events: MonitorEvent[] = [];
    // The surest first: others may be places where the same recording repeats itself.
    const sorted = matches.toSorted((a, b) => b.segment.weight - a.segment.weight);
    for (const match of sorted) {
      const ofRecording = this.#open.filter(({ recording }) => recording.id === match.recording.id);
      const before = ofRecording.find(({ last }) => goesOn(last, match.segment));
      const misplaced = ofRecording.find((detection) => placesBetter(match.segment, detection));
      if (before !== undefined) extend(before, match.segment);
      else if (misplaced !== undefined) this.#place(misplaced, match.segment);
      else if (!ofRecording.some(({ last }) => isSameStretch(last, match.segment))) {
        const opened = this.#begin(match);
        this.#open.push(opened);
        events.push({ kind: 'begin', detection: this.#describe(opened) });
      }
    }
    return events;
  }

  /** @returns The detections that are over by now. */
  tick(streamSeconds: number): MonitorEvent[] {
    return this.#close(({ last }) => streamSeconds - last.candidateEndSeconds > this.#patienceSeconds);
  }

  /** @returns All detections that were open: the stream has ended, or broken off. */
  end(): MonitorEvent[] {
    return this.#close(() => true);
  }

  #close(isOver: (detection: OpenDetection) => boolean): MonitorEvent[] {
    const over = this.#open.filter(isOver);
    if (over.length === 0) return [];
    this.#open = this.#open.filter((detection) => !over.includes(detection));
    return over.map((detection) => ({ kind: 'end', detection: this.#describe(detection) }));
  }

  #begin({ recording, segment }: StreamMatch): OpenDetection {
    return { number: ++this.#count, recording, ...this.#placed(segment) };
  }

  /** Puts a detection where a stretch has it. */
  #place(detection: OpenDetection, segment: MatchedSegment): void {
    Object.assign(detection, this.#placed(segment));
  }

  /** All that a detection is by one stretch alone. */
  #placed(segment: MatchedSegment): Omit<OpenDetection, 'number' | 'recording'> {
    const weight = lengthOf(segment);
    return {
      startedAt: this.#timeOf(segment.candidateStartSeconds),
      first: segment,
      last: segment,
      highestWeight: segment.weight,
      weight,
      score: weight * segment.score,
      lead: weight * segment.lead,
      prominence: weight * segment.prominence,
      meanCosine: weight * segment.meanCosine,
      pitchShiftSemitones: weight * segment.pitchShiftSemitones,
    };
  }

  #describe(detection: OpenDetection): Detection {
    const { number, recording, startedAt, first, last, weight } = detection;
    const streamSeconds = last.candidateEndSeconds - first.candidateStartSeconds;
    const whole = {
      referenceStartSeconds: first.referenceStartSeconds,
      referenceEndSeconds: last.referenceEndSeconds,
      candidateStartSeconds: first.candidateStartSeconds,
      candidateEndSeconds: last.candidateEndSeconds,
      tempoRatio: (last.referenceEndSeconds - first.referenceStartSeconds) / streamSeconds,
      pitchShiftSemitones: detection.pitchShiftSemitones / weight,
      score: detection.score / weight,
      lead: detection.lead / weight,
      prominence: detection.prominence / weight,
      meanCosine: detection.meanCosine / weight,
    };
    const { tempoRatio, pitchShiftSemitones, score, referenceStartSeconds, referenceEndSeconds } = whole;
    const endedAt = this.#timeOf(last.candidateEndSeconds);
    return {
      ...{ number, recording, startedAt },
      // The clock may have been set back in between.
      endedAt: endedAt < startedAt ? startedAt : endedAt,
      streamStartSeconds: first.candidateStartSeconds,
      streamEndSeconds: last.candidateEndSeconds,
      ...{ referenceStartSeconds, referenceEndSeconds, tempoRatio, pitchShiftSemitones, score },
      logLikelihoodRatio: weighSegment(this.#evidence, whole),
    };
  }
}

/** Whether a stretch lies on the line of the last one of a detection, and overlaps or follows it. */
function goesOn(last: MatchedSegment, next: MatchedSegment): boolean {
  if (next.candidateStartSeconds - last.candidateEndSeconds > LONGEST_GAP_SECONDS) return false;
  const middle =
    (Math.max(last.candidateStartSeconds, next.candidateStartSeconds) + next.candidateEndSeconds) / 2;
  return Math.abs(placeOf(last, middle) - placeOf(next, middle)) < SAME_PLACE_SECONDS;
}

function isSameStretch(last: MatchedSegment, next: MatchedSegment): boolean {
  const overlap =
    Math.min(last.candidateEndSeconds, next.candidateEndSeconds) -
    Math.max(last.candidateStartSeconds, next.candidateStartSeconds);
  return overlap > SAME_STRETCH_SHARE * lengthOf(next);
}

/**
 * Whether a stretch says better than a detection what sounds since that began: of a recording that repeats itself the first few
 * seconds may have been found where they stand again.
 */
function placesBetter(segment: MatchedSegment, { first, last, highestWeight }: OpenDetection): boolean {
  const whole = last.candidateEndSeconds - first.candidateStartSeconds;
  const common =
    Math.min(last.candidateEndSeconds, segment.candidateEndSeconds) - segment.candidateStartSeconds;
  return (
    segment.candidateStartSeconds < first.candidateStartSeconds + SAME_BEGINNING_SECONDS &&
    common > SAME_STRETCH_SHARE * whole &&
    segment.weight > highestWeight
  );
}

/** Where in the recording a stretch's line is at a time of the stream. */
function placeOf(segment: MatchedSegment, streamSeconds: number): number {
  return segment.referenceStartSeconds + segment.tempoRatio * (streamSeconds - segment.candidateStartSeconds);
}

function lengthOf({ candidateStartSeconds, candidateEndSeconds }: MatchedSegment): number {
  return candidateEndSeconds - candidateStartSeconds;
}

function extend(detection: OpenDetection, segment: MatchedSegment): void {
  addMeasures(detection, segment);
  detection.highestWeight = Math.max(detection.highestWeight, segment.weight);
  if (segment.candidateEndSeconds > detection.last.candidateEndSeconds) detection.last = segment;
}

function addMeasures(detection: OpenDetection, segment: MatchedSegment): void {
  const weight = lengthOf(segment);
  detection.weight += weight;
  detection.score += weight * segment.score;
  detection.lead += weight * segment.lead;
  detection.prominence += weight * segment.prominence;
  detection.meanCosine += weight * segment.meanCosine;
  detection.pitchShiftSemitones += weight * segment.pitchShiftSemitones;
}
