import { z } from 'zod';

const plateauSchema = z.strictObject({
  kind: z.literal('plateau'),
  /** First learning rate. */
  rate: z.number().positive(),
  /** What the rate is multiplied by when the loss stands still. */
  factor: z.number().gt(0).lt(1),
  /** Epochs without improvement that are tolerated. */
  patience: z.int().nonnegative(),
  /** An epoch improves when its loss is below best × (1 − threshold). */
  threshold: z.number().min(0).lt(1),
});

const cosineSchema = z.strictObject({
  kind: z.literal('cosine'),
  /** Highest learning rate, reached at the end of the warm-up. */
  rate: z.number().positive(),
  /** Share of all steps during which the rate rises from 0. */
  warmupShare: z.number().min(0).lt(1),
});

export const scheduleSchema = z.discriminatedUnion('kind', [plateauSchema, cosineSchema]);

export type Schedule = z.infer<typeof scheduleSchema>;

/** What a schedule remembers from epoch to epoch; JSON-able, part of a checkpoint. */
export interface ScheduleState {
  readonly rate: number;
  readonly bestLoss?: number | undefined;
  readonly badEpochs: number;
}

export function initialScheduleState(schedule: Schedule): ScheduleState {
  return { rate: schedule.rate, badEpochs: 0 };
}

/**
 * Learning rate of one step.
 *
 * @param progress - Share of all steps done before this one, in [0, 1).
 */
export function learningRate(schedule: Schedule, state: ScheduleState, progress: number): number {
  switch (schedule.kind) {
    case 'plateau':
      return state.rate;
    case 'cosine': {
      const { rate, warmupShare } = schedule;
      if (progress < warmupShare) return (rate * progress) / warmupShare;
      return (rate / 2) * (1 + Math.cos((Math.PI * (progress - warmupShare)) / (1 - warmupShare)));
    }
  }
}

/**
 * State after an epoch with the given mean training loss. The plateau rule is that of PyTorch's ReduceLROnPlateau in
 * its relative mode: the rate falls when more than `patience` epochs in a row did not improve.
 */
export function afterEpoch(schedule: Schedule, state: ScheduleState, meanLoss: number): ScheduleState {
  if (schedule.kind === 'cosine') return state;
  const improved = state.bestLoss === undefined || meanLoss < state.bestLoss * (1 - schedule.threshold);
  if (improved) return { ...state, bestLoss: meanLoss, badEpochs: 0 };
  if (state.badEpochs + 1 <= schedule.patience) return { ...state, badEpochs: state.badEpochs + 1 };
  return { ...state, rate: state.rate * schedule.factor, badEpochs: 0 };
}
