import { basename } from 'node:path';
import { z } from 'zod';
import type { FileSearch } from '../../platform/node/index.js';
import type { LibraryRecording, LibraryStats } from '../../search/index.js';
import {
  alignedSegmentSchema,
  audioFormatSchema,
  modelSchema,
  recordingFactsSchema,
} from './comparison-schema.js';
import type { ReadOnly } from './read-only.js';

const seconds = z.number();

export const recordingIdSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("SHA-256 of the recording's file.");

/** A recording of the library, without the folders of this machine. */
export const libraryRecordingSchema = z
  .strictObject({
    id: recordingIdSchema,
    name: z.string().describe('Of its file.'),
    bytes: z.int(),
    durationSeconds: seconds,
    format: audioFormatSchema,
    variety: z
      .number()
      .describe('In how many ways its sound varies; what only hums or ticks proves nothing.'),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'LibraryRecording' });

export type ServedRecording = ReadOnly<z.infer<typeof libraryRecordingSchema>>;

export const libraryListSchema = z
  .strictObject({
    recordings: z.array(libraryRecordingSchema).describe('In order of the paths of their files.'),
    total: z.int().describe('Recordings that the library holds.'),
  })
  .meta({ id: 'LibraryList' });

export const libraryStatsSchema = z
  .strictObject({
    recordings: z.int(),
    durationSeconds: seconds,
    windows: z.int().describe('Vectors that are searched.'),
    storedBytes: z.int().describe('Of what it takes to find the recordings again.'),
    keptBytes: z.int().describe('Of uploaded files, which are kept to be played.'),
    model: modelSchema,
    isSearchable: z.boolean().describe('Whether the model can weigh what a search finds.'),
  })
  .meta({ id: 'LibraryStats' });

export const additionSchema = z
  .strictObject({
    recording: libraryRecordingSchema,
    isNew: z.boolean().describe('False when the library held this very file before.'),
  })
  .meta({ id: 'Addition' });

export const matchedSegmentSchema = alignedSegmentSchema
  .extend({
    meanCosine: z.number().describe('Of the vectors that meet along the segment, in [-1, 1].'),
    logLikelihoodRatio: z
      .number()
      .describe('log10, of this recording against others, within what the calibration supports.'),
    weight: z.number().describe('The same before it was bounded: for ranking, and for the threshold.'),
  })
  .meta({ id: 'MatchedSegment' });

export const searchResultSchema = z
  .strictObject({
    query: recordingFactsSchema,
    matches: z
      .array(
        z
          .strictObject({
            recording: libraryRecordingSchema,
            segments: z
              .array(matchedSegmentSchema)
              .describe(
                "The recording is the reference, the query the candidate; in order of the query's time.",
              ),
            logLikelihoodRatio: z.number().describe('The highest of its segments.'),
            weight: z.number().describe('The highest of its segments.'),
          })
          .meta({ id: 'LibraryMatch' }),
      )
      .describe('Highest weight first.'),
    threshold: z
      .number()
      .describe(
        'A segment matches when its weight exceeds it: the higher the longer the query and the larger the library.',
      ),
    falseAlarmRatePerQuery: z
      .number()
      .describe(
        'Share of queries of which such a library holds nothing that give a match all the same, estimated; less than was wanted where the threshold is at its least, as in small libraries.',
      ),
    libraryHours: z.number().describe('Of sound that was searched.'),
    model: modelSchema,
    warnings: z.array(z.string()),
  })
  .meta({ id: 'SearchResult' });

/** A recording as the API tells of it. */
export function servedRecording(recording: LibraryRecording): ServedRecording {
  const { id, path, bytes, durationSeconds, format, variety, warnings } = recording;
  return { id, name: basename(path), bytes, durationSeconds, format, variety, warnings };
}

/** What a search found as the API tells it. */
export function servedSearch({
  matches,
  ...search
}: FileSearch): ReadOnly<z.infer<typeof searchResultSchema>> {
  return {
    ...search,
    matches: matches.map(({ recording, ...match }) => ({ ...match, recording: servedRecording(recording) })),
  };
}

/** What a library is, as the API tells it. */
export function servedStats(
  { settings, ...stats }: LibraryStats,
  more: { readonly keptBytes: number; readonly isSearchable: boolean },
): ReadOnly<z.infer<typeof libraryStatsSchema>> {
  return { ...stats, ...more, model: settings.model };
}
