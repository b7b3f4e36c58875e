import type { GraphBuilder, Value } from '../graph-builder.js';
import { planeLike, type Plane } from '../lowering.js';
import type { NormalisationLayer } from '../network-spec.js';
import type { LayerContext, LayerGradients, TracedLayer } from './layer-rule.js';

/** Added to the variance, as PyTorch does by default. */
export const NORMALISATION_EPSILON = 1e-5;

/** Share of the batch in the running statistics, as PyTorch's default. */
const STATISTICS_MOMENTUM = 0.1;

interface BatchMoments {
  readonly mean: Value;
  readonly variance: Value;
  /** 1 / sqrt(variance + epsilon). */
  readonly inverseDeviation: Value;
}

/**
 * y = γ (x − μ) / sqrt(σ² + ε) + β with the moments of the batch.
 *
 * @see Ioffe & Szegedy, "Batch normalization", ICML 2015.
 */
export function traceNormalisation(
  context: LayerContext,
  layer: NormalisationLayer,
  input: Plane,
): TracedLayer {
  const { graph, lowering } = context;
  const scale = context.parameter(`${layer.name}.weight`);
  const shift = context.parameter(`${layer.name}.bias`);
  const moments = batchMoments(context, input);
  const slope = graph.multiply(scale, moments.inverseDeviation);
  const offset = graph.subtract(shift, graph.multiply(slope, moments.mean));
  return {
    output: lowering.affine(input, slope, { shift: offset }),
    statistics: runningStatistics(context, layer, moments, input),
    backward: (outputGradient) =>
      normalisationGradients(context, layer, { input, outputGradient, moments, slope }),
  };
}

/**
 * With means over the batch, g = dy, x̂ = (x − μ) / σ: dβ = Σ g, dγ = Σ g x̂ and
 * dx = γ/σ · (g − mean(g) − x̂ mean(g x̂)), here as a sum of g and x, each scaled, and a constant.
 */
function normalisationGradients(
  context: LayerContext,
  layer: NormalisationLayer,
  trace: {
    readonly input: Plane;
    readonly outputGradient: Plane;
    readonly moments: BatchMoments;
    readonly slope: Value;
  },
): LayerGradients {
  const { graph, lowering } = context;
  const { input, outputGradient, slope } = trace;
  const { mean, inverseDeviation } = trace.moments;
  const meanGradient = lowering.channelMeans(outputGradient);
  const product = planeLike(input, graph.multiply(outputGradient.value, input.value));
  const centred = graph.subtract(lowering.channelMeans(product), graph.multiply(mean, meanGradient));
  const meanScaledGradient = graph.multiply(centred, inverseDeviation);
  const positions = positionCount(input);
  return {
    parameters: {
      [`${layer.name}.weight`]: graph.scale(meanScaledGradient, positions),
      [`${layer.name}.bias`]: graph.scale(meanGradient, positions),
    },
    input: () => {
      const inputSlope = graph.negate(
        graph.multiply(graph.multiply(slope, inverseDeviation), meanScaledGradient),
      );
      const constant = graph.negate(
        graph.add(graph.multiply(slope, meanGradient), graph.multiply(inputSlope, mean)),
      );
      const addend = lowering.affine(input, inputSlope, { shift: constant });
      return lowering.affine(outputGradient, slope, { addend });
    },
  };
}

function batchMoments(context: LayerContext, input: Plane): BatchMoments {
  const { graph, lowering } = context;
  const mean = lowering.channelMeans(input);
  const square = lowering.channelMeans(planeLike(input, graph.multiply(input.value, input.value)));
  // Rounding can take the difference just below zero where a channel is constant.
  const variance = graph.node('Max', [graph.subtract(square, graph.multiply(mean, mean)), graph.floats([0])]);
  const deviation = graph.node('Sqrt', [graph.add(variance, graph.floats([NORMALISATION_EPSILON]))]);
  return { mean, variance, inverseDeviation: graph.node('Reciprocal', [deviation]) };
}

function runningStatistics(
  context: LayerContext,
  layer: NormalisationLayer,
  moments: BatchMoments,
  input: Plane,
): Record<string, Value> {
  const { graph } = context;
  const positions = positionCount(input);
  const unbiased = graph.scale(moments.variance, positions / (positions - 1));
  const meanName = `${layer.name}.mean`;
  const varianceName = `${layer.name}.variance`;
  return {
    [meanName]: mixed(graph, context.parameter(meanName), moments.mean),
    [varianceName]: mixed(graph, context.parameter(varianceName), unbiased),
  };
}

function mixed(graph: GraphBuilder, running: Value, batch: Value): Value {
  return graph.add(graph.scale(running, 1 - STATISTICS_MOMENTUM), graph.scale(batch, STATISTICS_MOMENTUM));
}

function positionCount(plane: Plane): number {
  return plane.batch * plane.bins * plane.frames;
}
