/** Seconds to pixels, linearly. */
export interface TimeAxis {
  readonly start: number;
  readonly end: number;
  readonly width: number;
}

export function toPixels({ start, end, width }: TimeAxis, seconds: number): number {
  return ((seconds - start) / (end - start)) * width;
}

const STEPS_SECONDS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const LEAST_PIXELS = 70;

/** Round times to write at an axis, far enough apart to be read. */
export function ticks(axis: TimeAxis): number[] {
  const range = axis.end - axis.start;
  const step =
    STEPS_SECONDS.find((seconds) => (seconds / range) * axis.width >= LEAST_PIXELS) ?? STEPS_SECONDS.at(-1)!;
  const first = Math.ceil(axis.start / step);
  return Array.from({ length: Math.floor(axis.end / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** A round time as minutes and seconds. */
export function clock(seconds: number): string {
  const sign = seconds < 0 ? '−' : '';
  const whole = Math.abs(seconds);
  const rest = whole % 60;
  return `${sign}${Math.floor(whole / 60)}:${String(Math.floor(rest)).padStart(2, '0')}${rest % 1 === 0 ? '' : '.5'}`;
}
