import type { AlignedSegment } from '../../alignment/index.js';
import { binFrequencyHz, type ConstantQConfig, type PackedPlane } from '../../features/index.js';
import { GRID, INK, QUIET, styleOf, svgText } from '../figure-style.js';
import type { Catalogue } from '../language/catalogue.js';
import { openPicture } from '../picture-frame.js';
import { svgNumber } from '../svg-markup.js';
import { ABSENT, SCALE_PALETTE, scaleColour, scaleStep } from './colour-scale.js';
import { pngDataUri } from './indexed-png.js';
import { candidateSecondsAt, segmentAt } from './segment-map.js';
import { placeOf, ticksOf, type TimeAxis } from './time-axis.js';

export interface SpectrogramInput {
  readonly reference: PackedPlane;
  readonly candidate: PackedPlane;
  readonly segments: readonly AlignedSegment[];
  readonly config: ConstantQConfig;
}

const WIDTH = 720;
const LEFT = 74;
const PLOT_WIDTH = 592;
const PLOT_HEIGHT = 172;
const FIRST_TOP = 46;
const SECOND_TOP = FIRST_TOP + PLOT_HEIGHT + 66;
const HEIGHT = SECOND_TOP + PLOT_HEIGHT + 52;
/** Pixels of a raster along time. */
const COLUMNS = 1184;
/** From the loudest to white. */
const RANGE_DB = 60;
/** Shown beyond the outermost stretches: a share of what they span, but seconds at least. */
const CONTEXT_SHARE = 0.06;
const CONTEXT_SECONDS = 1;

/**
 * The constant-Q spectrograms of reference and candidate above each other, on the time axis of the reference, the
 * candidate with tempo and pitch undone; as they are where no segment joins them.
 *
 * @returns A complete SVG document with the rasters inside.
 */
export function alignedSpectrograms(input: SpectrogramInput, words: Catalogue): string {
  const { segments, config } = input;
  const { figures, numbers } = words;
  const texts = segments.length > 0 ? figures.spectrograms : figures.spectrograms.notAligned;
  const axis = shownTime(input);
  const candidateTime = (seconds: number) =>
    segments.length === 0 ? seconds : candidateSecondsAt(segmentAt(segments, seconds), seconds);
  const rasters = rastersOf(input, axis);
  const panel = (top: number, title: string, raster: string) => [
    `<image x="${LEFT}" y="${top}" width="${PLOT_WIDTH}" height="${PLOT_HEIGHT}" preserveAspectRatio="none" href="${raster}"/>`,
    ...octaveLines(config, top, figures.hertz),
    `<rect x="${LEFT}" y="${top}" width="${PLOT_WIDTH}" height="${PLOT_HEIGHT}" fill="none" stroke="${INK}"/>`,
    svgText(LEFT, top - 18, title, { size: 14, weight: 'bold' }),
  ];
  const times = (top: number, label: string, timeOf: (seconds: number) => number) => [
    ...ticksOf(axis, 8).flatMap((seconds) => {
      const x = placeOf(axis, seconds);
      return [
        `<path d="M${svgNumber(x)} ${top + PLOT_HEIGHT}v5" stroke="${INK}"/>`,
        svgText(x, top + PLOT_HEIGHT + 18, numbers.time(timeOf(seconds)), { size: 11.5, anchor: 'middle' }),
      ];
    }),
    svgText(LEFT + PLOT_WIDTH, top + PLOT_HEIGHT + 34, label, { size: 11.5, fill: QUIET, anchor: 'end' }),
  ];
  return [
    ...openPicture({ width: WIDTH, height: HEIGHT }, texts.alternative),
    ...panel(FIRST_TOP, figures.reference, rasters.reference),
    ...times(FIRST_TOP, figures.spectrograms.referenceTime, (seconds) => seconds),
    ...panel(SECOND_TOP, figures.candidate, rasters.candidate),
    ...times(SECOND_TOP, figures.spectrograms.candidateTime, candidateTime),
    ...segments.flatMap((segment, i) =>
      [FIRST_TOP, SECOND_TOP].flatMap((top) => bracket(segment, i, axis, top)),
    ),
    ...levelScale(figures.spectrograms.level),
    '</svg>',
    '',
  ].join('\n');
}

