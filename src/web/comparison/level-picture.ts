import type { ConstantQConfig, PackedPlane } from '../../features/index.js';
import type { LevelPicture } from './comparison-outcome.js';

/** More than a screen is wide. */
const MOST_COLUMNS = 2400;
const RANGE_DB = 72;

/** A recording's levels, loudest of the frames that fall on a column. */
export function levelPicture(plane: PackedPlane, config: ConstantQConfig): LevelPicture {
  const { bins, frames } = plane;
  const columns = Math.min(frames, MOST_COLUMNS);
  const magnitudes = new Float32Array(bins * columns);
  let start = 0;
  for (const pack of plane.packs) {
    const { data } = pack.whole();
    for (let bin = 0; bin < bins; bin++) {
      for (let t = 0; t < pack.frames; t++) {
        const at = bin * columns + Math.floor(((start + t) * columns) / frames);
        magnitudes[at] = Math.max(magnitudes[at]!, data[bin * pack.frames + t]!);
      }
    }
    start += pack.frames;
  }
  return {
    levels: levelsOf(magnitudes),
    bins,
    columns,
    binsPerOctave: config.binsPerOctave,
    durationSeconds: (frames * config.hopSamples) / config.sampleRateHz,
  };
}

function levelsOf(magnitudes: Float32Array): Uint8Array {
  const loudest = magnitudes.reduce((most, value) => Math.max(most, value), Number.MIN_VALUE);
  return Uint8Array.from(magnitudes, (value) => {
    const db = 20 * Math.log10(Math.max(value / loudest, 1e-9));
    return Math.round(255 * Math.max(0, 1 + db / RANGE_DB));
  });
}
