import {
  SPECTRUM_BLOCK_SAMPLES,
  bandFrequencyHz,
  binFrequencyHz,
  type ConstantQConfig,
} from '../features/index.js';
import { fitBandEdges, type BandFit, type TransferPoint } from './band-edges.js';
import { fitCellModel, type CellModel, type FittedBin } from './cell-model.js';
import type { CommonSound } from './common-sound.js';
import { compareBands, type ComparedBand } from './warped-bands.js';

/** What distinguishes the candidate from the reference, in numbers; no judgement yet. */
export interface ChangeMeasurements {
  readonly model: CellModel;
  readonly band: BandFit | undefined;
  readonly noise: NoiseMeasurement;
}

export interface NoiseMeasurement {
  /** Power of what comes from the reference over that of the constant noise. */
  readonly snrDb: number;
  /** Share of the bins inside the band in which noise explains something. */
  readonly share: number;
  /** Median difference of neighbouring bins' noise: small for noise, large for what codecs leave. */
  readonly roughnessDb: number;
  /** As `CellModel.noiseEvidence`, of the bins inside the band. */
  readonly evidence: number;
}

/** Bands below are those of the constant-Q transform. */
const FIRST_BAND = 12;
/** Reference quieter than so much is silence in a band: the rounding of 16-bit sound lies near it. */
const LEAST_BAND_POWER = 1e-10;
/** Noise may hide what is more than so much below it. */
const HIDDEN_SHARE = 0.3;
/** Inside the band: not further below its level. */
const INSIDE_DB = 10;
/** Noise explains something in a bin if the divergence falls to this share. */
const EXPLAINED_SHARE = 0.85;

/** @param common - With at least one segment. */
export function measureChanges(common: CommonSound): ChangeMeasurements {
  const { reference, candidate, segments, config } = common;
  const model = fitCellModel(common.cells);
  const bands =
    reference.bands === undefined || candidate.bands === undefined
      ? []
      : compareBands(reference.bands, candidate.bands, segments, {
          blockSeconds: SPECTRUM_BLOCK_SAMPLES / config.sampleRateHz,
          fromBand: FIRST_BAND,
        });
  const band = fitBandEdges(transferPoints(model.bins, bands, config));
  const inside = model.bins.filter((bin) => isInside(decibels(bin.gain), band));
  return { model, band, noise: measureNoise(inside, bands, config) };
}

function transferPoints(
  bins: readonly FittedBin[],
  bands: readonly ComparedBand[],
  config: ConstantQConfig,
): TransferPoint[] {
  const all = [
    ...bins.map((bin) => ({ ...bin, frequencyHz: binFrequencyHz(config, bin.bin) })),
    ...bands
      .filter(({ referencePower }) => referencePower > LEAST_BAND_POWER)
      .map((band) => ({ ...band, frequencyHz: bandFrequencyHz(band.band) })),
  ];
  const gains = all.map(({ gain }) => gain).toSorted((a, b) => a - b);
  const level = gains[Math.floor(0.7 * gains.length)] ?? 1;
  return all
    .filter(({ noise, referencePower }) => noise < HIDDEN_SHARE * level * referencePower)
    .map(({ frequencyHz, gain }) => ({ frequencyHz, gainDb: decibels(gain) }));
}

function measureNoise(
  inside: readonly FittedBin[],
  bands: readonly ComparedBand[],
  config: ConstantQConfig,
): NoiseMeasurement {
  const explained = inside.filter(
    ({ divergence, divergenceWithoutNoise }) =>
      divergence + 0.002 < EXPLAINED_SHARE * (divergenceWithoutNoise + 0.002),
  );
  let signal = 0;
  let noise = 0;
  for (const bin of inside) {
    const widthHz = bandwidthHz(config, bin.bin);
    signal += widthHz * (bin.gain * bin.referencePower + bin.tail);
    noise += widthHz * bin.noise;
  }
  // From powers of the transform to those of the spectrum: E|C|² of white noise is 1.5 times its variance.
  const scale = 2 / (1.5 * config.sampleRateHz);
  signal *= scale;
  noise *= scale;
  for (const band of bands) {
    // Where the reference is silent, all that is heard is noise.
    const isSilent = band.referencePower < LEAST_BAND_POWER;
    if (!isSilent) signal += band.gain * band.referencePower;
    noise += isSilent ? band.candidatePower : band.noise;
  }
  const sum = (part: (bin: FittedBin) => number) => inside.reduce((total, bin) => total + part(bin), 0);
  const floor = 0.01 * inside.length;
  return {
    snrDb: decibels(signal / noise),
    share: inside.length === 0 ? 0 : explained.length / inside.length,
    roughnessDb: roughnessDb(explained.map(({ bin, noise }) => ({ place: bin, noise }))),
    evidence:
      inside.length === 0
        ? 0
        : Math.log(
            (sum((bin) => bin.divergenceWithoutNoise) + floor) / (sum((bin) => bin.divergence) + floor),
          ),
  };
}

/** Median step between neighbours. */
function roughnessDb(places: readonly { readonly place: number; readonly noise: number }[]): number {
  const steps = places
    .slice(1)
    .flatMap(({ place, noise }, i) => {
      const before = places[i]!;
      return place === before.place + 1 ? [Math.abs(decibels(noise / before.noise))] : [];
    })
    .toSorted((a, b) => a - b);
  return steps[steps.length >> 1] ?? Infinity;
}

function bandwidthHz(config: ConstantQConfig, bin: number): number {
  const half = 2 ** (0.5 / config.binsPerOctave);
  return binFrequencyHz(config, bin) * (half - 1 / half);
}

function isInside(gainDb: number, band: BandFit | undefined): boolean {
  return band === undefined || gainDb > band.levelDb - INSIDE_DB;
}

function decibels(ratio: number): number {
  return 10 * Math.log10(Math.max(ratio, 1e-30));
}