/** The time of the reference that the stretches span, and some around; all there is where there are none. */
function shownTime({ reference, candidate, segments, config }: SpectrogramInput): TimeAxis {
  const secondsOf = ({ frames }: PackedPlane) => (frames * config.hopSamples) / config.sampleRateHz;
  const place = { start: LEFT, length: PLOT_WIDTH };
  if (segments.length === 0) {
    return { fromSeconds: 0, toSeconds: Math.max(secondsOf(reference), secondsOf(candidate)), ...place };
  }
  const from = Math.min(...segments.map(({ referenceStartSeconds }) => referenceStartSeconds));
  const to = Math.max(...segments.map(({ referenceEndSeconds }) => referenceEndSeconds));
  const context = Math.max(CONTEXT_SECONDS, CONTEXT_SHARE * (to - from));
  return { fromSeconds: from - context, toSeconds: to + context, ...place };
}

function rastersOf({ reference, candidate, segments, config }: SpectrogramInput, axis: TimeAxis) {
  const framesPerSecond = config.sampleRateHz / config.hopSamples;
  const secondsAt = (column: number) =>
    axis.fromSeconds + ((axis.toSeconds - axis.fromSeconds) * column) / COLUMNS;
  const own = columnsOf(reference, (column) => ({
    fromFrame: secondsAt(column) * framesPerSecond,
    toFrame: secondsAt(column + 1) * framesPerSecond,
    shiftBins: 0,
  }));
  const undone = columnsOf(candidate, (column) => {
    const [from, to] = [secondsAt(column), secondsAt(column + 1)];
    if (segments.length === 0) {
      return { fromFrame: from * framesPerSecond, toFrame: to * framesPerSecond, shiftBins: 0 };
    }
    const segment = segmentAt(segments, (from + to) / 2);
    return {
      fromFrame: candidateSecondsAt(segment, from) * framesPerSecond,
      toFrame: candidateSecondsAt(segment, to) * framesPerSecond,
      shiftBins: (segment.pitchShiftSemitones * config.binsPerOctave) / 12,
    };
  });
  return { reference: rasterOf(own, reference.bins), candidate: rasterOf(undone, candidate.bins) };
}

interface ColumnPlace {
  readonly fromFrame: number;
  readonly toFrame: number;
  /** Bin `b` of the column shows what the plane holds at `b + shiftBins`. */
  readonly shiftBins: number;
}

/** Mean power of each column of the raster, shape (COLUMNS, bins); NaN where the plane has nothing. */
function columnsOf(plane: PackedPlane, placeAt: (column: number) => ColumnPlace): Float32Array {
  const { bins, frames } = plane;
  const powers = new Float32Array(COLUMNS * bins).fill(NaN);
  for (let column = 0; column < COLUMNS; column++) {
    const { fromFrame, toFrame, shiftBins } = placeAt(column);
    const middle = (fromFrame + toFrame) / 2;
    if (middle < 0 || middle >= frames) continue;
    const from = Math.min(frames - 1, Math.max(0, Math.floor(fromFrame)));
    const to = Math.max(from + 1, Math.min(frames, Math.floor(toFrame)));
    const own = meanPowers(plane, from, to);
    for (let bin = 0; bin < bins; bin++) {
      const place = bin + shiftBins;
      const below = Math.floor(place);
      const fraction = place - below;
      const [low, high] = [own[below], own[below + 1]];
      if (low === undefined) continue;
      powers[column * bins + bin] =
        fraction === 0 || high === undefined ? low : low + fraction * (high - low);
    }
  }
  return powers;
}

function meanPowers(plane: PackedPlane, from: number, to: number): Float32Array {
  const { data, bins, frames } = plane.slice(from, to - from);
  const powers = new Float32Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    let sum = 0;
    for (let t = 0; t < frames; t++) sum += data[bin * frames + t]! ** 2;
    powers[bin] = sum / frames;
  }
  return powers;
}

