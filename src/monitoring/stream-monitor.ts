import { FragmentStream, type Embedder, type FragmentEmbedding } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import {
  columns,
  concatColumns,
  ConstantQPlane,
  ConstantQStream,
  frameCount,
  PackedPlane,
  type ConstantQ,
} from '../features/index.js';
import { QUERY_HOP_SECONDS, searchRecording, searchThreshold, type LibrarySearch } from '../search/index.js';
import type { RecordingAnalysis } from '../verification/index.js';
import { ArrivalTimes } from './arrival-times.js';
import type { MonitorEvent } from './detection.js';
import { DetectionTracker, type StreamMatch } from './detection-tracker.js';

export interface MonitorPorts {
  readonly embedder: Embedder;
  readonly search: LibrarySearch;
}

export interface MonitorOptions {
  /** Wanted false detections an hour of a stream that holds nothing of the library, > 0; 0.01 by default. */
  readonly falseAlarmsPerHour?: number;
}

/** What is searched for in one go: the last seconds of the stream. */
const QUERY_SECONDS = 12;
/** Sound that is waited for between two searches. */
const SECONDS_BETWEEN_SEARCHES = 3 * QUERY_HOP_SECONDS;
/**
 * A stretch that chance brings up this many times as often as a match may soon be one: the next search does not wait for
 * more than one fragment then, 0.6 s.
 */
const PROMISING_RATES = 300;
/** Such a stretch goes on at the end of what was searched, or so near it. */
const GOES_ON_SECONDS = 2.5;
const LOOKAHEAD_SECONDS = 0.5;
/** Samples handled at a time, however many are pushed: less than what a search waits for. */
const PIECE_SECONDS = 0.5;
/** A detection is over when what is searched holds nothing of it any more: sooner, its end would begin another one. */
const PATIENCE_SECONDS = QUERY_SECONDS;
export const FALSE_ALARMS_PER_HOUR = 0.01;

/** How much a monitor holds at the moment. */
export interface MonitorRetention {
  readonly columns: number;
  readonly fragments: number;
  readonly openDetections: number;
  readonly timeMarks: number;
}

/**
 * Listens to a stream for recordings of a library. Sound goes in as it comes; detections come out when they begin, some 5 s
 * after their sound, seldom later than 10 s, and when they are over. Memory does not grow however long the stream goes on.
 */
export class StreamMonitor {
  readonly #ports: MonitorPorts;
  readonly #falseAlarmRatePerQuery: number;
  readonly #arrivals = new ArrivalTimes(QUERY_SECONDS + 2 * PATIENCE_SECONDS);
  readonly #tracker: DetectionTracker;
  readonly #secondsPerFrame: number;
  #samples = 0;
  /** Whether fragments came since the last search, and where that was. */
  #hasNew = false;
  #searchedSeconds = -Infinity;
  #isPromising = false;
  /** What is known of the stream since it began, or was interrupted. */
  #stretch: ListenedStretch;

  /** @throws DoppeltonError `SETTING_OUT_OF_RANGE`. */
  constructor(ports: MonitorPorts, { falseAlarmsPerHour = FALSE_ALARMS_PER_HOUR }: MonitorOptions = {}) {
    if (!(falseAlarmsPerHour > 0)) {
      throw new DoppeltonError(
        'SETTING_OUT_OF_RANGE',
        `falseAlarmsPerHour is ${falseAlarmsPerHour}; it must be a positive number`,
      );
    }
    // Searches that share most of their sound share their false alarms: as many count as do not overlap.
    this.#falseAlarmRatePerQuery = Math.min(1, (falseAlarmsPerHour * QUERY_SECONDS) / 3600);
    this.#ports = ports;
    const { hopSamples, sampleRateHz } = ports.embedder.manifest.features.constantQ;
    this.#secondsPerFrame = hopSamples / sampleRateHz;
    const timeOf = (streamSeconds: number) => this.#arrivals.at(streamSeconds);
    this.#tracker = new DetectionTracker(ports.search.evidence, timeOf, PATIENCE_SECONDS);
    this.#stretch = new ListenedStretch(ports.embedder, 0);
  }

  /** How much of the stream has been pushed, in seconds. */
  get streamSeconds(): number {
    return this.#samples / this.#sampleRateHz;
  }

  get retained(): MonitorRetention {
    return {
      columns: this.#stretch.frames,
      fragments: this.#stretch.fragments.length,
      openDetections: this.#tracker.openCount,
      timeMarks: this.#arrivals.marks,
    };
  }

