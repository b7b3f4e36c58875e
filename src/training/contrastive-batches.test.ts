import { describe, expect, it } from 'vitest';
import { ConstantQPlane, PAPER_CONSTANT_Q } from '../features/index.js';
import { createContrastiveBatches, type GroupedPlane } from './contrastive-batches.js';
import { fragmentFrames, networkFrames, parseRecipe, type ContrastiveTask, type Recipe } from './recipe.js';

const PAIRS = 6;
const STILL = { startJitterFrames: 0 };

function recipeWith(
  task: Partial<ContrastiveTask> = {},
  seed = 1,
): { recipe: Recipe; task: ContrastiveTask } {
  const whole = {
    kind: 'contrastive',
    temperature: 0.1,
    first: STILL,
    second: STILL,
    stepsPerEpoch: 5,
    ...task,
  };
  const json = {
    name: 'tiny',
    version: '1.0.0',
    description: '',
    seed,
    features: { constantQ: PAPER_CONSTANT_Q, compression: { kind: 'none' } },
    network: {
      kind: 'cqt-net',
      inputBins: 84,
      width: 0.05,
      extraTimePool: false,
      timePools: 0,
      featureSize: 8,
    },
    fragmentSeconds: 0.5,
    task: whole,
    optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
    schedule: { kind: 'cosine', rate: 0.01, warmupShare: 0 },
    batchSize: 2 * PAIRS,
    epochs: 2,
    lowering: 'portable',
    embedding: { seconds: 1, hopSeconds: 1, minimumSeconds: 0.5 },
  };
  const recipe = parseRecipe(JSON.stringify(json), 'test');
  return { recipe, task: recipe.task as ContrastiveTask };
}

/** Recording i sounds at magnitude i + 1 throughout; three in a row are an album. */
function recordings(count: number, frames = 60): GroupedPlane[] {
  return Array.from({ length: count }, (_, i) => ({
    plane: ConstantQPlane.from({
      data: new Float32Array(84 * frames).fill(i + 1),
      bins: 84,
      frames,
    }),
    group: `album ${Math.floor(i / 3)}`,
  }));
}

/** Which recording each row of a batch comes from. */
function owners(inputs: Float32Array, recipe: Recipe): number[] {
  const size = 84 * networkFrames(recipe);
  expect(inputs).toHaveLength(recipe.batchSize * size);
  return Array.from({ length: recipe.batchSize }, (_, row) => {
    // From the middle of the row, where every copy sounds.
    return Math.round(inputs[row * size + 40 * networkFrames(recipe) + 5]!) - 1;
  });
}

function sourceOf(count: number, change: Partial<ContrastiveTask> = {}, seed = 1) {
  const { recipe, task } = recipeWith(change, seed);
  return { recipe, source: createContrastiveBatches(recipe, task, recordings(count)) };
}

