import { availableParallelism } from 'node:os';
import {
  chooseLowering,
  forwardFlops,
  initialParameters,
  initialTrainingState,
  PAPER_NETWORK,
  TrainingStep,
  type GraphRuntime,
  type LoweringName,
  type NetworkSpec,
  type OptimiserSpec,
} from '../network/index.js';
import { Rng } from '../numeric/index.js';
// The room is entered by its door; the rule's pattern knows doors one folder less deep.
import { createOnnxRuntime } from '../platform/node/index.js';
import { matrixProduct, type Workload } from './matrix-product.js';

// How near training comes to what the machine can do: a large matrix product and training steps, in turns within one
// run, so that other work on the machine meets both alike.

const ROUNDS = 2;
const SGD: OptimiserSpec = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };

const NETWORKS: readonly { title: string; spec: NetworkSpec; batch: number; frames: number }[] = [
  { title: 'full width, 8 s', spec: PAPER_NETWORK, batch: 16, frames: 345 },
  { title: 'half width, 8 s', spec: { ...PAPER_NETWORK, width: 0.5 }, batch: 32, frames: 345 },
  {
    title: 'half width, one more pool, 8 s',
    spec: { ...PAPER_NETWORK, width: 0.5, extraTimePool: true, timePools: 2, featureSize: 512 },
    batch: 64,
    frames: 345,
  },
];

/** A training step costs three forward passes: one forward, one for each gradient. */
async function trainingStep(
  runtime: GraphRuntime,
  network: (typeof NETWORKS)[number],
  lowering: LoweringName,
): Promise<Workload & { release(): Promise<void> }> {
  const { spec, batch, frames } = network;
  const rng = new Rng(1);
  const state = initialTrainingState(spec, initialParameters(spec, rng), SGD);
  const loss = { kind: 'nt-xent', temperature: 0.1 } as const;
  const step = await TrainingStep.create(
    runtime,
    spec,
    { batch, frames, loss, optimiser: SGD, lowering },
    state,
  );
  const inputs = new Float32Array(batch * spec.inputBins * frames).map(() => rng.uniform());
  return {
    title: lowering,
    flops: 3 * batch * forwardFlops(spec, frames),
    units: batch,
    run: () => step.run(inputs, undefined, 1e-5),
    release: () => step.release(),
  };
}

/** Shortest run of each workload in seconds, the workloads taking turns. */
async function shortestRuns(workloads: readonly Workload[]): Promise<number[]> {
  const shortest = workloads.map(() => Infinity);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, workload] of workloads.entries()) {
      const start = performance.now();
      await workload.run();
      // The first round only warms up.
      if (round > 0) shortest[index] = Math.min(shortest[index]!, (performance.now() - start) / 1000);
    }
  }
  return shortest;
}

/** Training steps of three networks with either lowering, each beside a large matrix product. */
export async function benchNetwork(): Promise<string> {
  const lines: string[] = [];
  const runtime = createOnnxRuntime({ threads: availableParallelism() });
  const peak = await matrixProduct(runtime);
  for (const network of NETWORKS) {
    lines.push(`training step, ${network.title}: batch ${network.batch}, ${network.frames} frames`);
    const choice = await chooseLowering(runtime, network.batch);
    if (choice.lowering === 'portable') lines.push(`  blocked lowering left out: ${choice.reason}`);
    const names: LoweringName[] = choice.lowering === 'blocked' ? ['portable', 'blocked'] : ['portable'];
    for (const name of names) {
      const step = await trainingStep(runtime, network, name);
      const [peakSeconds, stepSeconds] = await shortestRuns([peak, step]);
      lines.push(comparisonLine(step, stepSeconds!, peak.flops / peakSeconds! / 1e9));
      await step.release();
    }
  }
  return lines.join('\n');
}

function comparisonLine({ title, flops, units }: Workload, seconds: number, peakRate: number): string {
  const rate = flops / seconds / 1e9;
  const share = ((100 * rate) / peakRate).toFixed(0);
  return (
    `  ${title.padEnd(8)} ${rate.toFixed(1)} GFLOP/s, ${((1000 * seconds) / units).toFixed(1)} ms a fragment; ` +
    `large matrix product ${peakRate.toFixed(1)} GFLOP/s: ${share} %`
  );
}
