import { basename } from 'node:path';
import { z } from 'zod';
import type { Advantage, DuplicateGroup } from '../../collection/index.js';
import type { LibraryDuplicates } from '../../platform/node/index.js';
import { modelSchema } from './comparison-schema.js';
import {
  libraryRecordingSchema,
  matchedSegmentSchema,
  recordingIdSchema,
  servedRecording,
} from './library-schema.js';
import type { ReadOnly } from './read-only.js';

const share = z.number();

const commonLineSchema = z
  .strictObject({
    tempoRatio: z.number().describe("Candidate's speed over the reference's."),
    pitchShiftSemitones: z.number().describe('Added to the reference.'),
    referenceShare: share,
    candidateShare: share,
  })
  .meta({ id: 'CommonLine' });

const libraryPairSchema = z
  .strictObject({
    referenceId: recordingIdSchema,
    candidateId: recordingIdSchema,
    segments: z.array(matchedSegmentSchema).describe("In order of the candidate's time."),
    referenceShare: share.describe('Of what sounds in the recording, in [0, 1]: so much is in common.'),
    candidateShare: share,
    line: commonLineSchema.describe('The stretches that lie on one line with the longest; shares of these.'),
    logLikelihoodRatio: z.number().describe('The highest of the segments.'),
  })
  .meta({ id: 'LibraryPair' });

const advantages = ['agrees', 'intact', 'lossless', 'sample-rate', 'bit-rate', 'length'] as const;

const duplicateGroupSchema = z
  .strictObject({
    bestId: recordingIdSchema.describe('The best copy.'),
    copies: z
      .array(
        z
          .strictObject({
            id: recordingIdSchema,
            name: z.string().describe('Of this file of the recording.'),
            isIdentical: z
              .boolean()
              .describe(
                'Whether a file before it, the best copy or another, is the same byte for byte: then its id is too.',
              ),
            tempoRatio: z.number().describe("Its speed over the best copy's."),
            pitchShiftSemitones: z.number().describe('Added to the best copy.'),
            isSame: z.boolean().describe('Whether neither was changed.'),
            worseBy: z
              .enum(advantages satisfies readonly Advantage[])
              .describe('In what the best copy is better; absent where the two are equals.')
              .exactOptional(),
          })
          .meta({ id: 'DuplicateCopy' }),
      )
      .describe('File by file: a recording that is there as several identical files, as often.'),
  })
  .meta({ id: 'DuplicateGroup' });

export const duplicatesSchema = z
  .strictObject({
    families: z
      .array(
        z
          .strictObject({
            recordings: z.array(libraryRecordingSchema).describe('In order of the paths of their files.'),
            pairs: z.array(libraryPairSchema),
            duplicates: z
              .array(duplicateGroupSchema)
              .describe('Files that hold one recording from end to end, at any tempo and pitch.'),
          })
          .meta({ id: 'LibraryFamily' }),
      )
      .describe(
        'Recordings that have something in common, directly or through others; largest first. Behind them, each for itself, those that have nothing in common with another but are there as several identical files.',
      ),
    recordings: z.int().describe('That were held against one another.'),
    threshold: z.number().describe('A segment counts when its weight exceeds it.'),
    falseAlarmRatePerRecording: z
      .number()
      .describe(
        'Share of recordings without anything in common with another that are joined to one all the same, estimated; less than was wanted where the threshold is at its least, as in small libraries.',
      ),
    libraryHours: z.number().describe('Of sound that was searched.'),
    model: modelSchema,
  })
  .meta({ id: 'LibraryDuplicates' });

/** What the recordings of a library have in common as the API tells it. */
export function servedDuplicates({
  families,
  ...found
}: LibraryDuplicates): ReadOnly<z.infer<typeof duplicatesSchema>> {
  return {
    ...found,
    families: families.map(({ recordings, pairs, duplicates }) => ({
      recordings: recordings.map(servedRecording),
      pairs,
      duplicates: duplicates.map(servedGroup),
    })),
  };
}

/** Files by their names: the folders in which they lie are no business of clients. */
function servedGroup({ best, copies }: DuplicateGroup) {
  return {
    bestId: best.id,
    copies: copies.map(
      ({ recording, path, isIdentical, tempoRatio, pitchShiftSemitones, isSame, worseBy }) => ({
        id: recording.id,
        name: basename(path),
        ...{ isIdentical, tempoRatio, pitchShiftSemitones, isSame, ...(worseBy && { worseBy }) },
      }),
    ),
  };
}
