export {
  createClassificationBatches,
  planEpoch,
  sourceSeconds,
  type FragmentRendering,
  type PlannedFragment,
  type TrainingRecording,
} from './classification-batches.js';
export { createContrastiveBatches, type GroupedPlane } from './contrastive-batches.js';
export {
  fragmentFrames,
  networkFrames,
  parseRecipe,
  recipeSchema,
  type ClassificationTask,
  type ContrastiveTask,
  type Recipe,
} from './recipe.js';
export {
  afterEpoch,
  initialScheduleState,
  learningRate,
  scheduleSchema,
  type Schedule,
  type ScheduleState,
} from './schedule.js';
export {
  runTraining,
  type Batch,
  type BatchSource,
  type MetricsRecord,
  type TrainingCheckpoint,
  type TrainingJournal,
  type TrainingRun,
} from './training-loop.js';
export { validatePlanes } from './validation.js';
export {
  candidateSeconds,
  chooseThreshold,
  thresholdFrames,
  type ChosenThreshold,
} from './choose-threshold.js';
export { drawRenderedCopy } from './rendered-copy.js';