describe('createContrastiveBatches', () => {
  it('makes each pair of one recording, and no two pairs of the same', async () => {
    const { recipe, source } = sourceOf(20, {
      second: { ...STILL, tempo: { probability: 1, tempoRatio: { min: 0.8, max: 1.25 } } },
    });
    expect(source).toMatchObject({ batchSize: 2 * PAIRS, stepsPerEpoch: 5 });
    for (let step = 0; step < 5; step++) {
      const batch = await source.batch(0, step);
      expect(batch.labels).toBeUndefined();
      const from = owners(batch.inputs, recipe);
      for (let pair = 0; pair < PAIRS; pair++) expect(from[2 * pair + 1]).toBe(from[2 * pair]);
      expect(new Set(from).size).toBe(PAIRS);
    }
  });

  it('makes the second copy of a pair, and it alone, of a rendered copy as often as it is told', async () => {
    const rendered = recordings(20).map((recording, i) => ({
      ...recording,
      rendered: [recordings(i + 101).at(-1)!.plane],
    }));
    for (const probability of [0, 0.5, 1]) {
      const { recipe, task } = recipeWith({ rendered: { copies: 1, probability } });
      const source = createContrastiveBatches(recipe, task, rendered);
      let altered = 0;
      for (let step = 0; step < 40; step++) {
        const from = owners((await source.batch(0, step)).inputs, recipe);
        for (let pair = 0; pair < PAIRS; pair++) {
          const [first, second] = [from[2 * pair]!, from[2 * pair + 1]!];
          expect(first).toBeLessThan(20);
          expect([first, first + 100]).toContain(second);
          if (second !== first) altered++;
        }
      }
      expect(Math.abs(altered / (40 * PAIRS) - probability)).toBeLessThan(0.12);
    }
  });

  it('comes to every recording equally often, whether or not albums stand together', async () => {
    for (const recordingsPerGroup of [1, 3]) {
      const { recipe, source } = sourceOf(20, { recordingsPerGroup });
      const counts = new Array<number>(20).fill(0);
      const steps = 150;
      for (let step = 0; step < steps; step++) {
        const from = owners((await source.batch(0, step)).inputs, recipe);
        for (let pair = 0; pair < PAIRS; pair++) counts[from[2 * pair]!]!++;
      }
      const expected = (steps * PAIRS) / 20;
      for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  it('puts recordings of one album together as far as it is asked to', async () => {
    const companions = async (change: Partial<ContrastiveTask>) => {
      const { recipe, source } = sourceOf(60, change);
      let together = 0;
      let most = 0;
      for (let step = 0; step < 100; step++) {
        const from = owners((await source.batch(0, step)).inputs, recipe).filter((_, row) => row % 2 === 0);
        const albums = from.map((recording) => Math.floor(recording / 3));
        const sizes = albums.map((album) => albums.filter((other) => other === album).length);
        together += sizes.filter((size) => size > 1).length;
        most = Math.max(most, ...sizes);
      }
      return { share: together / (100 * PAIRS), most };
    };
    const scattered = await companions({});
    expect(scattered.share).toBeLessThan(0.3);
    expect((await companions({ recordingsPerGroup: 1 })).share).toBe(scattered.share);
    const paired = await companions({ recordingsPerGroup: 2 });
    expect(paired.share).toBeGreaterThan(0.5);
    // Whole albums stand in a batch; only the last may be cut off.
    const whole = await companions({ recordingsPerGroup: 3 });
    expect(whole).toEqual({ share: 1, most: 3 });
  });

  it('takes the same stretch of renditions that stand in a batch together', async () => {
    // Each of 20 compositions in two renditions, the second longer and ten times as loud; frame f has magnitude f + 1.
    const played = Array.from({ length: 40 }, (_, i): GroupedPlane => {
      const frames = i % 2 === 0 ? 60 : 80;
      const data = Float32Array.from(
        { length: 84 * frames },
        (_, k) => ((k % frames) + 1) * (i % 2 === 0 ? 1 : 10),
      );
      return {
        plane: ConstantQPlane.from({ data, bins: 84, frames }),
        group: `composition ${i >> 1}`,
        isRendition: true,
      };
    });
    const { recipe, task } = recipeWith({ recordingsPerGroup: 2 });
    const source = createContrastiveBatches(recipe, task, played);
    const frames = networkFrames(recipe);
    const starts = new Set<number>();
    for (let step = 0; step < 20; step++) {
      const { inputs } = await source.batch(0, step);
      const begins = Array.from({ length: PAIRS }, (_, pair) => inputs[2 * pair * 84 * frames]!);
      // Pairs of a batch stand side by side, two of a composition: one begins at f + 1, the other at 10 · (f + 1).
      for (let pair = 0; pair < PAIRS; pair += 2) {
        const [quiet, loud] = [begins[pair]!, begins[pair + 1]!].toSorted((a, b) => a - b);
        expect(loud! / quiet!).toBeCloseTo(10, 1);
        starts.add(Math.round(quiet!));
      }
    }
    expect(starts.size).toBeGreaterThan(15);
    expect(Math.max(...starts)).toBeLessThanOrEqual(60 - frames + 1);
  });

  it('gives the same batch for the same seed, epoch and step, whatever was asked before', async () => {
    const change = {
      second: { startJitterFrames: 5, pitch: { probability: 1, shiftSemitones: { min: -3, max: 3 } } },
    };
    const { source } = sourceOf(20, change);
    const expected = await source.batch(1, 3);
    const { source: fresh } = sourceOf(20, change);
    await fresh.batch(0, 0);
    await fresh.batch(1, 4);
    expect(await fresh.batch(1, 3)).toEqual(expected);
    expect(await source.batch(1, 3)).toEqual(expected);
    for (const [epoch, step] of [
      [1, 2],
      [0, 3],
      [3, 1],
    ] as const) {
      expect(await source.batch(epoch, step)).not.toEqual(expected);
    }
    expect(await sourceOf(20, change, 2).source.batch(1, 3)).not.toEqual(expected);
  });

  it('takes the sound behind a copy from recordings outside the batch', async () => {
    const { recipe, source } = sourceOf(PAIRS + 1, {
      second: { ...STILL, background: { probability: 1, snrDb: { min: 0, max: 0 } } },
    });
    const { inputs } = await source.batch(0, 0);
    const size = 84 * networkFrames(recipe);
    for (let pair = 0; pair < PAIRS; pair++) {
      const plain = inputs.subarray(2 * pair * size, (2 * pair + 1) * size);
      const mixed = inputs.subarray((2 * pair + 1) * size, (2 * pair + 2) * size);
      expect(mixed.every((value, i) => value > 1.05 * plain[i]!)).toBe(true);
    }
  });

  it('takes recordings that are just a fragment long', async () => {
    const { recipe, task } = recipeWith();
    const frames = fragmentFrames(recipe);
    const source = createContrastiveBatches(recipe, task, recordings(PAIRS + 1, frames));
    expect(new Set(owners((await source.batch(0, 0)).inputs, recipe)).size).toBe(PAIRS);
  });

  it('refuses fewer recordings than a batch has pairs, and as many, which leave none for backgrounds', () => {
    for (const count of [0, PAIRS - 1, PAIRS]) {
      expect(() => sourceOf(count)).toThrow(expect.objectContaining({ code: 'CORPUS_EMPTY' }));
    }
    expect(() => sourceOf(PAIRS + 1)).not.toThrow();
  });
});
