import { afterEach, describe, expect, it } from 'vitest';
import {
  initialParameters,
  initialTrainingState,
  minimumFrames,
  TrainingStep,
  type GraphRuntime,
  type NetworkSpec,
  type OptimiserSpec,
  type TrainingState,
} from '../network/index.js';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import {
  runTraining,
  type Batch,
  type BatchSource,
  type MetricsRecord,
  type TrainingCheckpoint,
  type TrainingRun,
} from './training-loop.js';

const SPEC: NetworkSpec = {
  kind: 'cqt-stack',
  inputBins: 84,
  featureSize: 8,
  convolutions: [
    { channels: 16, kernelBins: 12, kernelFrames: 1 },
    { channels: 16, kernelBins: 5, kernelFrames: 2 },
  ],
};
const OPTIMISER: OptimiserSpec = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };
const FRAMES = minimumFrames(SPEC) + 2;
const BATCH = 4;
const STEPS = 4;

const onnx = createOnnxRuntime({ threads: 1 });
const opened: TrainingStep[] = [];
afterEach(async () => {
  for (const step of opened.splice(0)) await step.release();
});

/** What happened, in order. */
type Event = string;

/** The real runtime, noting when a graph starts and ends to run. */
function watched(events: Event[]): GraphRuntime {
  return {
    load: async (model) => {
      const session = await onnx.load(model);
      return {
        run: async (feeds) => {
          events.push('step starts');
          const outputs = await session.run(feeds);
          events.push('step ends');
          return outputs;
        },
        release: () => session.release(),
      };
    },
  };
}

/** Batches of noise that depend on epoch and step alone. */
function noise(events: Event[] = [], failure?: { at: string; error: Error }): BatchSource {
  return {
    batchSize: BATCH,
    stepsPerEpoch: STEPS,
    async batch(epoch, step): Promise<Batch> {
      const name = `${epoch}/${step}`;
      events.push(`batch ${name}`);
      if (failure?.at === name) throw failure.error;
      const rng = new Rng(1).fork(epoch).fork(step);
      const inputs = new Float32Array(BATCH * 84 * FRAMES).map(() => rng.uniform());
      return Promise.resolve({ inputs });
    },
  };
}

interface Watched {
  readonly events: Event[];
  readonly records: MetricsRecord[];
  readonly saved: TrainingCheckpoint[];
  readonly train: () => Promise<TrainingState>;
}

async function training(
  change: Partial<TrainingRun> & { failure?: { at: string; error: Error } } = {},
): Promise<Watched> {
  const { failure, ...rest } = change;
  const events: Event[] = [];
  const records: MetricsRecord[] = [];
  const saved: TrainingCheckpoint[] = [];
  const state =
    rest.resumeFrom?.state ?? initialTrainingState(SPEC, initialParameters(SPEC, new Rng(1)), OPTIMISER);
  const settings = {
    batch: BATCH,
    frames: FRAMES,
    loss: { kind: 'nt-xent', temperature: 0.2 },
    optimiser: OPTIMISER,
    lowering: 'portable',
  } as const;
  const step = await TrainingStep.create(watched(events), SPEC, settings, state);
  opened.push(step);
  events.splice(0);
  const run: TrainingRun = {
    step,
    batches: noise(events, failure),
    schedule: { kind: 'cosine', rate: 0.01, warmupShare: 0.2 },
    epochs: 2,
    journal: {
      save: (checkpoint) => Promise.resolve(void saved.push(checkpoint)),
      append: (record) => Promise.resolve(void records.push(record)),
    },
    checkpointEverySteps: 100,
    ...rest,
  };
  return { events, records, saved, train: () => runTraining(run) };
}

const stepsOf = (records: readonly MetricsRecord[]) => records.filter(({ type }) => type === 'step');

describe('runTraining', () => {
  it('asks for the next batch of an epoch while a step runs, for each of them once', async () => {
    const { events, train } = await training({ epochs: 1 });
    await train();
    expect(events).toEqual([
      'batch 0/0',
      'step starts',
      'batch 0/1',
      'step ends',
      'step starts',
      'batch 0/2',
      'step ends',
      'step starts',
      'batch 0/3',
      'step ends',
      'step starts',
      'step ends',
    ]);
  });

  it('asks for no batch that it will not take', async () => {
    const { events, records, saved, train } = await training({ maximumSteps: 6 });
    const state = await train();
    expect(state.step).toBe(6);
    expect(events.filter((event) => event.startsWith('batch')).at(-1)).toBe('batch 1/1');
    expect(stepsOf(records)).toHaveLength(6);
    expect(saved.at(-1)).toMatchObject({ epoch: 1, step: 2 });
  });

  it.each(['0/0', '0/2', '1/0'])('ends with the error of a batch that fails: %s', async (at) => {
    const error = new Error('no such sound');
    const { records, train } = await training({ failure: { at, error } });
    await expect(train()).rejects.toBe(error);
    // The step that ran meanwhile is done and noted.
    const [epoch, step] = at.split('/').map(Number);
    expect(stepsOf(records)).toHaveLength(epoch! * STEPS + step!);
  });

  it('ends with the error of a step, though the next batch fails too', async () => {
    const failing = await training({ failure: { at: '0/1', error: new Error('no such sound') } });
    for (const step of opened.splice(0)) await step.release();
    await expect(failing.train()).rejects.toMatchObject({ code: 'RUNTIME_FAILED' });
    expect(failing.records).toEqual([]);
  });

  it('goes on from a checkpoint as if it had never stopped', async () => {
    const through = await training();
    const expected = await through.train();
    const signal = { aborted: false };
    const first = await training({
      signal,
      onRecord: (record) => {
        if (record.type === 'step' && record.epoch === 0 && record.step === 2) signal.aborted = true;
      },
    });
    await expect(first.train()).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const resumeFrom = first.saved.at(-1)!;
    expect(resumeFrom).toMatchObject({ epoch: 0, step: 3 });
    const second = await training({ resumeFrom });
    const found = await second.train();
    expect(second.events[0]).toBe('batch 0/3');
    expect([...first.records, ...second.records]).toEqual(through.records);
    expect(found).toEqual(expected);
  });

  it('saves as often as it is told, and at the end of each epoch', async () => {
    const { saved, train } = await training({ checkpointEverySteps: 3 });
    await train();
    expect(saved.map(({ epoch, step }) => `${epoch}/${step}`)).toEqual(['0/3', '1/0', '1/3', '2/0']);
  });
});
