import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '../../../../tests/sounds.js';
import type { MetricsRecord } from '../../../training/index.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { readModel } from '../models/model-store.js';
import { trainModel, type TrainingJob, type TrainingObserver } from './training-run.js';

const SAMPLE_RATE_HZ = 22_050;
/** Enough for every split to have some. */
const RECORDINGS = 24;

let folder: string;

/** A chord that wanders, different for every recording, as a WAV of 6 s. */
function toneRecording(index: number): Uint8Array {
  const samples = Float64Array.from({ length: 6 * SAMPLE_RATE_HZ }, (_, n) => {
    const beat = Math.floor((n * (2 + (index % 3))) / SAMPLE_RATE_HZ);
    const note = 220 * 2 ** (((beat * (index + 2)) % 12) / 12);
    const time = (2 * Math.PI * n) / SAMPLE_RATE_HZ;
    return 0.25 * (Math.sin(note * time) + Math.sin(note * 1.5 * time));
  });
  return encodeWav([samples], SAMPLE_RATE_HZ, 's16');
}

const TINY = {
  name: 'tiny',
  version: '0.0.1',
  description: 'Smallest network, for tests.',
  seed: 5,
  features: {
    constantQ: {
      sampleRateHz: SAMPLE_RATE_HZ,
      hopSamples: 512,
      minFrequencyHz: 32.70319566257483,
      bins: 84,
      binsPerOctave: 12,
    },
    compression: { kind: 'log', gain: 50 },
  },
  network: {
    kind: 'cqt-net',
    inputBins: 84,
    width: 0.05,
    extraTimePool: true,
    timePools: 0,
    featureSize: 24,
  },
  fragmentSeconds: 2,
  optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
  schedule: { kind: 'plateau', rate: 0.01, factor: 0.3, patience: 1, threshold: 0.0001 },
  batchSize: 4,
  epochs: 2,
  lowering: 'portable',
  embedding: { seconds: 2, hopSeconds: 1, minimumSeconds: 2 },
};

const CONTRASTIVE = {
  kind: 'contrastive',
  temperature: 0.1,
  first: { startJitterFrames: 0 },
  second: { startJitterFrames: 4, tempo: { probability: 1, tempoRatio: { min: 0.8, max: 1.2 } } },
  stepsPerEpoch: 3,
};

const never = { probability: 0 };
const CLASSIFICATION = {
  kind: 'classification',
  augmentation: {
    pitch: { ...never, shiftSemitones: { min: -4, max: 4 } },
    tempo: { probability: 0.5, tempoRatio: { min: 0.8, max: 1.2 } },
    reverb: {
      ...never,
      roomSizePercent: { min: 0, max: 20 },
      dampingPercent: { min: 0, max: 20 },
      reverberancePercent: { min: 0, max: 20 },
    },
    gaussianNoise: { probability: 0.5, amplitude: { min: 0.001, max: 0.015 } },
  },
  fragmentSpacingSeconds: 2,
  renderedEpochs: 1,
};

class SilentObserver implements TrainingObserver {
  readonly losses: number[] = [];
  readonly epochs: MetricsRecord[] = [];
  onStep: (() => void) | undefined;
  note(): void {
    this.losses.splice(0);
  }
  preparing(): void {
    this.epochs.splice(0);
  }
  starting(): void {
    this.epochs.splice(0);
  }
  record(record: MetricsRecord): void {
    if (record.type === 'step') {
      this.losses.push(record.loss);
      this.onStep?.();
    } else {
      this.epochs.push(record);
    }
  }
}

