import type { ConstantQPlane } from '../features/index.js';

/** A recording of a corpus with its features. */
export interface RecordingPlane<R> {
  readonly recording: R;
  readonly plane: ConstantQPlane;
}
