import type { ComparisonOutcome, LevelPicture } from '../comparison/comparison-outcome.js';
import { longestStretch, type CommonStretch } from '../playback/common-stretch.js';
import { bitmapOf } from './colour-map.js';
import { clock, ticks, toPixels, type TimeAxis } from './time-axis.js';

const STRIP_HEIGHT = 118;
const GAP_HEIGHT = 40;
const AXIS_HEIGHT = 22;
const BAND_ALPHA = 0.35;

/** Pixels of CSS. */
export const DRAWING_HEIGHT = 2 * STRIP_HEIGHT + GAP_HEIGHT + 2 * AXIS_HEIGHT;

/** Colours of the page, which change with its appearance. */
export interface DrawingColours {
  readonly ink: string;
  readonly ground: string;
  readonly band: string;
  readonly chosenBand: string;
  readonly playhead: string;
}

/** Where the recordings lie on the one axis, and their bitmaps. */
export interface AlignedDrawing {
  readonly reference: HTMLCanvasElement;
  readonly candidate: HTMLCanvasElement;
  readonly outcome: ComparisonOutcome;
  /** Only those that run together. */
  readonly segments: readonly CommonStretch[];
  /** The candidate's time 0 on the reference's axis, and seconds of it per second of the candidate. */
  readonly candidateStart: number;
  readonly candidateScale: number;
  readonly shiftBins: number;
}

/** Undoes tempo and pitch of the longest common stretch. */
export function alignedDrawing(outcome: ComparisonOutcome): AlignedDrawing {
  const { segments } = outcome.comparison;
  const best = segments.length === 0 ? undefined : longestStretch(segments);
  const scale = best?.tempoRatio ?? 1;
  const bitmap = ({ levels, bins, columns }: LevelPicture) => bitmapOf(levels, bins, columns);
  return {
    reference: bitmap(outcome.reference),
    candidate: bitmap(outcome.candidate),
    outcome,
    segments,
    candidateStart: best === undefined ? 0 : best.referenceStartSeconds - best.candidateStartSeconds * scale,
    candidateScale: scale,
    shiftBins: ((best?.pitchShiftSemitones ?? 0) * outcome.candidate.binsPerOctave) / 12,
  };
}

/** The axis that both recordings fit on. */
export function commonAxis(drawing: AlignedDrawing, width: number): TimeAxis {
  const { reference, candidate } = drawing.outcome;
  const end = drawing.candidateStart + candidate.durationSeconds * drawing.candidateScale;
  return {
    start: Math.min(0, drawing.candidateStart),
    end: Math.max(reference.durationSeconds, end),
    width,
  };
}

/** What is chosen, and where the sound is, in seconds of the reference. */
export interface DrawingState {
  readonly chosen: number;
  readonly playhead: number | undefined;
}

export function drawAligned(
  context: CanvasRenderingContext2D,
  drawing: AlignedDrawing,
  axis: TimeAxis,
  colours: DrawingColours,
  state: DrawingState,
): void {
  const { outcome, candidateStart, candidateScale } = drawing;
  context.clearRect(0, 0, axis.width, DRAWING_HEIGHT);
  context.fillStyle = colours.ground;
  context.fillRect(0, AXIS_HEIGHT, axis.width, STRIP_HEIGHT);
  context.fillRect(0, AXIS_HEIGHT + STRIP_HEIGHT + GAP_HEIGHT, axis.width, STRIP_HEIGHT);
  const referenceEnd = outcome.reference.durationSeconds;
  const candidateEnd = candidateStart + outcome.candidate.durationSeconds * candidateScale;
  drawStrip(context, drawing.reference, axis, { top: AXIS_HEIGHT, from: 0, to: referenceEnd, shiftRows: 0 });
  drawStrip(context, drawing.candidate, axis, {
    top: AXIS_HEIGHT + STRIP_HEIGHT + GAP_HEIGHT,
    from: candidateStart,
    to: candidateEnd,
    shiftRows: drawing.shiftBins,
  });
  drawTimes(context, axis, colours, AXIS_HEIGHT - 7, (seconds) => seconds, [0, referenceEnd]);
  drawTimes(
    context,
    axis,
    colours,
    DRAWING_HEIGHT - 7,
    (seconds) => candidateStart + seconds * candidateScale,
    [0, outcome.candidate.durationSeconds],
  );
  drawing.segments.forEach((segment, i) => {
    drawBand(context, drawing, axis, segment, i === state.chosen ? colours.chosenBand : colours.band);
  });
  if (state.playhead === undefined) return;
  const x = toPixels(axis, state.playhead);
  context.fillStyle = colours.playhead;
  context.fillRect(x - 1, AXIS_HEIGHT, 2, 2 * STRIP_HEIGHT + GAP_HEIGHT);
}

