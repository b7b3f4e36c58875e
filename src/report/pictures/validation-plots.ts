import { curvePointBelow, curveScore, normalDeviate, type ValidationCurve } from '../../evaluation/index.js';
import { GRID, INK, QUIET, styleOf, svgText } from '../figure-style.js';
import type { Catalogue } from '../language/catalogue.js';
import { openPicture } from '../picture-frame.js';
import { linePath, svgNumber } from '../svg-markup.js';

/** A case's ratio on the curve of the validation's trials. */
export interface ValidationPlotInput {
  readonly curve: ValidationCurve;
  /** log10 LR of this case, and its interval. */
  readonly ratio: number;
  readonly interval95: readonly [number, number];
}

const WIDTH = 720;
const HEIGHT = 372;
const SIDE = 270;
const TOP = 34;
const BOTTOM = TOP + SIDE;
const DET_LEFT = 62;
const TIPPETT_LEFT = 430;

/** Both axes of the DET panel begin at rates that the trials can still tell from 0, and end at even odds. */
const LOWEST_RATE = 1e-5;
const HIGHEST_RATE = 0.5;
const RATE_TICKS_PERCENT = [0.001, 0.1, 1, 5, 20, 50];

const TARGETS = styleOf(0).colour;
const NON_TARGETS = styleOf(1).colour;
const CASE = '#000000';

/**
 * DET and Tippett plot of the validation's trials, side by side, with this case's ratio marked on both.
 *
 * @returns A complete SVG document.
 * @see Martin et al., Eurospeech 1997; Drygajlo et al., ENFSI 2015.
 */
export function validationPlots(input: ValidationPlotInput, words: Catalogue): string {
  const { validation } = words.figures;
  return [
    ...openPicture({ width: WIDTH, height: HEIGHT }, validation.alternative),
    `<clipPath id="det"><rect x="${DET_LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}"/></clipPath>`,
    `<clipPath id="tippett"><rect x="${TIPPETT_LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}"/></clipPath>`,
    ...detPanel(input, words),
    ...tippettPanel(input, words),
    '</svg>',
    '',
  ].join('\n');
}

function ratePlace(rate: number): number {
  const [low, high] = [normalDeviate(LOWEST_RATE), normalDeviate(HIGHEST_RATE)];
  const clamped = Math.max(LOWEST_RATE, Math.min(HIGHEST_RATE, rate));
  return (SIDE * (normalDeviate(clamped) - low)) / (high - low);
}

function detPanel({ curve, ratio }: ValidationPlotInput, { figures, numbers }: Catalogue): string[] {
  const { validation } = figures;
  const { targetsAtLeast, nonTargetsAtLeast } = curve;
  const point = (i: number): [number, number] => [
    DET_LEFT + ratePlace(nonTargetsAtLeast[i]! / nonTargetsAtLeast[0]!),
    BOTTOM - ratePlace(1 - targetsAtLeast[i]! / targetsAtLeast[0]!),
  ];
  const [x, y] = point(curvePointBelow(curve, ratio)).map(svgNumber);
  return [
    ...RATE_TICKS_PERCENT.flatMap((tick) => {
      const place = ratePlace(tick / 100);
      const label = numbers.fixed(tick, Math.max(0, -Math.floor(Math.log10(tick))));
      return [
        `<path d="M${svgNumber(DET_LEFT + place)} ${TOP}v${SIDE}M${DET_LEFT} ${svgNumber(BOTTOM - place)}h${SIDE}" stroke="${GRID}"/>`,
        svgText(DET_LEFT + place, BOTTOM + 16, label, { size: 10.5, anchor: 'middle' }),
        svgText(DET_LEFT - 6, BOTTOM - place + 4, label, { size: 10.5, anchor: 'end' }),
      ];
    }),
    `<path d="${linePath(targetsAtLeast.map((_, i) => point(i)))}" clip-path="url(#det)" fill="none" stroke="${TARGETS}" stroke-width="2.2"/>`,
    ...frame(DET_LEFT, validation.detTitle, validation.falseAcceptance, validation.falseRejection),
    `<circle cx="${x}" cy="${y}" r="5.5" fill="${CASE}" stroke="#ffffff" stroke-width="1.6"/>`,
  ];
}

