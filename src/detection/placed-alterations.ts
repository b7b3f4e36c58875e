import type { AlignedSegment } from '../alignment/index.js';
import type { CandidateStretch, SoundAlteration } from './detected-alteration.js';

/** What was found in a part of what two recordings have in common. */
export interface FoundInPart {
  readonly segments: readonly AlignedSegment[];
  readonly found: readonly SoundAlteration[];
}

/**
 * What was found in the parts, each thing once: what two parts have alike, as far as the bounds of the estimates tell, is
 * told with the estimate of the first. What was not found in all of them says where it was.
 *
 * @param parts - The longest first: its estimates rest on most.
 */
export function placed(parts: readonly FoundInPart[]): SoundAlteration[] {
  const merged: { readonly alteration: SoundAlteration; readonly segments: AlignedSegment[] }[] = [];
  for (const { segments, found } of parts) {
    for (const alteration of found) {
      const known = merged.find((one) => isAlike(one.alteration, alteration));
      if (known === undefined) merged.push({ alteration, segments: [...segments] });
      else known.segments.push(...segments);
    }
  }
  const all = parts.reduce((sum, { segments }) => sum + segments.length, 0);
  return merged.map(({ alteration, segments }) =>
    segments.length === all ? alteration : { ...alteration, stretches: stretchesOf(segments) },
  );
}

function stretchesOf(segments: readonly AlignedSegment[]): CandidateStretch[] {
  return segments
    .map(({ candidateStartSeconds, candidateEndSeconds }) => ({ candidateStartSeconds, candidateEndSeconds }))
    .toSorted((a, b) => a.candidateStartSeconds - b.candidateStartSeconds);
}

/** Whether two estimates of two parts may be of one and the same alteration. */
function isAlike(a: SoundAlteration, b: SoundAlteration): boolean {
  const within = (x: number, y: number, bound: number) => Math.abs(x - y) <= bound;
  if (a.kind === 'pitch-shift' && b.kind === 'pitch-shift') {
    return within(a.shiftSemitones, b.shiftSemitones, a.uncertaintySemitones);
  }
  if (a.kind === 'tempo-change' && b.kind === 'tempo-change') {
    return within(a.tempoRatio, b.tempoRatio, Math.max(a.uncertaintyRatio, b.uncertaintyRatio));
  }
  if (a.kind === 'speed-change' && b.kind === 'speed-change') {
    return within(a.speedRatio, b.speedRatio, Math.max(a.uncertaintyRatio, b.uncertaintyRatio));
  }
  if (a.kind === 'band-limit' && b.kind === 'band-limit') {
    return [[a.lowHz, b.lowHz] as const, [a.highHz, b.highHz] as const].every(([x, y]) =>
      x === undefined || y === undefined ? x === y : within(Math.log2(x / y), 0, a.uncertaintyOctaves),
    );
  }
  if (a.kind === 'added-noise' && b.kind === 'added-noise') return within(a.snrDb, b.snrDb, a.uncertaintyDb);
  if (a.kind === 'reverberation' && b.kind === 'reverberation') {
    return within(Math.log(a.decaySeconds / b.decaySeconds), 0, Math.log(a.uncertaintyFactor));
  }
  if (a.kind === 'gain' && b.kind === 'gain') {
    return within(a.gainDb, b.gainDb, Math.max(a.uncertaintyDb, b.uncertaintyDb));
  }
  if (a.kind === 'lossy-coding' && b.kind === 'lossy-coding') {
    return a.codec === b.codec && a.sampleRateHz === b.sampleRateHz;
  }
  return a.kind === b.kind;
}