interface Strip {
  readonly top: number;
  readonly from: number;
  readonly to: number;
  /** Rows to move down by. */
  readonly shiftRows: number;
}

function drawStrip(
  context: CanvasRenderingContext2D,
  bitmap: HTMLCanvasElement,
  axis: TimeAxis,
  { top, from, to, shiftRows }: Strip,
): void {
  const [left, right] = [toPixels(axis, from), toPixels(axis, to)];
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, STRIP_HEIGHT);
  context.clip();
  context.imageSmoothingQuality = 'high';
  const down = (shiftRows / bitmap.height) * STRIP_HEIGHT;
  context.drawImage(bitmap, left, top + down, right - left, STRIP_HEIGHT);
  context.restore();
}

function drawTimes(
  context: CanvasRenderingContext2D,
  axis: TimeAxis,
  { ink }: DrawingColours,
  y: number,
  place: (seconds: number) => number,
  [first, last]: readonly [number, number],
): void {
  const own: TimeAxis = {
    start: first,
    end: last,
    width: toPixels(axis, place(last)) - toPixels(axis, place(first)),
  };
  context.fillStyle = ink;
  context.font = '12px system-ui, sans-serif';
  for (const seconds of ticks(own)) {
    const x = toPixels(axis, place(seconds));
    const text = clock(seconds);
    const width = context.measureText(text).width;
    context.fillText(text, Math.min(axis.width - width, Math.max(0, x - width / 2)), y);
  }
}

/** A stretch in both recordings: framed in either, joined in the gap. */
function drawBand(
  context: CanvasRenderingContext2D,
  drawing: AlignedDrawing,
  axis: TimeAxis,
  segment: CommonStretch,
  colour: string,
): void {
  const [r0, r1, c0, c1] = bandEdges(drawing, axis, segment);
  const gapTop = AXIS_HEIGHT + STRIP_HEIGHT;
  const gapEnd = gapTop + GAP_HEIGHT;
  context.fillStyle = colour;
  context.globalAlpha = BAND_ALPHA;
  context.beginPath();
  context.moveTo(r0, gapTop);
  context.lineTo(r1, gapTop);
  context.lineTo(c1, gapEnd);
  context.lineTo(c0, gapEnd);
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(r0, AXIS_HEIGHT + 1, r1 - r0, STRIP_HEIGHT - 1);
  context.strokeRect(c0, gapEnd, c1 - c0, STRIP_HEIGHT - 1);
}

function bandEdges(
  { candidateStart, candidateScale }: AlignedDrawing,
  axis: TimeAxis,
  segment: CommonStretch,
): [number, number, number, number] {
  const candidateAt = (seconds: number) => toPixels(axis, candidateStart + seconds * candidateScale);
  return [
    toPixels(axis, segment.referenceStartSeconds),
    toPixels(axis, segment.referenceEndSeconds),
    candidateAt(segment.candidateStartSeconds),
    candidateAt(segment.candidateEndSeconds),
  ];
}

/** The stretch at a place of the drawing, and how far into it, in seconds of the reference. */
export function stretchAt(
  drawing: AlignedDrawing,
  axis: TimeAxis,
  x: number,
  y: number,
): { readonly index: number; readonly seconds: number } | undefined {
  const share = Math.min(1, Math.max(0, (y - AXIS_HEIGHT - STRIP_HEIGHT) / GAP_HEIGHT));
  for (const [index, segment] of drawing.segments.entries()) {
    const [r0, r1, c0, c1] = bandEdges(drawing, axis, segment);
    const left = r0 + share * (c0 - r0);
    const right = r1 + share * (c1 - r1);
    if (x < left || x > right) continue;
    const length = segment.referenceEndSeconds - segment.referenceStartSeconds;
    return { index, seconds: ((x - left) / (right - left)) * length };
  }
  return undefined;
}
