import { cosine } from '../embedding/index.js';
import type { ConstantQ } from '../features/index.js';
import type { Fragment, TrialPlan } from './trial-plan.js';

/** What running a plan needs from the outside. */
export interface ProtocolPorts {
  /**
   * Constant-Q planes of fragments of one recording, in order, altered where they say so. May be called again before
   * an earlier call has ended, up to `concurrency` calls at a time.
   */
  render(recordingId: string, fragments: readonly Fragment[]): Promise<readonly ConstantQ[]>;
  /** One vector per plane, in order. */
  embed(planes: readonly ConstantQ[]): Promise<readonly Float32Array[]>;
  /** Told how many more fragments have been worked off, and of which recording. */
  onProgress?(fragments: number, recordingId: string): void;
}

export interface RunOptions {
  /** Calls of `render` under way at a time, >= 1. Default 1. */
  readonly concurrency?: number;
}

/** Fragments in one call of `render`: bounds the memory for a corpus of few recordings. */
const FRAGMENTS_PER_CALL = 48;

/** How many different fragments a plan needs. */
export function countFragments(plan: TrialPlan): number {
  return fragmentsByRecording(plan).reduce((sum, { fragments }) => sum + fragments.length, 0);
}

/**
 * Scores every trial of a plan by the cosine of its two vectors, one vector per fragment. Fragments are worked off
 * recording by recording, each only once however many trials use it.
 *
 * @returns One score a trial, in the order of the plan.
 * @throws Whatever the ports throw; the first error ends the run once the calls under way have ended.
 */
export async function runProtocol(
  plan: TrialPlan,
  ports: ProtocolPorts,
  options: RunOptions = {},
): Promise<Float64Array> {
  const vectors = new Map<string, Float32Array>();
  const calls = fragmentsByRecording(plan).values();
  let failed = false;

  // The workers share one iterator: each takes the next call as soon as it is free.
  async function work(): Promise<void> {
    for (const { recordingId, fragments } of calls) {
      if (failed) return;
      try {
        const embedded = await ports.embed(await ports.render(recordingId, fragments));
        fragments.forEach((fragment, i) => vectors.set(fragmentKey(fragment), embedded[i]!));
      } catch (error) {
        failed = true;
        throw error;
      }
      ports.onProgress?.(fragments.length, recordingId);
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: options.concurrency ?? 1 }, work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;

  return Float64Array.from(plan.trials, ({ reference, candidate }) =>
    cosine(vectors.get(fragmentKey(reference))!, vectors.get(fragmentKey(candidate))!),
  );
}

interface RenderCall {
  readonly recordingId: string;
  readonly fragments: Fragment[];
}

/** Each different fragment once, recordings in order of first use, fragments in order of time. */
function fragmentsByRecording(plan: TrialPlan): RenderCall[] {
  const byRecording = new Map<string, Map<string, Fragment>>();
  for (const fragment of plan.trials.flatMap(({ reference, candidate }) => [reference, candidate])) {
    const known = byRecording.get(fragment.recordingId) ?? new Map<string, Fragment>();
    byRecording.set(fragment.recordingId, known);
    known.set(fragmentKey(fragment), fragment);
  }
  return [...byRecording].flatMap(([recordingId, known]) => {
    const fragments = [...known.values()].sort((a, b) => a.startSeconds - b.startSeconds);
    return Array.from({ length: Math.ceil(fragments.length / FRAGMENTS_PER_CALL) }, (_, i) => ({
      recordingId,
      fragments: fragments.slice(i * FRAGMENTS_PER_CALL, (i + 1) * FRAGMENTS_PER_CALL),
    }));
  });
}

function fragmentKey(fragment: Fragment): string {
  const { recordingId, startSeconds, durationSeconds, augmentation, surround } = fragment;
  return JSON.stringify([recordingId, startSeconds, durationSeconds, augmentation, surround]);
}