  /**
   * Takes the next sound of the stream.
   *
   * @param samples - Mono at the model's rate, nominally [−1, 1], any number of them. Not modified, and not kept.
   * @param arrivedAt - When the last of them came.
   * @returns What begins and what is over with it.
   * @throws DoppeltonError What the library's store throws.
   */
  async push(samples: Float32Array, arrivedAt: Date): Promise<MonitorEvent[]> {
    const events: MonitorEvent[] = [];
    this.#arrivals.push((this.#samples + samples.length) / this.#sampleRateHz, arrivedAt);
    const pieceSamples = Math.round(PIECE_SECONDS * this.#sampleRateHz);
    for (let start = 0; start < samples.length; start += pieceSamples) {
      const piece = samples.subarray(start, start + pieceSamples);
      this.#samples += piece.length;
      if (await this.#stretch.push(piece)) this.#hasNew = true;
      if (this.#hasNew && this.#isDue()) events.push(...this.#tracker.take(await this.#matches()));
      events.push(...this.#tracker.tick(this.streamSeconds));
    }
    return events;
  }

  /**
   * The stream has ended, or broken off: what comes next has nothing to do with what was before.
   *
   * @returns What begins and ends with the last of it.
   * @throws DoppeltonError As {@link push}.
   */
  async interrupt(): Promise<MonitorEvent[]> {
    const events: MonitorEvent[] = [];
    if (await this.#stretch.end()) this.#hasNew = true;
    if (this.#hasNew) events.push(...this.#tracker.take(await this.#matches()));
    events.push(...this.#tracker.end());
    this.#hasNew = false;
    this.#isPromising = false;
    this.#stretch = new ListenedStretch(this.#ports.embedder, this.#samples);
    return events;
  }

  #isDue(): boolean {
    return this.#isPromising || this.streamSeconds - this.#searchedSeconds >= SECONDS_BETWEEN_SEARCHES;
  }

  get #sampleRateHz(): number {
    return this.#ports.embedder.manifest.features.constantQ.sampleRateHz;
  }

  async #matches(): Promise<StreamMatch[]> {
    this.#hasNew = false;
    this.#searchedSeconds = this.streamSeconds;
    this.#isPromising = false;
    const query = this.#stretch.query(this.#secondsPerFrame);
    if (query === undefined) return [];
    const { search } = this.#ports;
    const { matches, libraryHours } = await searchRecording(query.analysis, search, {
      falseAlarmRatePerQuery: Math.min(1, PROMISING_RATES * this.#falseAlarmRatePerQuery),
    });
    const searched = { libraryHours, querySeconds: QUERY_SECONDS };
    const threshold = searchThreshold(search.evidence, searched, this.#falseAlarmRatePerQuery);
    const segments = matches.flatMap((match) =>
      match.segments.map((segment) => ({ recording: match.recording, segment })),
    );
    const proven = segments.filter(({ segment }) => segment.weight > threshold);
    const goingOn = segments.filter(
      ({ segment }) =>
        segment.candidateEndSeconds > query.analysis.embedding.durationSeconds - GOES_ON_SECONDS,
    );
    // What is told already is nothing to wait for, nor is what else resembles it.
    this.#isPromising = goingOn.length > 0 && goingOn.every(({ segment }) => segment.weight <= threshold);
    return proven.map(({ recording, segment }) => ({
      recording,
      segment: {
        ...segment,
        candidateStartSeconds: segment.candidateStartSeconds + query.startSeconds,
        candidateEndSeconds: segment.candidateEndSeconds + query.startSeconds,
      },
    }));
  }
}

/** The last seconds of a stream that has not been interrupted. */
class ListenedStretch {
  readonly #embedder: Embedder;
  readonly #startSeconds: number;
  readonly #transform: ConstantQStream;
  readonly #cutter: FragmentStream;
  readonly #keptFrames: number;
  /** The last columns, and the number of the first of them since the stretch began. */
  #pieces: ConstantQ[] = [];
  #firstFrame = 0;
  frames = 0;
  fragments: FragmentEmbedding[] = [];

  constructor(embedder: Embedder, startSamples: number) {
    const { constantQ } = embedder.manifest.features;
    this.#embedder = embedder;
    this.#startSeconds = startSamples / constantQ.sampleRateHz;
    this.#transform = new ConstantQStream(constantQ);
    this.#cutter = new FragmentStream(embedder, {
      hopSeconds: QUERY_HOP_SECONDS,
      fragmentsTogether: 1,
      lookaheadSeconds: LOOKAHEAD_SECONDS,
    });
    this.#keptFrames = Math.round((QUERY_SECONDS * constantQ.sampleRateHz) / constantQ.hopSamples);
  }

  /** @returns Whether there are fragments that were not there before. */
  async push(samples: Float32Array): Promise<boolean> {
    const plane = this.#transform.push(samples);
    return this.#keep(plane, await this.#cutter.push(plane));
  }

  /** @returns As {@link push}. */
  async end(): Promise<boolean> {
    const plane = this.#transform.end();
    const { fragment, features } = this.#embedder.manifest;
    const heardFrames = this.#firstFrame + this.frames + plane.frames;
    // A stream that breaks off soon may hold less than a model can judge.
    if (heardFrames < frameCount(fragment.minimumSeconds, features.constantQ)) return false;
    const fragments = [...(await this.#cutter.push(plane)), ...(await this.#cutter.end())];
    return this.#keep(plane, fragments);
  }

  /** The last seconds as a recording of their own; undefined where nothing sounds in them. */
  query(secondsPerFrame: number): { analysis: RecordingAnalysis; startSeconds: number } | undefined {
    if (this.fragments.length === 0) return undefined;
    const plane = concatColumns(this.#pieces);
    const start = this.#firstFrame * secondsPerFrame;
    const fragments = this.fragments.map((fragment) => ({
      ...fragment,
      startSeconds: fragment.startSeconds - start,
      endSeconds: fragment.endSeconds - start,
    }));
    const durationSeconds = plane.frames * secondsPerFrame;
    return {
      startSeconds: this.#startSeconds + start,
      analysis: {
        plane: new PackedPlane(plane.bins, [ConstantQPlane.from(plane)]),
        embedding: { durationSeconds, fragments, warnings: [] },
      },
    };
  }

  #keep(plane: ConstantQ, fragments: readonly FragmentEmbedding[]): boolean {
    this.#pieces.push(plane);
    this.frames += plane.frames;
    const surplus = this.frames - this.#keptFrames;
    if (surplus > 0) {
      const all = concatColumns(this.#pieces);
      this.#pieces = [columns(all, surplus, all.frames)];
      this.#firstFrame += surplus;
      this.frames = this.#keptFrames;
    }
    const { hopSamples, sampleRateHz } = this.#embedder.manifest.features.constantQ;
    const oldest = (this.#firstFrame * hopSamples) / sampleRateHz;
    this.fragments = [...this.fragments, ...fragments].filter(({ startSeconds }) => startSeconds >= oldest);
    return fragments.length > 0;
  }
}
