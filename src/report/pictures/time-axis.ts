/** A stretch of time laid along a line of the page. */
export interface TimeAxis {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Where `fromSeconds` stands, in units of the picture. */
  readonly start: number;
  /** Units; negative where time runs upwards. */
  readonly length: number;
}

export function placeOf({ fromSeconds, toSeconds, start, length }: TimeAxis, seconds: number): number {
  return start + (length * (seconds - fromSeconds)) / (toSeconds - fromSeconds);
}

/** Distances between ticks that are easy to count by, in seconds. */
const STEPS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400];

/** Round times on the axis, at most about so many. */
export function ticksOf({ fromSeconds, toSeconds }: TimeAxis, most: number): number[] {
  const least = (toSeconds - fromSeconds) / most;
  const step =
    STEPS.find((candidate) => candidate >= least) ?? STEPS.at(-1)! * Math.ceil(least / STEPS.at(-1)!);
  const first = Math.ceil(fromSeconds / step - 1e-9);
  const last = Math.floor(toSeconds / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}
