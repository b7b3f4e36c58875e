import { InvalidArgumentError } from 'commander';
import type { Split } from '../corpus/index.js';
import { COLLAGE_LEVELS, noErrorBound, type RetrievalFigures } from '../evaluation/index.js';
import {
  evaluateCollages,
  type CollageSet,
  type CollageSummary,
  type SurveyProgress,
} from '../platform/node/index.js';
import { formatTable } from './table.js';

/** What the command line says of an evaluation by collages. */
export interface CollageFlags {
  readonly model: string;
  readonly calibration?: string;
  readonly calibrate?: true;
  readonly levels: readonly CollageSet[];
  readonly chunks: number;
  readonly falseAlarms?: number;
  readonly corpus?: string;
  readonly split?: Split;
  readonly seed: number;
  readonly out: string;
  readonly cache: string;
  readonly threads: number;
}

export const USUAL_COLLAGE_SETS: readonly CollageSet[] = COLLAGE_LEVELS;

/** A parser of `--levels`. */
export function parseLevels(text: string): CollageSet[] {
  const known: readonly CollageSet[] = [...COLLAGE_LEVELS, 'reprise', 'single'];
  return text.split(',').map((name) => {
    const level = known.find((other) => other === name.trim());
    if (level !== undefined) return level;
    throw new InvalidArgumentError(`There is no level ${name}; there are ${known.join(', ')}.`);
  });
}

/** Judges searches by collages. */
export async function evaluateByCollages(flags: CollageFlags, onProgress: SurveyProgress) {
  const { model, calibration, calibrate, levels, chunks, falseAlarms, corpus, split, seed } = flags;
  const summary = await evaluateCollages({
    model,
    ...(calibration !== undefined && { calibration }),
    calibrate: calibrate === true,
    sets: levels,
    chunks,
    ...(falseAlarms !== undefined && { falseAlarmRatePerQuery: falseAlarms }),
    corpusFolder: corpus!,
    ...(split !== undefined && { split }),
    seed,
    outFolder: flags.out,
    cacheFolder: flags.cache,
    threads: flags.threads,
    onProgress,
  });
  return { summary, text: describeCollages(summary, flags.out) };
}

function describeCollages(summary: CollageSummary, outFolder: string): string {
  const { model, library, thresholds, falseAlarmRatePerQuery, sets, single, skipped } = summary;
  return [
    `model ${model.name} ${model.version}; library of ${library.recordings} recordings, ${library.hours.toFixed(1)} hours; a match weighs more than ${thresholds.least.toFixed(2)} in the shortest query, ${thresholds.most.toFixed(2)} in the longest (false-alarm rate per query ${falseAlarmRatePerQuery})`,
    ...(sets.length === 0 ? [] : ['', levelTable(sets)]),
    ...(single === undefined ? [] : ['', singleTable(single)]),
    '',
    'recall / precision: means over pairs of query and recording, as the public benchmark has them, with 95 % intervals',
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped, listed in summary.json`]),
    `written to ${outFolder}`,
    '',
  ].join('\n');
}

function levelTable(sets: CollageSummary['sets']): string {
  return formatTable([
    [
      'level',
      'queries',
      'chunks',
      'in place',
      'where it repeats',
      'files',
      'seconds',
      'boxes',
      'wrong files',
      'foreign queries matched',
    ],
    ...sets.map((set) => [
      set.name,
      `${set.queries}`,
      `${set.chunks}`,
      `${set.places.hits}`,
      `${set.places.elsewhere}`,
      describeFigures(set.files),
      describeFigures(set.seconds),
      describeFigures(set.boxes),
      `${set.files.falsePositives} (${set.falseFilesOfSameGroup} of the same group)`,
      `${set.foreign.falseAlarms} of ${set.foreign.queries}`,
    ]),
  ]);
}

function describeFigures(figures: RetrievalFigures): string {
  const { recall, recallInterval95, precision, precisionInterval95 } = figures;
  const of = (value: number, [low, high]: readonly [number, number]) =>
    `${percent(value)} (${percent(low)}–${percent(high)})`;
  return `${of(recall, recallInterval95)} / ${of(precision, precisionInterval95)}`;
}

function singleTable(single: NonNullable<CollageSummary['single']>): string {
  return formatTable([
    ['chunks of 10 s altered by', 'in place', 'where it repeats', 'recording found'],
    ...single.map(({ alteration, chunks, hits, elsewhere }) => [
      alteration,
      `${hits} of ${chunks}`,
      `${elsewhere}`,
      chunks === 0
        ? ''
        : hits + elsewhere === chunks
          ? `100 % (> ${percent(1 - noErrorBound(chunks))} %)`
          : `${percent((hits + elsewhere) / chunks)} %`,
    ]),
  ]);
}

function percent(rate: number): string {
  return (100 * rate).toFixed(1);
}
