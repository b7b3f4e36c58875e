import {
  chain,
  drawBand,
  drawChain,
  drawEcho,
  drawLogUniform,
  drawLossyCoding,
  drawNoise,
  drawPitch,
  drawRoom,
  drawSpeed,
  drawTempo,
  surroundSeconds,
  type Alteration,
  type Augmentation,
  type BandLimit,
  type SettingRange,
  type SoundStretch,
  type Surround,
} from '../augment/index.js';
import type { Rng } from '../numeric/index.js';
import type { DrawnRange, ProtocolAlteration } from './protocol.js';

/** What a candidate is beside the stretch that it was made of. */
export interface Candidate {
  readonly augmentation: Augmentation;
  /** Foreign sound that the augmented stretch stands in. */
  readonly surround?: Surround;
}

/**
 * How much sound of another recording candidates of a protocol may take.
 *
 * @param fragmentSeconds - Of the longest candidate, before its alteration.
 * @returns Seconds; 0 where a protocol takes none.
 */
export function foreignSeconds(alteration: ProtocolAlteration, fragmentSeconds: number): number {
  if (alteration.kind === 'chain') return fragmentSeconds;
  return alteration.kind === 'partial' ? surroundSeconds(alteration) : 0;
}

/**
 * One candidate of a protocol.
 *
 * @param foreign - Of another recording, as long as `foreignSeconds`; needed where that is not 0.
 */
export function drawCandidate(spec: ProtocolAlteration, rng: Rng, foreign?: SoundStretch): Candidate {
  if (spec.kind === 'chain') return { augmentation: drawChain(rng, foreign) };
  if (spec.kind !== 'partial') return { augmentation: chain(drawAlteration(spec, rng)) };
  if (foreign === undefined) return { augmentation: chain() };
  const { recordingId, startSeconds } = foreign;
  const { beforeSeconds, afterSeconds } = spec;
  return { augmentation: chain(), surround: { recordingId, startSeconds, beforeSeconds, afterSeconds } };
}

function drawAlteration(
  spec: Exclude<ProtocolAlteration, { readonly kind: 'chain' | 'partial' }>,
  rng: Rng,
): Alteration {
  switch (spec.kind) {
    case 'tempo':
      return isLogarithmic(spec.tempoRatio)
        ? { kind: 'tempo', tempoRatio: drawLogUniform(spec.tempoRatio, rng) }
        : drawTempo(spec.tempoRatio, rng);
    case 'pitch':
      return drawPitch(spec.shiftSemitones, rng);
    case 'speed':
      return isLogarithmic(spec.speedRatio)
        ? { kind: 'speed', speedRatio: drawLogUniform(spec.speedRatio, rng) }
        : drawSpeed(spec.speedRatio, rng);
    case 'noise':
      return drawNoise(spec, rng);
    case 'reverb':
      return rng.uniform() < ROOM_SHARE ? drawRoom(spec.room, rng) : drawEcho(spec.echo, rng);
    case 'codec':
      return drawLossyCoding(spec.bitratesKbps, rng);
    case 'band':
      return drawBand(spec, rng);
  }
}

/** Of candidates with reverberation; the others have an echo. */
const ROOM_SHARE = 0.7;

/** The recording whose sound a candidate holds beside its own, if it does. */
export function foreignRecordingOf({ augmentation, surround }: Partial<Candidate>): string | undefined {
  const background = augmentation?.alterations.find(({ kind }) => kind === 'background');
  return background?.kind === 'background' ? background.recordingId : surround?.recordingId;
}

/**
 * What a candidate is like, as a tag: figures by tag show where a system breaks. A ratio or a shift is told by the fifth
 * of its range that it lies in.
 *
 * @returns E.g. `{ tempoRatio: '0.85 to 0.95' }` or `{ codec: 'mp3' }`.
 */
export function candidateTags(
  spec: ProtocolAlteration,
  { augmentation: { alterations } }: Candidate,
): Record<string, string> {
  const [first] = alterations;
  if (spec.kind === 'chain') return { alterations: `${alterations.length}` };
  if (spec.kind === 'tempo' && first?.kind === 'tempo') {
    return { tempoRatio: bandOf(first.tempoRatio, spec.tempoRatio, 2) };
  }
  if (spec.kind === 'pitch' && first?.kind === 'pitch') {
    return { shiftSemitones: bandOf(first.shiftSemitones, spec.shiftSemitones, 1) };
  }
  if (spec.kind === 'speed' && first?.kind === 'speed') {
    return { speedRatio: bandOf(first.speedRatio, spec.speedRatio, 2) };
  }
  return first === undefined ? {} : kindTags(first);
}

/** Of those alterations that a protocol draws several sorts of. */
function kindTags(alteration: Alteration): Record<string, string> {
  const { kind } = alteration;
  if (kind === 'codec') return { codec: alteration.codec };
  if (kind === 'coloured-noise') {
    return { noise: alteration.pulseHz === undefined ? alteration.colour : 'pulsating' };
  }
  if (kind === 'telephone') return { band: kind };
  if (kind === 'band-limit') return { band: passOf(alteration) };
  return kind === 'room' || kind === 'echo' ? { space: kind } : {};
}

function passOf({ lowHz, highHz }: BandLimit): string {
  if (lowHz === undefined) return 'low pass';
  return highHz === undefined ? 'high pass' : 'band pass';
}

const BANDS = 5;

function bandOf(value: number, range: DrawnRange, digits: number): string {
  const [onScale, back] = isLogarithmic(range) ? [Math.log, Math.exp] : [Number, Number];
  const [low, high] = [onScale(range.min), onScale(range.max)];
  const width = (high - low) / BANDS;
  const band = Math.min(BANDS - 1, Math.floor((onScale(value) - low) / width));
  const [from, to] = [back(low + band * width), back(low + (band + 1) * width)];
  return `${from.toFixed(digits)} to ${to.toFixed(digits)}`;
}

function isLogarithmic({ scale }: SettingRange & Pick<DrawnRange, 'scale'>): boolean {
  return scale === 'logarithmic';
}
