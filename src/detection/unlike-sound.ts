import { decaying, neighbours, passingBins, rowOf, soundingBins } from './cell-model.js';
import type { CommonSound } from './common-sound.js';
import { LEAST_SECONDS_FOR_SOUND } from './detect-alterations.js';
import { fitPowers } from './power-fit.js';
import type { CellGrid } from './warped-cells.js';

/** How far one recording's sound is from any that could be made of another's by filters, rooms and noise. */
export interface UnlikeSound {
  /** Median over the bins of the divergence per cell that is left. */
  readonly divergence: number;
  /** Share of the loud cells that are missing, louder ones for more: in the other they are a quarter of what they should be, or less. */
  readonly missingShare: number;
}

/** Every so many bins are enough for a median. */
const BIN_STEP = 2;
/** A room that rings on, of middling length: how long exactly makes little difference to what is left. */
const DECAY_SECONDS = 1;
/** Cells count as loud where what sounds at once is so many times what rings on and what is always there. */
const DIRECT_FACTOR = 4;
const MISSING_RATIO = 0.25;
/** With fewer loud cells nothing is said. */
const FEWEST_LOUD_CELLS = 200;

// Chosen on copies of the validation split and on other renderings of one composition, see docs/experiments.md.
const UNLIKE_DIVERGENCE = 0.35;
const UNLIKE_MISSING_SHARE = 0.1;

/**
 * Whether two recordings that run together sound as two renditions of one composition do: each lacks much of what is loud
 * in the other. In a copy sound may be added, or filtered away for good; it does not come and go.
 */
export function soundsLikeAnotherRendition(common: CommonSound): boolean {
  return (
    common.seconds >= LEAST_SECONDS_FOR_SOUND &&
    isUnlike(unlikeSound(common.cells)) &&
    isUnlike(unlikeSound(common.turnedCells))
  );
}

function isUnlike(sound: UnlikeSound | undefined): boolean {
  return (
    sound !== undefined && sound.divergence > UNLIKE_DIVERGENCE && sound.missingShare > UNLIKE_MISSING_SHARE
  );
}

/** @returns Undefined where too little is loud. */
export function unlikeSound(grid: CellGrid): UnlikeSound | undefined {
  const bins = passingBins(grid, soundingBins(grid)).filter((_, i) => i % BIN_STEP === 0);
  const constant = new Float64Array(grid.cells).fill(1);
  const divergences: number[] = [];
  let loudCells = 0;
  let loud = 0;
  let missing = 0;
  for (const bin of bins) {
    const row = rowOf(grid.reference, grid, bin);
    const powers = rowOf(grid.candidate, grid, bin);
    const near = neighbours(row, grid);
    const past = decaying(row, grid, DECAY_SECONDS, 'past');
    const { weights, divergence } = fitPowers(powers, [row, near, past, constant]);
    divergences.push(divergence / grid.cells);
    for (let k = 0; k < grid.cells; k++) {
      const direct = weights[0]! * row[k]! + weights[1]! * near[k]!;
      const other = weights[2]! * past[k]! + weights[3]!;
      if (direct < DIRECT_FACTOR * other) continue;
      const loudness = Math.sqrt(direct);
      loudCells++;
      loud += loudness;
      if (powers[k]! < MISSING_RATIO * (direct + other)) missing += loudness;
    }
  }
  if (loudCells < FEWEST_LOUD_CELLS) return undefined;
  return {
    divergence: divergences.sort((a, b) => a - b)[divergences.length >> 1]!,
    missingShare: missing / loud,
  };
}