async function job(task: object, out: string, changes: Partial<TrainingJob> = {}) {
  const recipePath = join(folder, `${out}.json`);
  await writeFile(recipePath, JSON.stringify({ ...TINY, task }));
  const observer = new SilentObserver();
  const settings: TrainingJob = {
    recipePath,
    corpusFolder: join(folder, 'corpus'),
    outFolder: join(folder, out),
    cacheFolder: join(folder, 'cache'),
    runtime: createOnnxRuntime({ threads: 1 }),
    renderingThreads: 1,
    observer,
    ...changes,
  };
  return { settings, observer };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-training-'));
  for (let i = 0; i < RECORDINGS; i++) {
    const group = join(folder, 'corpus', `group${i}`);
    await mkdir(group, { recursive: true });
    await writeFile(join(group, 'tones.wav'), toneRecording(i));
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe.each([
  ['contrastive', CONTRASTIVE],
  ['classification', CLASSIFICATION],
])('training a %s recipe', (name, task) => {
  it('gives the same losses whole, and stopped and resumed', async () => {
    const whole = await job(task, `${name}-whole`);
    const manifest = await trainModel(whole.settings);
    expect(manifest?.name).toBe('tiny');

    const first = await job(task, `${name}-parts`, { maximumSteps: 2 });
    expect(await trainModel(first.settings)).toBeUndefined();
    const second = await job(task, `${name}-parts`);
    await trainModel(second.settings);
    expect([...first.observer.losses, ...second.observer.losses]).toEqual(whole.observer.losses);

    const log = await readFile(join(folder, `${name}-parts`, 'metrics.jsonl'), 'utf8');
    const steps = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as MetricsRecord)
      .filter(({ type }) => type === 'step');
    expect(steps).toHaveLength(whole.observer.losses.length);

    const weights = [...(await readModel(join(folder, `${name}-whole`, 'model'))).weights];
    const resumed = await readModel(join(folder, `${name}-parts`, 'model'));
    for (const [tensor, { data }] of weights) expect(resumed.weights.get(tensor)?.data).toEqual(data);
    expect(weights.some(([tensor]) => tensor.startsWith('fc1'))).toBe(false);
  });
});

describe('a training run', () => {
  it('keeps the work when it is interrupted', async () => {
    const interruption = new AbortController();
    const { settings, observer } = await job(CONTRASTIVE, 'interrupted', { signal: interruption.signal });
    observer.onStep = () => {
      interruption.abort();
    };
    await expect(trainModel(settings)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const resumed = await job(CONTRASTIVE, 'interrupted', { maximumSteps: 3 });
    await trainModel(resumed.settings);
    expect(observer.losses).toHaveLength(1);
    expect(resumed.observer.losses).toHaveLength(2);
  });

  it('refuses the checkpoint of another recipe', async () => {
    await trainModel((await job(CONTRASTIVE, 'other', { maximumSteps: 1 })).settings);
    const changed = await job({ ...CONTRASTIVE, temperature: 0.2 }, 'other', { maximumSteps: 2 });
    await expect(trainModel(changed.settings)).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE' });
  });

  it('learns from renditions where they are given, and goes on with the same ones alone', async () => {
    const renditionsFolder = join(folder, 'renditions');
    for (let i = 0; i < 4; i++) {
      const composition = join(renditionsFolder, `tune${i >> 1}`);
      await mkdir(composition, { recursive: true });
      await writeFile(join(composition, `${i}.wav`), toneRecording(40 + i));
    }
    const grouped = { ...CONTRASTIVE, recordingsPerGroup: 2 };
    const with2 = await job(grouped, 'renditions', { renditionsFolder, maximumSteps: 2 });
    await trainModel(with2.settings);
    const without = await job(grouped, 'no-renditions', { maximumSteps: 2 });
    await trainModel(without.settings);
    expect(with2.observer.losses).not.toEqual(without.observer.losses);
    const changed = await job(grouped, 'renditions', { maximumSteps: 3 });
    await expect(trainModel(changed.settings)).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE' });
    for (const task of [CLASSIFICATION, CONTRASTIVE]) {
      const { settings } = await job(task, 'apart', { renditionsFolder });
      await expect(trainModel(settings)).rejects.toMatchObject({ code: 'RECIPE_INVALID' });
    }
  });

  it('names every wrong place of a recipe', async () => {
    const { settings } = await job({ ...CONTRASTIVE, temprature: 0.07, stepsPerEpoch: 0 }, 'typo');
    await expect(trainModel(settings)).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
      message: expect.stringMatching(/temprature.*/s) as string,
    });
  });
});
