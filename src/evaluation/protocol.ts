import { drawPitch, drawTempo, type Alteration, type SettingRange } from '../augment/index.js';
import type { Rng } from '../numeric/index.js';

/** How the altered copies of a protocol come about: one alteration, its parameter drawn uniformly. */
export type ProtocolAlteration =
  | { readonly kind: 'tempo'; readonly tempoRatio: SettingRange }
  | { readonly kind: 'pitch'; readonly shiftSemitones: SettingRange };

/** What trials of a protocol consist of. */
export interface ProtocolSpec {
  readonly name: string;
  /** For people, e.g. the title of a figure. */
  readonly title: string;
  /** Length of both fragments before the alteration; a candidate played faster is shorter. */
  readonly fragmentSeconds: number;
  readonly alteration: ProtocolAlteration;
}

/** The paper's two test sets. Parameters are drawn uniformly (in ratio, in semitones): it states the ranges alone. */
export const PROTOCOLS = {
  tempo: {
    name: 'tempo',
    title: 'Tempo × 0.85 to 1.35',
    fragmentSeconds: 20,
    alteration: { kind: 'tempo', tempoRatio: { min: 0.85, max: 1.35 } },
  },
  pitch: {
    name: 'pitch',
    title: 'Pitch −4 to +4 semitones',
    fragmentSeconds: 20,
    alteration: { kind: 'pitch', shiftSemitones: { min: -4, max: 4 } },
  },
} as const satisfies Readonly<Record<string, ProtocolSpec>>;

export type ProtocolName = keyof typeof PROTOCOLS;

/** One alteration of the protocol. */
export function drawProtocolAlteration(alteration: ProtocolAlteration, rng: Rng): Alteration {
  switch (alteration.kind) {
    case 'tempo':
      return drawTempo(alteration.tempoRatio, rng);
    case 'pitch':
      return drawPitch(alteration.shiftSemitones, rng);
  }
}

const BANDS = 5;

/**
 * Which fifth of its range an alteration's parameter lies in, as a tag: figures by band show where a system breaks.
 *
 * @returns E.g. `{ tempoRatio: '0.85 to 0.95' }`.
 */
export function alterationBand(spec: ProtocolAlteration, alteration: Alteration): Record<string, string> {
  if (spec.kind === 'tempo' && alteration.kind === 'tempo') {
    return { tempoRatio: bandOf(alteration.tempoRatio, spec.tempoRatio, 2) };
  }
  if (spec.kind === 'pitch' && alteration.kind === 'pitch') {
    return { shiftSemitones: bandOf(alteration.shiftSemitones, spec.shiftSemitones, 1) };
  }
  return {};
}

function bandOf(value: number, { min, max }: SettingRange, digits: number): string {
  const width = (max - min) / BANDS;
  const band = Math.min(BANDS - 1, Math.floor((value - min) / width));
  const [from, to] = [min + band * width, min + (band + 1) * width];
  return `${from.toFixed(digits)} to ${to.toFixed(digits)}`;
}
