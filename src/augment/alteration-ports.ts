import type { Signal } from '../audio/index.js';
import type { LossyCoder } from './lossy-coding.js';
import type { SoundStretch } from './sound-stretch.js';
import type { TimeStretcher } from './time-stretcher.js';

/** What alterations need beyond arithmetic. Only those that are asked for need their port. */
export interface AlterationPorts {
  /** For `tempo` and `pitch`. */
  readonly stretcher: TimeStretcher;
  /** For `codec`. */
  readonly coder?: LossyCoder | undefined;
  /** For `background`: sound of other recordings, fetched beforehand, at the sample rate of the signal. */
  readonly foreignSound?: ((stretch: SoundStretch) => Signal) | undefined;
}
