import { cqtNetLayers, isRunningStatistic, parameterShapes } from './cqt-net.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import type { LayerContext } from './layers/layer-rule.js';
import { rows, vectorPlane } from './layers/linear.js';
import { traceLayer } from './layers/trace-layer.js';
import { traceCrossEntropy, traceNtXent, type LossSpec, type TracedLoss } from './losses.js';
import type { Lowering, Plane } from './lowering.js';
import type { NetworkSpec } from './network-spec.js';
import type { Optimiser } from './optimisers.js';

/** Names of the graph's inputs and outputs that are not tensors of the training state. */
export const GRAPH_NAMES = {
  constantQ: 'constantQ',
  labels: 'labels',
  loss: 'loss',
  correct: 'correct',
} as const;

/** An optimiser's tensor for a parameter, as it is named in the training state. */
export function slotTensorName(parameter: string, slot: string): string {
  return `${parameter}/${slot}`;
}

/** Output that holds the new value of a tensor of the training state. */
export function updatedName(tensor: string): string {
  return `updated/${tensor}`;
}

/** Output that holds the gradient by a parameter. */
export function gradientName(parameter: string): string {
  return `gradient/${parameter}`;
}

/** What a training graph is made for. */
export interface TrainingGraphSettings {
  readonly batch: number;
  readonly frames: number;
  readonly loss: LossSpec;
  readonly optimiser: Optimiser;
  /** Makes the lowering that writes into a graph. */
  readonly createLowering: (graph: GraphBuilder) => Lowering;
  readonly outputGradients: boolean;
}

interface NetworkPass {
  readonly loss: TracedLoss;
  readonly statistics: ReadonlyMap<string, Value>;
  readonly gradients: ReadonlyMap<string, Value>;
}

/**
 * One whole training step as a graph: forward, loss, backward, update. State goes in as inputs and comes out as
 * outputs; nothing else crosses but the batch, the optimiser's scalars, the loss and the count of right guesses.
 *
 * @returns Serialised ONNX ModelProto.
 */
export function buildTrainingGraph(spec: NetworkSpec, settings: TrainingGraphSettings): Uint8Array {
  const graph = new GraphBuilder();
  const shapes = parameterShapes(spec);
  const parameters = new Map(shapes.map(({ name, dims }) => [name, graph.input(name, dims)]));
  const pass = traceNetwork(graph, spec, settings, (name) => parameters.get(name)!);
  graph.output(GRAPH_NAMES.loss, pass.loss.loss, []);
  graph.output(GRAPH_NAMES.correct, pass.loss.correct, []);

  const { optimiser } = settings;
  const scalars = mapRecord(optimiser.scalars(1, 1), (_, name) => graph.input(name, []));
  for (const { name, dims } of shapes) {
    if (isRunningStatistic(name)) {
      graph.output(updatedName(name), pass.statistics.get(name)!, dims);
      continue;
    }
    const slotNames = Object.fromEntries(
      optimiser.slotNames.map((slot) => [slot, slotTensorName(name, slot)]),
    );
    const slots = mapRecord(slotNames, (tensor) => graph.input(tensor, dims));
    const gradient = pass.gradients.get(name)!;
    const parameter = parameters.get(name)!;
    const updated = optimiser.update(graph, { name, parameter, gradient, slots, scalars });
    graph.output(updatedName(name), updated.parameter, dims);
    for (const [slot, tensor] of Object.entries(slotNames)) {
      graph.output(updatedName(tensor), updated.slots[slot]!, dims);
    }
    if (settings.outputGradients) graph.output(gradientName(name), gradient, dims);
  }
  return graph.build();
}

function traceNetwork(
  graph: GraphBuilder,
  spec: NetworkSpec,
  settings: TrainingGraphSettings,
  parameter: LayerContext['parameter'],
): NetworkPass {
  const context = { graph, lowering: settings.createLowering(graph), parameter };
  const statistics = new Map<string, Value>();
  let plane = inputPlane(graph, spec, settings);
  const traced = cqtNetLayers(spec).map((layer) => {
    const step = traceLayer(context, layer, plane);
    for (const [name, value] of Object.entries(step.statistics ?? {})) statistics.set(name, value);
    plane = step.output;
    return step;
  });

  const loss = traceLoss(graph, plane, settings.loss);
  const gradients = new Map<string, Value>();
  let ahead = (): Plane => vectorPlane(graph, loss.gradient, plane.batch, plane.channels);
  for (const layer of traced.reverse()) {
    const back = layer.backward(ahead());
    for (const [name, value] of Object.entries(back.parameters)) gradients.set(name, value);
    ahead = () => back.input();
  }
  return { loss, statistics, gradients };
}

function inputPlane(graph: GraphBuilder, spec: NetworkSpec, settings: TrainingGraphSettings): Plane {
  const extents = { batch: settings.batch, channels: 1, bins: spec.inputBins, frames: settings.frames };
  const dims = [extents.batch, extents.channels, extents.bins, extents.frames];
  return { ...extents, value: graph.input(GRAPH_NAMES.constantQ, dims) };
}

function traceLoss(graph: GraphBuilder, output: Plane, spec: LossSpec): TracedLoss {
  const vectors = { value: rows(graph, output), rows: output.batch, columns: output.channels };
  if (spec.kind === 'nt-xent') return traceNtXent(graph, vectors, spec);
  return traceCrossEntropy(graph, vectors, graph.input(GRAPH_NAMES.labels, [output.batch], 'int64'));
}

function mapRecord<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
