export type { GraphRuntime, GraphSession, Tensor } from './graph-runtime.js';
export {
  columnGeometry,
  cqtNetLayers,
  finalChannels,
  forwardFlops,
  initialParameters,
  isRunningStatistic,
  minimumFrames,
  parameterShapes,
  type ColumnGeometry,
  type ParameterShape,
} from './cqt-net.js';
export { compactBasis, type CompactBasis } from './compact-basis.js';
export { GraphBuilder, type Value } from './graph-builder.js';
export { buildInferenceGraph, type EmbeddingOutput, type InferenceGraph } from './inference-graph.js';
export type { LossSpec } from './losses.js';
export type { LoweringName } from './lowering.js';
export { chooseLowering, type LoweringChoice } from './lowering-probe.js';
export type { NamedTensor, NamedTensors } from './named-tensors.js';
export { networkSpecSchema, PAPER_NETWORK, type NetworkSpec } from './network-spec.js';
export type { OptimiserSpec } from './optimisers.js';
export {
  initialTrainingState,
  TrainingStep,
  type StepResult,
  type TrainingState,
  type TrainingStepSettings,
} from './training-step.js';
export { decodeTensors, encodeTensors, requireShapes, type DecodedTensors } from './weights.js';
