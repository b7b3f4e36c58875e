import { applyTempoAndPitch, createSignalsmithStretcher } from '../../augment/index.js';
import type { Signal } from '../../audio/index.js';
import { answerJobs } from '../comparison/worker-call.js';

/** Sound whose tempo and pitch are to be changed. */
export interface UndoJob {
  readonly signal: Signal;
  readonly tempoRatio: number;
  readonly shiftSemitones: number;
}

const stretcher = createSignalsmithStretcher();

answerJobs<UndoJob, Float32Array<ArrayBuffer>>(async ({ signal, tempoRatio, shiftSemitones }) => {
  const { samples } = applyTempoAndPitch(signal, { tempoRatio, shiftSemitones }, await stretcher);
  const message = new Float32Array(samples);
  return { message, transfer: [message.buffer] };
});
