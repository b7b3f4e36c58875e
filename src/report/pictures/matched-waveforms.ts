import type { AlignedSegment } from '../../alignment/index.js';
import type { Envelope } from '../../audio/index.js';
import { INK, QUIET, styleOf, svgText } from '../figure-style.js';
import type { Catalogue } from '../language/catalogue.js';
import { openPicture } from '../picture-frame.js';
import { linePath, svgNumber } from '../svg-markup.js';
import { placeOf, ticksOf, type TimeAxis } from './time-axis.js';

export interface WaveformInput {
  readonly reference: SoundOutline;
  readonly candidate: SoundOutline;
  readonly segments: readonly AlignedSegment[];
}

export interface SoundOutline {
  readonly durationSeconds: number;
  /** Absent where the sound itself was not kept: the place is then empty. */
  readonly envelope?: Envelope;
}

const WIDTH = 720;
const LEFT = 40;
const PLOT_WIDTH = 640;
const PLOT_HEIGHT = 84;
const REFERENCE_TOP = 44;
const CANDIDATE_TOP = REFERENCE_TOP + PLOT_HEIGHT + 76;
const HEIGHT = CANDIDATE_TOP + PLOT_HEIGHT + 46;
/** Points of a drawn outline. */
const COLUMNS = 800;

/**
 * The waveforms of both recordings, each over its whole length, the stretches that run together shaded and joined.
 *
 * @returns A complete SVG document.
 */
export function matchedWaveforms(
  { reference, candidate, segments }: WaveformInput,
  words: Catalogue,
): string {
  const { figures, numbers } = words;
  const axes = [reference, candidate].map(({ durationSeconds }): TimeAxis => ({
    fromSeconds: 0,
    toSeconds: durationSeconds,
    start: LEFT,
    length: PLOT_WIDTH,
  })) as [TimeAxis, TimeAxis];
  return [
    ...openPicture(
      { width: WIDTH, height: HEIGHT },
      (segments.length > 0 ? figures.waveforms : figures.waveforms.notAligned).alternative,
    ),
    ...segments.map((segment, i) => ribbon(segment, i, axes)),
    ...waveform(reference, axes[0], REFERENCE_TOP),
    ...waveform(candidate, axes[1], CANDIDATE_TOP),
    ...segments.flatMap((segment, i) => numbersOf(segment, i, axes)),
    svgText(LEFT, REFERENCE_TOP - 24, figures.reference, { size: 14, weight: 'bold' }),
    ...times(axes[0], REFERENCE_TOP - 5, numbers.time),
    ...times(axes[1], CANDIDATE_TOP + PLOT_HEIGHT + 16, numbers.time),
    svgText(LEFT, CANDIDATE_TOP + PLOT_HEIGHT + 38, figures.candidate, { size: 14, weight: 'bold' }),
    '</svg>',
    '',
  ].join('\n');
}

/** Shade over both stretches and between them. */
function ribbon(
  segment: AlignedSegment,
  index: number,
  [above, below]: readonly [TimeAxis, TimeAxis],
): string {
  const [a, b] = [segment.referenceStartSeconds, segment.referenceEndSeconds].map((s) =>
    svgNumber(placeOf(above, s)),
  );
  const [c, d] = [segment.candidateStartSeconds, segment.candidateEndSeconds].map((s) =>
    svgNumber(placeOf(below, s)),
  );
  const { colour } = styleOf(index);
  const outline = `M${a} ${REFERENCE_TOP}H${b}v${PLOT_HEIGHT}L${d} ${CANDIDATE_TOP}v${PLOT_HEIGHT}H${c}v-${PLOT_HEIGHT}L${a} ${REFERENCE_TOP + PLOT_HEIGHT}z`;
  return `<path d="${outline}" fill="${colour}" fill-opacity="0.22" stroke="${colour}" stroke-width="0.8"/>`;
}

function numbersOf(
  segment: AlignedSegment,
  index: number,
  [above, below]: readonly [TimeAxis, TimeAxis],
): string[] {
  const middle = (axis: TimeAxis, from: number, to: number) => placeOf(axis, (from + to) / 2);
  const x =
    (middle(above, segment.referenceStartSeconds, segment.referenceEndSeconds) +
      middle(below, segment.candidateStartSeconds, segment.candidateEndSeconds)) /
    2;
  const y = (REFERENCE_TOP + PLOT_HEIGHT + CANDIDATE_TOP) / 2;
  return [
    `<circle cx="${svgNumber(x)}" cy="${y}" r="11" fill="#ffffff" stroke="${styleOf(index).colour}" stroke-width="1.6"/>`,
    svgText(x, y + 4.5, String(index + 1), { size: 12.5, weight: 'bold', anchor: 'middle' }),
  ];
}

function waveform({ durationSeconds, envelope }: SoundOutline, axis: TimeAxis, top: number): string[] {
  const middle = top + PLOT_HEIGHT / 2;
  const frame = [
    `<rect x="${LEFT}" y="${top}" width="${PLOT_WIDTH}" height="${PLOT_HEIGHT}" fill="none" stroke="${QUIET}" stroke-width="0.8"/>`,
    `<path d="M${LEFT} ${middle}h${PLOT_WIDTH}" stroke="${QUIET}" stroke-width="0.4"/>`,
  ];
  if (envelope === undefined) return frame;
  const { minima, maxima, secondsPerPoint } = envelope;
  const columns = Math.min(COLUMNS, minima.length);
  const loudest = maxima.reduce((most, value, i) => Math.max(most, value, -minima[i]!), 1e-9);
  const upper: [number, number][] = [];
  const lower: [number, number][] = [];
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * minima.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * minima.length) / columns));
    const seconds = Math.min(durationSeconds, ((from + to) / 2) * secondsPerPoint);
    const x = placeOf(axis, seconds);
    const y = (value: number) => middle - (0.96 * PLOT_HEIGHT * value) / (2 * loudest);
    upper.push([x, y(Math.max(...maxima.subarray(from, to)))]);
    lower.push([x, y(Math.min(...minima.subarray(from, to)))]);
  }
  return [`<path d="${linePath([...upper, ...lower.toReversed()])}z" fill="${INK}"/>`, ...frame];
}

function times(axis: TimeAxis, baseline: number, time: (seconds: number) => string): string[] {
  return ticksOf(axis, 8).map((seconds) =>
    svgText(placeOf(axis, seconds), baseline, time(seconds), { size: 11, fill: QUIET, anchor: 'middle' }),
  );
}
