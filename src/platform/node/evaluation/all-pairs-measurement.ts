import { resolve } from 'node:path';
import { availableParallelism } from 'node:os';
import { direction, directionCosine, type Embedder } from '../../../embedding/index.js';
import {
  foreignRecordingOf,
  kindOfPair,
  type AllPairsPlan,
  type PairPlace,
} from '../../../evaluation/index.js';
import type { ConstantQ } from '../../../features/index.js';
import { analysePlane, MEASUREMENT_NAMES, type CosineFloor } from '../../../verification/index.js';
import type { CorpusSurvey } from '../corpus/corpus-survey.js';
import type { RenderRequest } from '../rendering/fragment-renderer.js';
import type {
  PairComparisonAnswer,
  PairComparisonJob,
  PairComparisonSettings,
} from '../analysis/pair-comparison-worker.js';
import { RenderingPool } from '../rendering/rendering-pool.js';
import { shareAnalysis, type SharedAnalysis } from '../analysis/shared-analyses.js';
import { WorkerPool } from '../threads/worker-pool.js';

/** What is measured on all pairs of one protocol at one duration. */
export interface MeasuredPairs {
  readonly plan: AllPairsPlan;
  /** Of the candidates, before their alteration. */
  readonly durationSeconds: number;
  /** Of the references, where they are longer stretches around the candidates' places. */
  readonly referenceSeconds?: number;
  /** Where each place's candidate begins in its reference. */
  readonly placeSeconds: Float64Array;
  /** Cosine of one vector a fragment, shape (places, places): reference i, candidate j. */
  readonly cosines: Float32Array;
  /** Shape (places, places, measurements), see `MEASUREMENT_NAMES`; zeros where a pair is left out. */
  readonly measurements: Float32Array;
}

/** What measuring needs. */
export interface MeasuringPorts {
  readonly embedder: Embedder;
  readonly survey: CorpusSurvey;
  readonly cacheFolder: string;
  /** Threads that render, then compare; >= 1. */
  readonly threads: number;
  /** How alike fragments must be to be aligned. */
  readonly floor: CosineFloor;
  /** See `AllPairsJob`. */
  readonly referenceSeconds?: number;
  /** Told how much more of a step's total is done. */
  readonly onProgress?: (
    step: 'rendering' | 'comparing',
    amount: number,
    total: number,
    note: string,
  ) => void;
}

/** A fragment, ready to be compared. */
interface PreparedFragment {
  readonly vector: Float32Array;
  readonly analysis: SharedAnalysis;
}

/** The fragments of all places at each duration, in the plan's order. */
type PreparedFragments = readonly (readonly PreparedFragment[])[];

/** Measures all pairs of plans that share their places; references are rendered and embedded once. */
export class AllPairsMeasurement {
  readonly #ports: MeasuringPorts;
  #references: { readonly key: string; readonly fragments: PreparedFragments } | undefined;

  constructor(ports: MeasuringPorts) {
    this.#ports = ports;
  }

