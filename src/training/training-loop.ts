import { DoppeltonError } from '../errors/index.js';
import type { TrainingState, TrainingStep } from '../network/index.js';
import {
  afterEpoch,
  initialScheduleState,
  learningRate,
  type Schedule,
  type ScheduleState,
} from './schedule.js';

/** Input of one step. */
export interface Batch {
  /** Network input, shape (batch, 1, bins, frames), row-major. */
  readonly inputs: Float32Array;
  /** Class of each row, shape (batch); absent where the loss needs none. */
  readonly labels?: Int32Array;
}

/** Where batches come from. A batch depends on its epoch and step alone, so that a resumed run sees the same ones. */
export interface BatchSource {
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  /** Does ahead what is quicker done for many batches at once: those of steps [from, to) of an epoch. */
  prepare?(epoch: number, steps: { readonly from: number; readonly to: number }): Promise<void>;
  batch(epoch: number, step: number): Promise<Batch>;
}

/** Everything that a run needs to go on as if it had never stopped. */
export interface TrainingCheckpoint {
  readonly epoch: number;
  /** Steps done in this epoch. */
  readonly step: number;
  readonly schedule: ScheduleState;
  /** Sum of the losses of this epoch's steps. */
  readonly lossSum: number;
  readonly state: TrainingState;
}

/** One line of the metrics log. */
export type MetricsRecord =
  | {
      readonly type: 'step';
      readonly epoch: number;
      readonly step: number;
      readonly loss: number;
      /** Share of rows whose class (or partner in the batch) was found first. */
      readonly accuracy: number;
      readonly rate: number;
      /** Samples seen since the start of the run. */
      readonly samples: number;
    }
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly meanLoss: number;
      readonly rate: number;
      readonly samples: number;
      readonly validation?: Readonly<Record<string, number>>;
    };

/** Port: where a run's state and its log are kept. */
export interface TrainingJournal {
  /** Replaces the checkpoint; either the old or the new one is whole at any moment. */
  save(checkpoint: TrainingCheckpoint): Promise<void>;
  append(record: MetricsRecord): Promise<void>;
}

/** Says whether the user wants to stop; an `AbortSignal` is one. */
export interface Interruption {
  readonly aborted: boolean;
}

export interface TrainingRun {
  readonly step: TrainingStep;
  readonly batches: BatchSource;
  readonly schedule: Schedule;
  readonly epochs: number;
  readonly journal: TrainingJournal;
  /** Steps between checkpoints; the end of an epoch and an interruption save one as well. */
  readonly checkpointEverySteps: number;
  /** Where to go on; absent at the start. */
  readonly resumeFrom?: TrainingCheckpoint;
  /** Figures on recordings that are not trained on, after each epoch. */
  readonly validate?: (state: TrainingState) => Promise<Readonly<Record<string, number>>>;
  readonly onRecord?: (record: MetricsRecord) => void;
  /** Stops after the step under way, keeping the work. */
  readonly signal?: Interruption;
  /** Ends the run after this many steps in all, for a trial of speed or of a recipe. */
  readonly maximumSteps?: number;
}

/**
 * Trains until the last epoch, the step limit or an interruption.
 *
 * @returns The final state.
 * @throws DoppeltonError `INTERRUPTED` after the checkpoint was saved.
 */
export async function runTraining(run: TrainingRun): Promise<TrainingState> {
  const { step: network, batches, schedule, epochs, journal } = run;
  const start = run.resumeFrom;
  const totalSteps = epochs * batches.stepsPerEpoch;
  let scheduleState = start?.schedule ?? initialScheduleState(schedule);

  const record = async (entry: MetricsRecord) => {
    await journal.append(entry);
    run.onRecord?.(entry);
  };

  for (let epoch = start?.epoch ?? 0; epoch < epochs; epoch++) {
    const resumed = epoch === start?.epoch;
    let lossSum = resumed ? start.lossSum : 0;
    const save = (step: number) =>
      journal.save({ epoch, step, schedule: scheduleState, lossSum, state: requireFinite(network.state()) });

    const firstStep = resumed ? start.step : 0;
    const stepsLeft = (run.maximumSteps ?? Infinity) - epoch * batches.stepsPerEpoch;
    const lastStep = Math.min(batches.stepsPerEpoch, stepsLeft);
    if (firstStep < lastStep) await batches.prepare?.(epoch, { from: firstStep, to: lastStep });
    let next: Promise<Batch> | undefined;
    for (let step = firstStep; step < batches.stepsPerEpoch; step++) {
      const done = epoch * batches.stepsPerEpoch + step;
      if (run.signal?.aborted === true) {
        await save(step);
        throw new DoppeltonError('INTERRUPTED', `training stopped after ${done} of ${totalSteps} steps`);
      }
      if (run.maximumSteps !== undefined && done >= run.maximumSteps) {
        await save(step);
        return network.state();
      }
      const { inputs, labels } = await (next ?? batches.batch(epoch, step));
      const rate = learningRate(schedule, scheduleState, done / totalSteps);
      const running = network.run(inputs, labels, rate);
      // Where threads make batches, the next one is made while the runtime works on this one.
      next = step + 1 < lastStep ? batches.batch(epoch, step + 1) : undefined;
      next?.catch(() => undefined);
      const { loss, correct } = await running;
      if (!Number.isFinite(loss)) {
        throw new DoppeltonError('TRAINING_DIVERGED', `the loss of step ${done + 1} is ${loss}`);
      }
      lossSum += loss;
      const samples = (done + 1) * batches.batchSize;
      await record({ type: 'step', epoch, step, loss, accuracy: correct / batches.batchSize, rate, samples });
      if ((step + 1) % run.checkpointEverySteps === 0) await save(step + 1);
    }

    const meanLoss = lossSum / batches.stepsPerEpoch;
    const validation = await run.validate?.(requireFinite(network.state()));
    await record({
      type: 'epoch',
      epoch,
      meanLoss,
      rate: scheduleState.rate,
      samples: (epoch + 1) * batches.stepsPerEpoch * batches.batchSize,
      ...(validation === undefined ? {} : { validation }),
    });
    scheduleState = afterEpoch(schedule, scheduleState, meanLoss);
    await journal.save({
      epoch: epoch + 1,
      step: 0,
      schedule: scheduleState,
      lossSum: 0,
      state: network.state(),
    });
  }
  return network.state();
}

/** An update can overflow after a finite loss; such weights must not replace the last good checkpoint. */
function requireFinite(state: TrainingState): TrainingState {
  for (const [name, { data }] of state.parameters) {
    if (!data.every(Number.isFinite)) {
      throw new DoppeltonError('TRAINING_DIVERGED', `${name} is not finite after step ${state.step}`);
    }
  }
  return state;
}
