import { decaying, neighbours, passingBins, rowOf, soundingBins } from './cell-model.js';
import type { CommonSound } from './common-sound.js';
import { LEAST_SECONDS_FOR_SOUND } from './detect-alterations.js';
import { fitPowers } from './power-fit.js';
import type { CellGrid } from './warped-cells.js';

/** Every so many bins are enough for a share. */
const BIN_STEP = 2;
/** A room that rings on, of middling length: how long exactly makes little difference to what is left. */
const DECAY_SECONDS = 1;
/** Cells count as loud where what sounds at once is so many times what rings on and what is always there. */
const DIRECT_FACTOR = 4;
const MISSING_RATIO = 0.25;
/** With fewer loud cells nothing is said. */
const FEWEST_LOUD_CELLS = 200;

/**
 * How much of what is loud in one of two recordings that run together is missing in the other, whichever way round that is
 * less. In a copy sound may be added, or filtered away for good, but it does not come and go; of two renditions of one
 * composition each lacks much of what is loud in the other.
 *
 * @returns Share of the loud cells, louder ones for more, in [0, 1]; undefined where too little runs together, or too
 *   little of it is loud.
 */
export function missingSound(common: CommonSound): number | undefined {
  if (common.seconds < LEAST_SECONDS_FOR_SOUND) return undefined;
  const shares = [missingShare(common.cells), missingShare(common.turnedCells)];
  return shares.includes(undefined) ? undefined : Math.min(...(shares as number[]));
}

/**
 * Share of the loud cells of the reference of which the candidate holds a quarter of what it should, or less. What it should
 * hold is, bin by bin, a sum of what sounds in the reference at once, what rings on, and what is always there.
 */
function missingShare(grid: CellGrid): number | undefined {
  const bins = passingBins(grid, soundingBins(grid)).filter((_, i) => i % BIN_STEP === 0);
  const constant = new Float64Array(grid.cells).fill(1);
  let loudCells = 0;
  let loud = 0;
  let missing = 0;
  for (const bin of bins) {
    const row = rowOf(grid.reference, grid, bin);
    const powers = rowOf(grid.candidate, grid, bin);
    const near = neighbours(row, grid);
    const past = decaying(row, grid, DECAY_SECONDS, 'past');
    const { weights } = fitPowers(powers, [row, near, past, constant]);
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
  return loudCells < FEWEST_LOUD_CELLS ? undefined : missing / loud;
}