  /**
   * One result a duration, longest first.
   *
   * @throws What rendering and embedding throw.
   */
  async *measure(plan: AllPairsPlan): AsyncGenerator<MeasuredPairs> {
    const references = await this.#referencesOf(plan);
    const candidates = await this.#prepare(plan, 'candidate');
    for (const [d, durationSeconds] of plan.durationsSeconds.entries()) {
      const sides = [references[d]!, candidates[d]!] as const;
      yield {
        plan,
        durationSeconds,
        ...(this.#ports.referenceSeconds !== undefined && {
          referenceSeconds: this.#ports.referenceSeconds,
        }),
        placeSeconds: Float64Array.from(
          plan.places,
          (place) => place.startSeconds - this.#referenceStretch(place).startSeconds,
        ),
        cosines: allCosines(...sides),
        measurements: await this.#compareAll(plan, durationSeconds, ...sides),
      };
    }
  }

  async #referencesOf(plan: AllPairsPlan): Promise<PreparedFragments> {
    const key = JSON.stringify([
      plan.durationsSeconds,
      plan.places.map(({ recordingId, startSeconds }) => [recordingId, startSeconds]),
    ]);
    if (this.#references?.key !== key) {
      this.#references = { key, fragments: await this.#prepare(plan, 'reference') };
    }
    return this.#references.fragments;
  }

  /** Renders and analyses one side, recording by recording, so that each is decoded once. */
  async #prepare(plan: AllPairsPlan, side: 'reference' | 'candidate'): Promise<PreparedFragments> {
    const { embedder, cacheFolder, threads, onProgress } = this.#ports;
    const { durationsSeconds, places, protocol } = plan;
    const prepared = durationsSeconds.map(() => new Array<PreparedFragment>(places.length));
    const config = embedder.manifest.features.constantQ;
    const pool = new RenderingPool(threads, { cacheFolder: resolve(cacheFolder), config });
    const byRecording = placesByRecording(places).entries();
    // The workers share one iterator; one call more than threads, so that all have work while one result is embedded.
    const work = async () => {
      for (const [recordingId, group] of byRecording) {
        const requests = group.map(([, place]) => this.#renderRequest(place, durationsSeconds, side));
        const planes = await pool.render(this.#renderJob(recordingId, requests, group));
        for (const [g, [index, place]] of group.entries()) {
          for (const d of durationsSeconds.keys()) {
            // A longer reference serves all durations.
            const isOne = planes.length === group.length;
            if (isOne && d > 0) {
              prepared[d]![index] = prepared[0]![index]!;
              continue;
            }
            const plane = planes[isOne ? g : g * durationsSeconds.length + d]!;
            prepared[d]![index] = await this.#prepareFragment(plane, place.recordingId);
          }
        }
        const note = side === 'reference' ? 'references' : protocol.name;
        onProgress?.('rendering', group.length, places.length, note);
      }
    };
    try {
      await Promise.all(Array.from({ length: threads + 1 }, work));
    } finally {
      await pool.close();
    }
    return prepared;
  }

  #renderRequest(
    place: PairPlace,
    durationsSeconds: readonly number[],
    side: 'reference' | 'candidate',
  ): RenderRequest {
    const { startSeconds, candidate } = place;
    const stretch = { startSeconds, durationSeconds: durationsSeconds[0]!, cutSeconds: durationsSeconds };
    if (side === 'candidate') return { ...stretch, ...candidate };
    return this.#ports.referenceSeconds === undefined ? stretch : this.#referenceStretch(place);
  }

  /** What the reference of a place is cut from: the place itself, or as much around it as is asked for. */
  #referenceStretch({ recordingId, startSeconds }: PairPlace) {
    const { referenceSeconds, survey } = this.#ports;
    if (referenceSeconds === undefined) return { startSeconds, durationSeconds: 0 };
    const whole = survey.recordings.find(({ id }) => id === recordingId)!.durationSeconds;
    const durationSeconds = Math.min(whole, referenceSeconds);
    const start = Math.max(0, Math.min(startSeconds - durationSeconds / 2, whole - durationSeconds));
    return { startSeconds: Math.floor(1000 * start) / 1000, durationSeconds };
  }

  #renderJob(recordingId: string, fragments: readonly RenderRequest[], group: readonly IndexedPlace[]) {
    const { sources } = this.#ports.survey;
    const foreign = group.map(([, { candidate }]) => foreignRecordingOf(candidate));
    const others = foreign.filter((id) => id !== undefined).map((id) => [id, sources.get(id)!] as const);
    return { source: sources.get(recordingId)!, fragments, others: Object.fromEntries(others) };
  }

  async #prepareFragment(plane: ConstantQ, where: string): Promise<PreparedFragment> {
    const { embedder } = this.#ports;
    const [vector] = await embedder.embed([plane]);
    return {
      vector: vector!,
      analysis: shareAnalysis(plane, await analysePlane(plane, embedder, where)),
    };
  }

  /** Rows of the matrix by threads that see all fragments in shared memory. */
  async #compareAll(
    plan: AllPairsPlan,
    durationSeconds: number,
    references: readonly PreparedFragment[],
    candidates: readonly PreparedFragment[],
  ): Promise<Float32Array> {
    const { embedder, floor, threads, onProgress } = this.#ports;
    const width = MEASUREMENT_NAMES.length;
    const count = references.length;
    const measurements = new Float32Array(count * count * width);
    const settings: PairComparisonSettings = {
      references: references.map(({ analysis }) => analysis),
      candidates: candidates.map(({ analysis }) => analysis),
      options: { config: embedder.manifest.features.constantQ, floor },
    };
    const pool = new WorkerPool<PairComparisonJob, PairComparisonAnswer>(
      'analysis/pair-comparison-worker.js',
      Math.min(threads, availableParallelism()),
      settings,
    );
    const compareRow = async (reference: number) => {
      const wanted = Array.from({ length: count }, (_, j) => j).filter(
        (j) => kindOfPair(plan, reference, j) !== 'left-out',
      );
      const row = await pool.run({ reference, candidates: wanted });
      wanted.forEach((j, i) => {
        const of = row.measurements.subarray(i * width, (i + 1) * width);
        measurements.set(of, (reference * count + j) * width);
      });
      onProgress?.('comparing', 1, count, `${plan.protocol.name}, ${durationSeconds} s`);
    };
    try {
      await Promise.all(Array.from({ length: count }, (_, reference) => compareRow(reference)));
    } finally {
      await pool.close();
    }
    return measurements;
  }
}

/** A place and its index in the plan. */
type IndexedPlace = readonly [number, PairPlace];

function placesByRecording(places: readonly PairPlace[]): Map<string, IndexedPlace[]> {
  const groups = new Map<string, IndexedPlace[]>();
  for (const [index, place] of places.entries()) {
    const group = groups.get(place.recordingId);
    if (group === undefined) groups.set(place.recordingId, [[index, place]]);
    else group.push([index, place]);
  }
  return groups;
}

function allCosines(
  references: readonly PreparedFragment[],
  candidates: readonly PreparedFragment[],
): Float32Array {
  const a = references.map(({ vector }) => direction(vector));
  const b = candidates.map(({ vector }) => direction(vector));
  const cosines = new Float32Array(a.length * b.length);
  a.forEach((reference, i) => {
    b.forEach((candidate, j) => {
      cosines[i * b.length + j] = directionCosine(reference, candidate);
    });
  });
  return cosines;
}
