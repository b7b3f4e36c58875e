import { describe, expect, it } from 'vitest';
import type { FragmentEmbedding } from '../embedding/index.js';
import { Rng } from '../numeric/index.js';
import { likelyPlaces } from './likely-places.js';

const SIZE = 32;
const HOP_SECONDS = 1.25;

function fragments(vectors: readonly Float32Array[]): FragmentEmbedding[] {
  return vectors.map((vector, i) => ({
    startSeconds: i * HOP_SECONDS,
    endSeconds: i * HOP_SECONDS + 5,
    vector,
  }));
}

const noise = (rng: Rng) => Float32Array.from({ length: SIZE }, () => rng.normal());
const mix = (a: Float32Array, b: Float32Array, share: number) =>
  a.map((value, k) => share * value + (1 - share) * b[k]!);

/** Places of the reference, as numbers of fragments, for each fragment of the candidate. */
function placesOf(reference: FragmentEmbedding[], candidate: FragmentEmbedding[]) {
  const { places } = likelyPlaces(reference, candidate);
  return candidate.map((fragment) =>
    places.flatMap((place) => (place.candidate === fragment ? [reference.indexOf(place.reference)] : [])),
  );
}

describe('likely places', () => {
  const rng = new Rng(11);
  const sound = Array.from({ length: 80 }, () => noise(rng));

  it('begin with the two fragments that are most alike of all', () => {
    const candidate = sound.slice(20, 28).map((vector, i) => mix(vector, noise(rng), i === 5 ? 0.95 : 0.7));
    const { best, places } = likelyPlaces(fragments(sound), fragments(candidate));
    expect(best.reference.startSeconds).toBe(25 * HOP_SECONDS);
    expect(best.candidate.startSeconds).toBe(5 * HOP_SECONDS);
    expect(places[0]).toBe(best);
    const cosines = places.filter((_, i) => i % 2 === 0).map(({ cosine }) => cosine);
    expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
  });

  for (const ratio of [0.5, 0.8, 1, 1.3, 2]) {
    it(`hold what the neighbours speak for, however alike other places are, at tempo × ${ratio}`, () => {
      const count = 12;
      const right = Array.from({ length: count }, (_, i) => 15 + Math.round(ratio * i));
      // Each fragment has two decoys that are more alike to it than its own place is, all over the reference.
      const decoys = right.map((_, i) => [50 + ((5 * i) % count), 65 + ((7 * i) % count)]);
      const reference = sound.map((vector) => vector.slice());
      const candidate = right.map((place, i) => {
        const own = mix(sound[place]!, noise(rng), 0.5);
        for (const decoy of decoys[i]!) reference[decoy] = mix(own, noise(rng), 0.75);
        return own;
      });
      const found = placesOf(fragments(reference), fragments(candidate));
      const isRight = found.map((places, i) => places.includes(right[i]!));
      expect(isRight.filter(Boolean).length).toBeGreaterThanOrEqual(count - 2);
      const byLikenessAlone = found.map((places, i) => decoys[i]!.every((decoy) => places.includes(decoy)));
      expect(byLikenessAlone.filter(Boolean).length).toBeGreaterThanOrEqual(count - 2);
    });
  }

  it('are those there are, of a single fragment', () => {
    const [one] = fragments(sound.slice(0, 1));
    const { best, places } = likelyPlaces([one!], [one!]);
    expect(best.cosine).toBeCloseTo(1, 6);
    expect(places.map(({ reference }) => reference)).toEqual([one, one]);
  });
});
