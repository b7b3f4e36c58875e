import { PAPER_CONSTANT_Q, type ConstantQ } from '../../features/index.js';

/** A filter's edge. */
export interface PlaneCutoff {
  /** Where it has lost 3 dB, in octaves above bin 0. */
  readonly octaves: number;
  /** Of a Butterworth filter, > 0, fractions too: 6 dB an octave each. */
  readonly order: number;
}

/** A bump or dip. */
export interface PlanePeak {
  readonly centreOctaves: number;
  readonly gainDb: number;
  /** Standard deviation of its bell over octaves, > 0. */
  readonly widthOctaves: number;
}

/** A time-invariant filter, described by its gain over the pitch axis. */
export interface PlaneEqualizer {
  readonly highPass?: PlaneCutoff;
  readonly lowPass?: PlaneCutoff;
  /** Straight slope about the middle of the plane. */
  readonly tiltDbPerOctave: number;
  readonly peaks: readonly PlanePeak[];
}

/** Gain of every bin as an amplitude factor, shape (bins). */
export function equalizerGains(
  equalizer: PlaneEqualizer,
  bins: number,
  binsPerOctave = PAPER_CONSTANT_Q.binsPerOctave,
): Float32Array {
  const { highPass, lowPass, tiltDbPerOctave, peaks } = equalizer;
  return Float32Array.from({ length: bins }, (_, bin) => {
    const octaves = bin / binsPerOctave;
    let gainDb = tiltDbPerOctave * (octaves - (bins - 1) / binsPerOctave / 2);
    if (highPass) gainDb -= butterworthLossDb(highPass.octaves - octaves, highPass.order);
    if (lowPass) gainDb -= butterworthLossDb(octaves - lowPass.octaves, lowPass.order);
    for (const peak of peaks) {
      gainDb += peak.gainDb * Math.exp(-0.5 * ((octaves - peak.centreOctaves) / peak.widthOctaves) ** 2);
    }
    return 10 ** (gainDb / 20);
  });
}

/**
 * Filters a plane.
 *
 * @param plane - Linear magnitudes. Not modified.
 */
export function equalizePlane(
  plane: ConstantQ,
  equalizer: PlaneEqualizer,
  binsPerOctave = PAPER_CONSTANT_Q.binsPerOctave,
): ConstantQ {
  const gains = equalizerGains(equalizer, plane.bins, binsPerOctave);
  const data = new Float32Array(plane.data.length);
  for (let bin = 0; bin < plane.bins; bin++) {
    const gain = gains[bin]!;
    for (let i = bin * plane.frames; i < (bin + 1) * plane.frames; i++) data[i] = gain * plane.data[i]!;
  }
  return { ...plane, data };
}

function butterworthLossDb(octavesBeyond: number, order: number): number {
  return 10 * Math.log10(1 + 2 ** (2 * order * octavesBeyond));
}
