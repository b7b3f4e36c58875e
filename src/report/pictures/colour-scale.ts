type Colour = readonly [number, number, number];

/**
 * Anchors of a scale that darkens evenly, so that it reads in black and white and with any colour vision; its light end
 * costs no ink. After matplotlib's “magma”, reversed.
 */
const ANCHORS: readonly Colour[] = [
  [255, 255, 255],
  [254, 224, 180],
  [254, 176, 120],
  [246, 110, 92],
  [205, 64, 113],
  [148, 44, 128],
  [91, 22, 126],
  [35, 17, 81],
  [0, 0, 4],
];

/** Steps of the scale. */
export const SCALE_STEPS = 96;
/** The pixel value of what is not there. */
export const ABSENT = SCALE_STEPS;

/** Colours from nothing to most, then that of what is not there. */
export const SCALE_PALETTE: readonly Colour[] = [
  ...Array.from({ length: SCALE_STEPS }, (_, step) => colourAt(step / (SCALE_STEPS - 1))),
  [222, 222, 222],
];

/** The pixel value of a share in [0, 1]; clamped. */
export function scaleStep(share: number): number {
  return Math.round(Math.max(0, Math.min(1, share)) * (SCALE_STEPS - 1));
}

/** The colour of a share in [0, 1], as CSS. */
export function scaleColour(share: number): string {
  return `rgb(${SCALE_PALETTE[scaleStep(share)]!.join(',')})`;
}

function colourAt(share: number): Colour {
  const place = share * (ANCHORS.length - 1);
  const below = Math.min(ANCHORS.length - 2, Math.floor(place));
  const fraction = place - below;
  const [from, to] = [ANCHORS[below]!, ANCHORS[below + 1]!];
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + fraction * (to[i] - from[i]));
  return [mix(0), mix(1), mix(2)];
}
