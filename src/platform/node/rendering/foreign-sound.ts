import { surroundSeconds, type SoundStretch } from '../../../augment/index.js';
import type { AudioDecoder, Signal } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import type { RenderRequest, RenderSource } from './fragment-renderer.js';
import { cutSound } from './sound-cutting.js';

/** Where other recordings lie, by id. */
export type ForeignSources = Readonly<Record<string, RenderSource>>;

/** The stretches of other recordings that a request takes: background sound, and what surrounds it. */
export function foreignStretches({ augmentation, surround }: RenderRequest): SoundStretch[] {
  const stretches: SoundStretch[] = (augmentation?.alterations ?? []).filter(
    (alteration) => alteration.kind === 'background',
  );
  return surround === undefined ? stretches : [...stretches, surroundStretch(surround)];
}

/** What a surround takes of its recording. */
export function surroundStretch(surround: NonNullable<RenderRequest['surround']>): SoundStretch {
  const { recordingId, startSeconds } = surround;
  return { recordingId, startSeconds, durationSeconds: surroundSeconds(surround) };
}

/** @throws DoppeltonError `INTERNAL` when a request names a recording that its job does not. */
export function foreignSource(recordingId: string, sources: ForeignSources): RenderSource {
  const source = sources[recordingId];
  if (source === undefined) {
    throw new DoppeltonError('INTERNAL', `nobody said where the foreign recording ${recordingId} lies`);
  }
  return source;
}

/**
 * Fetches foreign sound, each recording decoded once.
 *
 * @returns What gives each of the stretches.
 * @throws DoppeltonError What decoding throws; `AUDIO_MALFORMED` when a recording ends before a stretch.
 */
export async function fetchForeignSound(
  stretches: readonly SoundStretch[],
  sources: ForeignSources,
  decoder: AudioDecoder,
): Promise<(stretch: SoundStretch) => Signal> {
  const byRecording = new Map<string, SoundStretch[]>();
  for (const stretch of stretches) {
    const known = byRecording.get(stretch.recordingId) ?? [];
    byRecording.set(stretch.recordingId, [...known, stretch]);
  }
  const sounds = new Map<string, Signal>();
  for (const [recordingId, cuts] of byRecording) {
    const signals = await cutSound(foreignSource(recordingId, sources).path, cuts, decoder);
    cuts.forEach((cut, i) => sounds.set(stretchKey(cut), signals[i]!));
  }
  return (stretch) => sounds.get(stretchKey(stretch))!;
}

function stretchKey({ recordingId, startSeconds, durationSeconds }: SoundStretch): string {
  return JSON.stringify([recordingId, startSeconds, durationSeconds]);
}