function tippettPanel(
  { curve, ratio, interval95 }: ValidationPlotInput,
  { figures, numbers }: Catalogue,
): string[] {
  const { validation } = figures;
  const low = Math.floor(Math.min(curve.lowest, ratio, -1));
  const high = Math.ceil(Math.max(curve.highest, ratio, 1));
  const xOf = (score: number) => TIPPETT_LEFT + (SIDE * (score - low)) / (high - low);
  const path = (counts: readonly number[]) =>
    linePath([
      [TIPPETT_LEFT, TOP],
      ...counts.map((count, i): [number, number] => [
        xOf(curveScore(curve, i)),
        BOTTOM - (SIDE * count) / counts[0]!,
      ]),
      [xOf(curve.highest), BOTTOM],
      [TIPPETT_LEFT + SIDE, BOTTOM],
    ]);
  const [from, to] = interval95.map(xOf) as [number, number];
  const x = svgNumber(xOf(ratio));
  const ratios = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return [
    ...ratios.flatMap((score) => [
      `<path d="M${svgNumber(xOf(score))} ${TOP}v${SIDE}" stroke="${GRID}"/>`,
      svgText(xOf(score), BOTTOM + 16, numbers.fixed(score, 0), { size: 10.5, anchor: 'middle' }),
    ]),
    ...[0, 25, 50, 75, 100].flatMap((share) => [
      `<path d="M${TIPPETT_LEFT} ${svgNumber(BOTTOM - (SIDE * share) / 100)}h${SIDE}" stroke="${GRID}"/>`,
      svgText(TIPPETT_LEFT - 6, BOTTOM - (SIDE * share) / 100 + 4, String(share), {
        size: 10.5,
        anchor: 'end',
      }),
    ]),
    `<rect x="${svgNumber(from)}" y="${TOP}" width="${svgNumber(Math.max(0, to - from))}" height="${SIDE}" fill="#000000" fill-opacity="0.12"/>`,
    `<g clip-path="url(#tippett)" fill="none" stroke-width="2.2">`,
    `<path d="${path(curve.targetsAtLeast)}" stroke="${TARGETS}"/>`,
    `<path d="${path(curve.nonTargetsAtLeast)}" stroke="${NON_TARGETS}" stroke-dasharray="7 4"/>`,
    '</g>',
    ...frame(TIPPETT_LEFT, validation.tippettTitle, validation.ratio, validation.share),
    `<path d="M${x} ${TOP - 6}V${BOTTOM}" stroke="${CASE}" stroke-width="1.8"/>`,
    svgText(TIPPETT_LEFT + SIDE, TOP - 10, validation.thisCase(numbers.signed(ratio, 2)), {
      size: 11,
      weight: 'bold',
      anchor: 'end',
    }),
    ...key(validation.targets, validation.nonTargets),
  ];
}

function frame(left: number, title: string, horizontal: string, vertical: string): string[] {
  return [
    `<rect x="${left}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="none" stroke="${INK}"/>`,
    svgText(left, TOP - 10, title, { size: 13, weight: 'bold' }),
    svgText(left + SIDE / 2, BOTTOM + 36, horizontal, { size: 11.5, anchor: 'middle' }),
    `<g transform="translate(${left - 42} ${TOP + SIDE / 2}) rotate(-90)">`,
    svgText(0, 0, vertical, { size: 11.5, anchor: 'middle' }),
    '</g>',
  ];
}

function key(targets: string, nonTargets: string): string[] {
  const y = BOTTOM + 58;
  return [
    `<path d="M${TIPPETT_LEFT - 100} ${y}h30" stroke="${TARGETS}" stroke-width="2.2"/>`,
    svgText(TIPPETT_LEFT - 64, y + 4, targets, { size: 11, fill: QUIET }),
    `<path d="M${TIPPETT_LEFT + 110} ${y}h30" stroke="${NON_TARGETS}" stroke-width="2.2" stroke-dasharray="7 4"/>`,
    svgText(TIPPETT_LEFT + 146, y + 4, nonTargets, { size: 11, fill: QUIET }),
  ];
}
