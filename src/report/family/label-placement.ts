import type { Point } from './force-layout.js';

/** A rectangle, sides parallel to the axes; y grows downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A text that is to be put somewhere. */
export interface Label {
  readonly width: number;
  readonly height: number;
  /** Where its middle may be, best first. */
  readonly places: readonly Point[];
}

export type Line = readonly [from: Point, to: Point];

/** Left free between labels. */
const GAP = 3;

/**
 * Puts labels where they cover neither one another nor what is there already, one after the other. Of places that are
 * free, each takes the one where it lies on the fewest lines.
 *
 * @param taken - What no label may cover.
 * @returns Where the labels are; undefined for one that has no free place.
 */
export function placeLabels(
  labels: readonly Label[],
  taken: readonly Box[],
  lines: readonly Line[],
): (Point | undefined)[] {
  const covered = [...taken];
  return labels.map((label) => {
    let best: { readonly place: Point; readonly box: Box; readonly crossed: number } | undefined;
    for (const place of label.places) {
      const box = boxAround(place, label);
      if (covered.some((other) => overlap(box, other))) continue;
      const crossed = lines.filter((line) => crosses(box, line)).length;
      if (best === undefined || crossed < best.crossed) best = { place, box, crossed };
    }
    if (best !== undefined) covered.push(best.box);
    return best?.place;
  });
}

/** The box of a label whose middle is at a place. */
export function boxAround({ x, y }: Point, { width, height }: Pick<Label, 'width' | 'height'>): Box {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right + GAP && b.left < a.right + GAP && a.top < b.bottom + GAP && b.top < a.bottom + GAP;
}

/** Whether a line passes through a box: what the box leaves of it, cut off side by side. */
function crosses({ left, top, right, bottom }: Box, [from, to]: Line): boolean {
  let [start, end] = [0, 1];
  const sides: readonly (readonly [step: number, room: number])[] = [
    [from.x - to.x, from.x - left],
    [to.x - from.x, right - from.x],
    [from.y - to.y, from.y - top],
    [to.y - from.y, bottom - from.y],
  ];
  for (const [step, room] of sides) {
    if (step === 0 && room < 0) return false;
    if (step < 0) start = Math.max(start, room / step);
    if (step > 0) end = Math.min(end, room / step);
  }
  return start <= end;
}

const NARROW = /[\sfijltrI1.,:;'|!()[\]-]/;
const WIDE = /[mwMW@%ШЩЖЮшщжюм…—]/;
/** East Asian letters and pictures fill a square. */
const SQUARE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|[\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

/** How wide a text is at most, by DejaVu Sans, which is wider than most. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) {
    if (SQUARE.test(letter)) ems += 1.05;
    else if (WIDE.test(letter)) ems += 1;
    else if (NARROW.test(letter)) ems += 0.42;
    else ems += 0.68;
  }
  return ems * size;
}
