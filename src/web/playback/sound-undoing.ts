import { createSignalsmithStretcher, undoTempoAndPitch } from '../../augment/index.js';
import type { Signal } from '../../audio/index.js';
import type { JobAnswer } from '../comparison/worker-call.js';

/** Sound, and the change of tempo and pitch that is to be undone in it. */
export interface UndoJob {
  readonly task: 'undo';
  readonly signal: Signal;
  readonly tempoRatio: number;
  readonly shiftSemitones: number;
}

let stretcher: ReturnType<typeof createSignalsmithStretcher> | undefined;

export async function answerUndo({
  signal,
  tempoRatio,
  shiftSemitones,
}: UndoJob): Promise<JobAnswer<Float32Array<ArrayBuffer>>> {
  stretcher ??= createSignalsmithStretcher();
  const { samples } = undoTempoAndPitch(signal, { tempoRatio, shiftSemitones }, await stretcher);
  const message = new Float32Array(samples);
  return { message, transfer: [message.buffer] };
}
