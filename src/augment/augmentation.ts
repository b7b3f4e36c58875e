import type { Signal } from '../audio/index.js';
import type { AlterationPorts } from './alteration-ports.js';
import { applyAlteration, describeAlteration, type Alteration } from './alteration.js';
import { applyTempoAndPitch } from './tempo-and-pitch.js';

/** Alterations in the order in which they are applied. An empty list leaves the recording as it is. */
export interface Augmentation {
  readonly alterations: readonly Alteration[];
}

/** An augmentation of these alterations, in this order. */
export function chain(...alterations: readonly Alteration[]): Augmentation {
  return { alterations };
}

/**
 * Applies alterations one after the other; a pitch and a tempo side by side are made in one step, which sounds better
 * and takes half the time.
 *
 * @param signal - Not modified. Returned itself when there is nothing to apply.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a setting outside its documented range; `INTERNAL` for an
 *   alteration whose port is not there.
 */
export function applyAugmentation(
  signal: Signal,
  { alterations }: Augmentation,
  ports: AlterationPorts,
): Signal {
  let altered = signal;
  for (let i = 0; i < alterations.length; i++) {
    const alteration = alterations[i]!;
    const both = tempoAndPitch(alteration, alterations[i + 1]);
    if (both === undefined) {
      altered = applyAlteration(altered, alteration, ports);
    } else {
      altered = applyTempoAndPitch(altered, both, ports.stretcher);
      i++;
    }
  }
  return altered;
}

function tempoAndPitch(first: Alteration, second: Alteration | undefined) {
  if (first.kind === 'pitch' && second?.kind === 'tempo') return { ...first, ...second };
  if (first.kind === 'tempo' && second?.kind === 'pitch') return { ...first, ...second };
  return undefined;
}

/** All alterations in words, in order; `unaltered` when there are none. */
export function describeAugmentation({ alterations }: Augmentation): string {
  return alterations.length === 0 ? 'unaltered' : alterations.map(describeAlteration).join(', ');
}
