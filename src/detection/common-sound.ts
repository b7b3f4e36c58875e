import type { AlignedSegment, PlaneSource } from '../alignment/index.js';
import type { SoundExcerpt } from '../audio/index.js';
import type { BandSpectrum, ConstantQConfig } from '../features/index.js';
import { comparedStretches, consistentSegments, secondsOf, tempoAndPitchSets } from './compared-stretches.js';
import { warpCells, type CellGrid } from './warped-cells.js';

/** A recording as it is compared. */
export interface DetectionRecording {
  readonly plane: PlaneSource;
  /** Without it nothing above the constant-Q transform is looked at. */
  readonly bands?: BandSpectrum | undefined;
  /** Without them no codec is recognised by how it cuts sound. */
  readonly excerpts?: readonly SoundExcerpt[] | undefined;
  /** Of the file. Codecs are looked for at this rate, or at all that are known where it is not among them. */
  readonly sampleRateHz?: number | undefined;
}

export interface DetectionInput {
  readonly reference: DetectionRecording;
  readonly candidate: DetectionRecording;
  /** As `alignRecordings` returns them. */
  readonly segments: readonly AlignedSegment[];
  /** Geometry of both planes. */
  readonly config: ConstantQConfig;
}

/** What two recordings have in common at one tempo and pitch; cells are brought together when first asked for, and once. */
export class CommonSound {
  readonly reference: DetectionRecording;
  readonly candidate: DetectionRecording;
  readonly config: ConstantQConfig;
  /** Of one tempo and pitch. */
  readonly segments: readonly AlignedSegment[];
  /** Of the candidate, in segments. */
  readonly seconds: number;
  #cells: CellGrid | undefined;
  #turnedCells: CellGrid | undefined;

  constructor({ reference, candidate, segments, config }: DetectionInput) {
    this.reference = reference;
    this.candidate = candidate;
    this.config = config;
    this.segments = consistentSegments(segments);
    this.seconds = secondsOf(this.segments);
  }

  /** The reference brought to the candidate, along {@link comparedStretches}. */
  get cells(): CellGrid {
    this.#cells ??= warpCells(
      this.reference.plane,
      this.candidate.plane,
      comparedStretches(this.segments),
      this.config,
    );
    return this.#cells;
  }

  /** The candidate brought to the reference: the recordings have changed places. */
  get turnedCells(): CellGrid {
    this.#turnedCells ??= warpCells(
      this.candidate.plane,
      this.reference.plane,
      comparedStretches(this.segments).map(turned),
      this.config,
    );
    return this.#turnedCells;
  }
}

/**
 * What two recordings have in common, by tempo and pitch: one part where these are the same throughout.
 *
 * @returns The longest part first; at least one, without segments where nothing runs together.
 */
export function commonParts(input: DetectionInput): readonly [CommonSound, ...CommonSound[]] {
  const [main, ...others] = tempoAndPitchSets(input.segments);
  const partOf = (segments: readonly AlignedSegment[]) => new CommonSound({ ...input, segments });
  return [partOf(main), ...others.map(partOf)];
}

/** The same stretch, with the recordings' parts exchanged. */
function turned(segment: AlignedSegment): AlignedSegment {
  return {
    referenceStartSeconds: segment.candidateStartSeconds,
    referenceEndSeconds: segment.candidateEndSeconds,
    candidateStartSeconds: segment.referenceStartSeconds,
    candidateEndSeconds: segment.referenceEndSeconds,
    tempoRatio: 1 / segment.tempoRatio,
    pitchShiftSemitones: -segment.pitchShiftSemitones,
    score: segment.score,
    lead: segment.lead,
    prominence: segment.prominence,
  };
}
