import type { AlignedSegment } from '../../alignment/index.js';
import { direction, type RecordingEmbedding } from '../../embedding/index.js';
import { INK, QUIET, styleOf, svgText } from '../figure-style.js';
import type { Catalogue } from '../language/catalogue.js';
import { openPicture } from '../picture-frame.js';
import { svgNumber } from '../svg-markup.js';
import { ABSENT, SCALE_PALETTE, scaleColour, scaleStep } from './colour-scale.js';
import { pngDataUri } from './indexed-png.js';
import { placeOf, ticksOf, type TimeAxis } from './time-axis.js';

export interface SimilarityInput {
  readonly reference: RecordingEmbedding;
  readonly candidate: RecordingEmbedding;
  readonly segments: readonly AlignedSegment[];
}

const WIDTH = 720;
const HEIGHT = 388;
const LEFT = 210;
const TOP = 12;
const SIDE = 320;
/** Cells along a side at most; a cell of a long recording holds several fragments, of which the most alike counts. */
const MOST_CELLS = 200;

/**
 * Cosines of all fragments of the two recordings as a matrix, the reference's time to the right and the candidate's
 * upwards, with the aligned segments as lines.
 *
 * @returns A complete SVG document with the raster inside.
 */
export function similarityMatrix(
  { reference, candidate, segments }: SimilarityInput,
  words: Catalogue,
): string {
  const { figures, numbers } = words;
  const across: TimeAxis = {
    fromSeconds: 0,
    toSeconds: reference.durationSeconds,
    start: LEFT,
    length: SIDE,
  };
  const up: TimeAxis = {
    fromSeconds: 0,
    toSeconds: candidate.durationSeconds,
    start: TOP + SIDE,
    length: -SIDE,
  };
  const raster = rasterOf(cellsOf(reference), cellsOf(candidate));
  return [
    ...openPicture(
      { width: WIDTH, height: HEIGHT },
      (segments.length > 0 ? figures.similarity : figures.similarity.notAligned).alternative,
    ),
    `<image x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" preserveAspectRatio="none" image-rendering="pixelated" href="${raster}"/>`,
    ...segments.map((segment, i) => pathOf(segment, i, across, up)),
    `<rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="none" stroke="${INK}"/>`,
    ...ticksOf(across, 6).flatMap((seconds) => {
      const x = placeOf(across, seconds);
      return [
        `<path d="M${svgNumber(x)} ${TOP + SIDE}v5" stroke="${INK}"/>`,
        svgText(x, TOP + SIDE + 19, numbers.time(seconds), { size: 11.5, anchor: 'middle' }),
      ];
    }),
    ...ticksOf(up, 6).flatMap((seconds) => {
      const y = placeOf(up, seconds);
      return [
        `<path d="M${LEFT} ${svgNumber(y)}h-5" stroke="${INK}"/>`,
        svgText(LEFT - 9, y + 4, numbers.time(seconds), { size: 11.5, anchor: 'end' }),
      ];
    }),
    svgText(LEFT + SIDE / 2, TOP + SIDE + 42, figures.spectrograms.referenceTime, {
      size: 12.5,
      anchor: 'middle',
    }),
    `<g transform="translate(${LEFT - 68} ${TOP + SIDE / 2}) rotate(-90)">`,
    svgText(0, 0, figures.spectrograms.candidateTime, { size: 12.5, anchor: 'middle' }),
    '</g>',
    ...cosineScale(figures.similarity.scale, numbers.fixed),
    '</svg>',
    '',
  ].join('\n');
}

/** Along one side: the directions of the fragments that each cell holds; none where there is no sound. */
type Cells = readonly (readonly Float64Array[])[];

function cellsOf({ durationSeconds, fragments }: RecordingEmbedding): Cells {
  const count = Math.max(1, Math.min(MOST_CELLS, fragments.length));
  const cellSeconds = durationSeconds / count;
  const directions = fragments.map(({ vector }) => direction(vector));
  return Array.from({ length: count }, (_, cell) => {
    const [from, to] = [cell * cellSeconds, (cell + 1) * cellSeconds];
    const middleOf = (i: number) => (fragments[i]!.startSeconds + fragments[i]!.endSeconds) / 2;
    const own = fragments.flatMap((_, i) =>
      middleOf(i) >= from && middleOf(i) < to ? [directions[i]!] : [],
    );
    if (own.length > 0) return own;
    // At the ends, and where windows are sparse, the nearest window that still reaches the cell stands for it.
    const middle = (from + to) / 2;
    const reaching = fragments.flatMap(({ startSeconds, endSeconds }, i) =>
      middle >= startSeconds - cellSeconds && middle <= endSeconds + cellSeconds ? [i] : [],
    );
    if (reaching.length === 0) return [];
    const away = (i: number) => Math.abs(middleOf(i) - middle);
    return [directions[reaching.reduce((best, i) => (away(i) < away(best) ? i : best))]!];
  });
}

function rasterOf(across: Cells, up: Cells): string {
  const [width, height] = [across.length, up.length];
  const pixels = new Uint8Array(width * height);
  up.forEach((candidates, row) => {
    across.forEach((references, column) => {
      const cosine = highestCosine(references, candidates);
      pixels[(height - 1 - row) * width + column] = cosine === undefined ? ABSENT : scaleStep(cosine);
    });
  });
  return pngDataUri({ width, height, pixels, palette: SCALE_PALETTE });
}

function highestCosine(a: readonly Float64Array[], b: readonly Float64Array[]): number | undefined {
  let highest: number | undefined;
  for (const x of a) {
    for (const y of b) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
      if (highest === undefined || sum > highest) highest = sum;
    }
  }
  return highest;
}

/** A line on a white edge, seen on light and dark cells alike. */
function pathOf(segment: AlignedSegment, index: number, across: TimeAxis, up: TimeAxis): string {
  const point = (reference: number, candidate: number) =>
    `${svgNumber(placeOf(across, reference))} ${svgNumber(placeOf(up, candidate))}`;
  const from = point(segment.referenceStartSeconds, segment.candidateStartSeconds);
  const to = point(segment.referenceEndSeconds, segment.candidateEndSeconds);
  const { colour } = styleOf(index);
  return (
    `<path d="M${from}L${to}" stroke="#ffffff" stroke-width="4"/>` +
    `<path d="M${from}L${to}" stroke="${colour}" stroke-width="2" stroke-dasharray="8 5"/>`
  );
}

function cosineScale(label: string, fixed: (value: number, decimals: number) => string): string[] {
  const left = LEFT + SIDE + 24;
  const steps = 20;
  const height = SIDE / 2 / steps;
  return [
    ...Array.from(
      { length: steps },
      (_, step) =>
        `<rect x="${left}" y="${svgNumber(TOP + step * height)}" width="12" height="${svgNumber(height + 0.3)}" fill="${scaleColour(1 - step / (steps - 1))}"/>`,
    ),
    `<rect x="${left}" y="${TOP}" width="12" height="${SIDE / 2}" fill="none" stroke="${INK}" stroke-width="0.6"/>`,
    ...[1, 0.5, 0].map((value) =>
      svgText(left + 18, TOP + 4 + (1 - value) * (SIDE / 2), fixed(value, 1), { size: 11 }),
    ),
    svgText(left - 4, TOP + SIDE / 2 + 22, label, { size: 11, fill: QUIET }),
  ];
}
