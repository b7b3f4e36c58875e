import { z } from 'zod';
import type { AlignedSegment } from '../../alignment/index.js';
import type { AudioFormat } from '../../audio/index.js';
import { TRACED_CODECS, type CandidateStretch, type DetectedAlteration } from '../../detection/index.js';
import { validationRecordSchema } from '../../evaluation/index.js';
import type { Comparison, RecordingFacts, RenditionFinding } from '../../verification/index.js';

const seconds = z.number();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const audioFormatSchema = z
  .strictObject({
    container: z.string(),
    codec: z.string(),
    sampleRateHz: z.number(),
    channels: z.int(),
    declaredDurationSeconds: seconds.exactOptional(),
  })
  .meta({ id: 'AudioFormat' }) satisfies z.ZodType<AudioFormat>;

export const recordingFactsSchema = z
  .strictObject({
    path: z.string().describe('The name under which the file was sent.'),
    sha256,
    durationSeconds: seconds,
    format: audioFormatSchema,
  })
  .meta({ id: 'RecordingFacts' }) satisfies z.ZodType<RecordingFacts>;

export const alignedSegmentSchema = z
  .strictObject({
    referenceStartSeconds: seconds,
    referenceEndSeconds: seconds,
    candidateStartSeconds: seconds,
    candidateEndSeconds: seconds,
    tempoRatio: z.number().describe("Candidate's speed over the reference's."),
    pitchShiftSemitones: z.number().describe('Added to the reference.'),
    score: z.number().describe('Correlation along the segment, in [-1, 1].'),
    lead: z.number().describe('How much better the two agree there than up to 4 s beside it, in [-2, 1].'),
    prominence: z
      .number()
      .describe(
        'By how many standard deviations of the agreement up to 4 s beside the agreement there exceeds the mean of that; 0 where too little lies beside.',
      ),
    meanCosine: z
      .number()
      .describe('Of the vectors of the fragments that meet along the segment, in [-1, 1].')
      .exactOptional(),
  })
  .meta({ id: 'AlignedSegment' }) satisfies z.ZodType<AlignedSegment>;

const candidateStretchSchema = z
  .strictObject({ candidateStartSeconds: seconds, candidateEndSeconds: seconds })
  .meta({ id: 'CandidateStretch' }) satisfies z.ZodType<CandidateStretch>;

const foundIn = {
  stretches: z
    .array(candidateStretchSchema)
    .describe(
      'Where it was found, in order of time; absent where it was found in all that runs together, as always at one tempo and pitch throughout.',
    )
    .exactOptional(),
};

const alterationSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('pitch-shift'),
      shiftSemitones: z.number(),
      uncertaintySemitones: z.number(),
      ...foundIn,
    }),
    z.strictObject({
      kind: z.literal('tempo-change'),
      tempoRatio: z.number(),
      uncertaintyRatio: z.number(),
      ...foundIn,
    }),
    z.strictObject({
      kind: z.literal('speed-change'),
      speedRatio: z.number(),
      uncertaintyRatio: z.number(),
      ...foundIn,
    }),
    z.strictObject({
      kind: z.literal('band-limit'),
      lowHz: z.number().exactOptional(),
      highHz: z.number().exactOptional(),
      uncertaintyOctaves: z.number(),
      ...foundIn,
    }),
    z.strictObject({
      kind: z.literal('added-noise'),
      snrDb: z.number(),
      uncertaintyDb: z.number(),
      ...foundIn,
    }),
    z.strictObject({
      kind: z.literal('reverberation'),
      decaySeconds: seconds,
      uncertaintyFactor: z.number(),
      ...foundIn,
    }),
    z.strictObject({
      kind: z.literal('lossy-coding'),
      codec: z.enum(TRACED_CODECS),
      sampleRateHz: z.number(),
      ...foundIn,
    }),
    z.strictObject({ kind: z.literal('gain'), gainDb: z.number(), uncertaintyDb: z.number(), ...foundIn }),
    z.strictObject({ kind: z.literal('cut'), candidateSeconds: seconds, removedSeconds: seconds }),
    z.strictObject({
      kind: z.literal('insertion'),
      candidateStartSeconds: seconds,
      candidateEndSeconds: seconds,
    }),
  ])
  .meta({ id: 'DetectedAlteration' }) satisfies z.ZodType<DetectedAlteration>;

const intervalSchema = z.tuple([z.number(), z.number()]);

const verbalScaleSchema = z.strictObject({
  direction: z.enum(['same', 'different', 'neither']),
  strength: z.enum([
    ...['none', 'weak', 'moderate', 'moderately-strong'],
    ...['strong', 'very-strong', 'extremely-strong'],
  ] as const),
  phrase: z.string(),
});

const propositionsSchema = z.strictObject({ same: z.string(), different: z.string() });

const evidenceShape = {
  logLikelihoodRatio: z.number().describe('log10; above 0 speaks for a common origin.').exactOptional(),
  likelihoodRatioInterval95: intervalSchema.exactOptional(),
  verbalScale: verbalScaleSchema.exactOptional(),
  propositions: propositionsSchema.exactOptional(),
  validation: validationRecordSchema.exactOptional(),
};

const renditionFindingSchema = z
  .strictObject({
    missingSound: z
      .number()
      .describe(
        'How much of what is loud in one is missing in the other, whichever way round is less: a share.',
      ),
    logLikelihoodRatio: z.number().describe('log10; above 0 speaks for a copy.'),
    likelihoodRatioInterval95: intervalSchema,
    verbalScale: verbalScaleSchema,
    propositions: propositionsSchema,
  })
  .meta({ id: 'RenditionFinding' }) satisfies z.ZodType<RenditionFinding>;

export const modelSchema = z
  .strictObject({ name: z.string(), version: z.string(), sha256 })
  .meta({ id: 'Model' });

/** A comparison as the domain has it; the files' paths are the names under which they were sent. */
export const comparisonSchema = z
  .strictObject({
    verdict: z.enum(['match', 'no-match']),
    score: z.number().describe('What scoreKind says; higher means more alike.'),
    threshold: z.number().describe('A match scores above it.'),
    scoreKind: z.enum(['log10-likelihood-ratio', 'cosine']),
    cosine: z.number(),
    bestFragments: z.strictObject({
      referenceStartSeconds: seconds,
      referenceEndSeconds: seconds,
      candidateStartSeconds: seconds,
      candidateEndSeconds: seconds,
    }),
    segments: z.array(alignedSegmentSchema),
    alterations: z.array(alterationSchema),
    againstRendition: renditionFindingSchema
      .describe(
        'Whether what runs together is a copy, rather than another rendition of one composition; absent where nothing can be said of it.',
      )
      .exactOptional(),
    reference: recordingFactsSchema,
    candidate: recordingFactsSchema,
    model: modelSchema,
    warnings: z.array(z.string()),
    ...evidenceShape,
  })
  .meta({ id: 'Comparison' }) satisfies z.ZodType<Comparison>;
