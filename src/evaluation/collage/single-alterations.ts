import { chain, type Alteration, type NoiseColour } from '../../augment/index.js';
import type { Rng } from '../../numeric/index.js';
import { COLLAGE_ROOM } from './chunk-alterations.js';
import { placeChunks, usableForCollage, type CollageQuery, type CollageRecording } from './collage-plan.js';

/** One alteration at one strength, as a row of a table. */
export interface SingleAlteration {
  readonly name: string;
  readonly draw: (rng: Rng) => readonly Alteration[];
}

const noise = (colour: NoiseColour, snrDb: number, pulseHz?: number): SingleAlteration => ({
  name: `${pulseHz === undefined ? colour : `${colour}, pulsating`} noise at ${snrDb} dB SNR`,
  draw: (rng) => [
    {
      kind: 'coloured-noise',
      colour,
      snrDb,
      seed: rng.uint32(),
      ...(pulseHz !== undefined && { pulseHz }),
      ofAllPower: true,
    },
  ],
});

const fixed = (name: string, alteration: Alteration): SingleAlteration => ({
  name,
  draw: () => [alteration],
});

const eitherWay = (rng: Rng, ratio: number) => (rng.uniform() < 0.5 ? ratio : 1 / ratio);

/** What single chunks are altered by: about where other systems break, and beyond. */
export const SINGLE_ALTERATIONS: readonly SingleAlteration[] = [
  { name: 'none', draw: () => [] },
  ...[0.5, 1.5, 3, 5, 7].map((semitones): SingleAlteration => ({
    name: `pitch ± ${semitones} semitones`,
    draw: (rng) => [{ kind: 'pitch', shiftSemitones: rng.choose([-semitones, semitones]) }],
  })),
  ...[1.05, 1.15, 1.3, 1.6, 2].map((ratio): SingleAlteration => ({
    name: `tempo × ${ratio} or its inverse`,
    draw: (rng) => [{ kind: 'tempo', tempoRatio: eitherWay(rng, ratio) }],
  })),
  ...[1.04, 1.1, 1.25, 1.6].map((ratio): SingleAlteration => ({
    name: `speed × ${ratio} or its inverse`,
    draw: (rng) => [{ kind: 'speed', speedRatio: eitherWay(rng, ratio) }],
  })),
  ...([10, 5, 0] as const).flatMap((snrDb) => [
    noise('white', snrDb),
    noise('pink', snrDb),
    noise('brown', snrDb),
    noise('pink', snrDb, 0.5),
  ]),
  fixed('echo of 0.3 s, decay 0.5', { kind: 'echo', delaySeconds: 0.3, decay: 0.5 }),
  fixed('reverberation of 2.5 s at 0 dB', COLLAGE_ROOM),
  fixed('reverberation of 2.5 s at 6 dB', { ...COLLAGE_ROOM, wetDb: 6 } as Alteration),
  fixed('high pass at 400 Hz', { kind: 'band-limit', lowHz: 400 }),
  fixed('low pass at 3 kHz', { kind: 'band-limit', highHz: 3000 }),
];

const CHUNK_SECONDS = 10;
const CHUNKS_PER_QUERY = 3;
/** Left out at both ends of a recording. */
const MARGIN_SECONDS = 2;

/** Queries of three chunks of 10 s, concatenated; chunk after chunk is altered by the next alteration of the list. */
export function planSingleAlterations(
  recordings: readonly CollageRecording[],
  { name, chunks, rng }: { readonly name: string; readonly chunks: number; readonly rng: Rng },
): {
  readonly queries: readonly CollageQuery[];
  readonly alterationOf: (query: number, chunk: number) => string;
} {
  const usable = usableForCollage(recordings).filter(
    ({ durationSeconds }) => durationSeconds >= CHUNK_SECONDS + 2 * MARGIN_SECONDS,
  );
  const count = Math.ceil(chunks / CHUNKS_PER_QUERY);
  const kindOf = (query: number, chunk: number) =>
    SINGLE_ALTERATIONS[(query * CHUNKS_PER_QUERY + chunk) % SINGLE_ALTERATIONS.length]!;
  const queries = Array.from({ length: count }, (_, query): CollageQuery => {
    const own = rng.fork(query);
    const cuts = own
      .shuffled(usable)
      .slice(0, CHUNKS_PER_QUERY)
      .map(({ id, durationSeconds }, chunk) => ({
        recordingId: id,
        startSeconds:
          Math.floor(10 * own.uniform(MARGIN_SECONDS, durationSeconds - CHUNK_SECONDS - MARGIN_SECONDS)) / 10,
        durationSeconds: CHUNK_SECONDS,
        augmentation: chain(...kindOf(query, chunk).draw(own)),
      }));
    return placeChunks(`${name}-${String(query).padStart(5, '0')}`, cuts);
  });
  return { queries, alterationOf: (query, chunk) => kindOf(query, chunk).name };
}