/** Columns of powers as a picture, in decibels below the loudest. */
function rasterOf(powers: Float32Array, bins: number): string {
  let loudest = 0;
  for (const power of powers) if (power > loudest) loudest = power;
  const pixels = new Uint8Array(powers.length).fill(ABSENT);
  for (let column = 0; column < COLUMNS; column++) {
    for (let bin = 0; bin < bins; bin++) {
      const power = powers[column * bins + bin]!;
      if (Number.isNaN(power)) continue;
      const belowDb = loudest > 0 ? -10 * Math.log10(power / loudest) : RANGE_DB;
      pixels[(bins - 1 - bin) * COLUMNS + column] = scaleStep(1 - belowDb / RANGE_DB);
    }
  }
  return pngDataUri({ width: COLUMNS, height: bins, pixels, palette: SCALE_PALETTE });
}

/** A line at each C with its name and frequency. */
function octaveLines(config: ConstantQConfig, top: number, hertz: string): string[] {
  const octaves = config.bins / config.binsPerOctave;
  return Array.from({ length: octaves }, (_, octave) => {
    const frequencyHz = binFrequencyHz(config, octave * config.binsPerOctave);
    // Bin 0 fills the lowest row; its centre is half a row above the frame.
    const y = top + PLOT_HEIGHT * (1 - (octave * config.binsPerOctave + 0.5) / config.bins);
    return [
      `<path d="M${LEFT} ${svgNumber(y)}h${PLOT_WIDTH}" stroke="${GRID}" stroke-width="0.6" stroke-opacity="0.6"/>`,
      svgText(LEFT - 8, y + 4, `${noteName(frequencyHz)} ${Math.round(frequencyHz)} ${hertz}`, {
        size: 10.5,
        anchor: 'end',
      }),
    ];
  }).flat();
}

const NOTES = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'];
const A4_HZ = 440;
const A4_NUMBER = 69;

function noteName(frequencyHz: number): string {
  const number = Math.round(A4_NUMBER + 12 * Math.log2(frequencyHz / A4_HZ));
  return `${NOTES[number % 12]!}${Math.floor(number / 12) - 1}`;
}

/** The bar above a panel that marks a stretch, with its number. */
function bracket(segment: AlignedSegment, index: number, axis: TimeAxis, top: number): string[] {
  const from = placeOf(axis, segment.referenceStartSeconds);
  const to = placeOf(axis, segment.referenceEndSeconds);
  const { colour } = styleOf(index);
  // Neighbours that overlap stay apart.
  const y = top - 8 - 4 * (index % 2);
  return [
    `<path d="M${svgNumber(from)} ${y + 5}v-5H${svgNumber(to)}v5" fill="none" stroke="${colour}" stroke-width="2.4"/>`,
    `<rect x="${svgNumber((from + to) / 2 - 9)}" y="${y - 9}" width="18" height="16" rx="3" fill="#ffffff" stroke="${colour}"/>`,
    svgText((from + to) / 2, y + 3, String(index + 1), { size: 11, weight: 'bold', anchor: 'middle' }),
  ];
}

/** What the colours mean, on the right of the upper panel. */
function levelScale(label: string): string[] {
  const left = LEFT + PLOT_WIDTH + 8;
  const steps = 24;
  const height = PLOT_HEIGHT / steps;
  return [
    ...Array.from(
      { length: steps },
      (_, step) =>
        `<rect x="${left}" y="${svgNumber(FIRST_TOP + step * height)}" width="9" height="${svgNumber(height + 0.3)}" fill="${scaleColour(1 - step / (steps - 1))}"/>`,
    ),
    `<rect x="${left}" y="${FIRST_TOP}" width="9" height="${PLOT_HEIGHT}" fill="none" stroke="${INK}" stroke-width="0.6"/>`,
    svgText(left + 12, FIRST_TOP + 8, '0', { size: 10 }),
    svgText(left + 12, FIRST_TOP + PLOT_HEIGHT / 2 + 4, String(RANGE_DB / 2), { size: 10 }),
    svgText(left + 12, FIRST_TOP + PLOT_HEIGHT, String(RANGE_DB), { size: 10 }),
    `<g transform="translate(${left + 38} ${FIRST_TOP + PLOT_HEIGHT / 2}) rotate(-90)">`,
    svgText(0, 0, label, { size: 10, fill: QUIET, anchor: 'middle' }),
    '</g>',
  ];
}
