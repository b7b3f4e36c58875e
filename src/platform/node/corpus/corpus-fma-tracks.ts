import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import type { Split } from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { readingError } from '../files/file-access.js';

/** What FMA's table says about one track. */
export interface FmaTrack {
  /** The artist's number and name; the album's or the track itself where no artist is given. */
  readonly group: string;
  readonly title?: string;
  readonly licence?: string;
  /** Top genre. */
  readonly category?: string;
  readonly split?: Split;
  /** Smallest set that holds the track: small, medium, large; absent for those in the full set alone. */
  readonly subset?: string;
}

const SPLIT_BY_FMA_NAME: Readonly<Record<string, Split>> = {
  training: 'train',
  validation: 'val',
  test: 'test',
};

/** The columns needed, by the names in the table's two header rows. */
const COLUMNS = {
  artistId: ['artist', 'id'],
  artistName: ['artist', 'name'],
  albumId: ['album', 'id'],
  split: ['set', 'split'],
  subset: ['set', 'subset'],
  licence: ['track', 'license'],
  title: ['track', 'title'],
  genre: ['track', 'genre_top'],
} as const;

type ColumnPlaces = Readonly<Record<keyof typeof COLUMNS, number>>;

/** Header rows: the column's family, its name, and the name of the index. */
const HEADER_ROWS = 3;

/**
 * Reads `fma_metadata/tracks.csv` as published: two header rows, a third that names the index, then one row a track.
 *
 * @returns Tracks by number, in the table's order.
 * @throws DoppeltonError `CORPUS_MALFORMED` naming the line; `FILE_UNREADABLE`.
 */
export async function readFmaTracks(path: string): Promise<Map<number, FmaTrack>> {
  const tracks = new Map<number, FmaTrack>();
  const headers: string[][] = [];
  let places: ColumnPlaces | undefined;
  // Biographies run over many lines and hold quotes; rows of pandas have as many fields as the header.
  const parser = parse({ info: true, bom: true });
  const source = createReadStream(path).on('error', (error) => parser.destroy(error));
  try {
    for await (const row of source.pipe(parser)) {
      const { record, info } = row as { record: string[]; info: { lines: number } };
      if (headers.length < HEADER_ROWS) {
        headers.push(record);
        if (headers.length === HEADER_ROWS) places = findColumns(path, headers);
        continue;
      }
      const trackId = Number(record[0]);
      if (!Number.isInteger(trackId) || record[0] === '') {
        throw malformed(path, `line ${info.lines} does not begin with a track number`);
      }
      tracks.set(trackId, describeRow(trackId, record, places!));
    }
  } catch (error) {
    if (error instanceof DoppeltonError) throw error;
    if (error instanceof CsvError) throw malformed(path, error.message, error);
    throw readingError(path, error);
  } finally {
    source.destroy();
  }
  if (places === undefined) throw malformed(path, 'the header rows are missing');
  return tracks;
}

function findColumns(path: string, [families, names, index]: readonly string[][]): ColumnPlaces {
  if (index?.[0] !== 'track_id') throw malformed(path, 'the third row does not name the index track_id');
  const entries = Object.entries(COLUMNS).map(([key, [family, name]]) => {
    const place = families!.findIndex((candidate, i) => candidate === family && names![i] === name);
    if (place < 0) throw malformed(path, `the column ${family}.${name} is missing`);
    return [key, place] as const;
  });
  return Object.fromEntries(entries) as Record<keyof typeof COLUMNS, number>;
}

function describeRow(trackId: number, record: readonly string[], places: ColumnPlaces): FmaTrack {
  const field = (name: keyof ColumnPlaces): string => record[places[name]] ?? '';
  const split = SPLIT_BY_FMA_NAME[field('split')];
  const [title, licence, category, subset] = (['title', 'licence', 'genre', 'subset'] as const).map(field);
  return {
    group: groupOf(trackId, field('artistId'), field('artistName'), field('albumId')),
    ...(title !== '' && { title: title! }),
    ...(licence !== '' && { licence: licence! }),
    ...(category !== '' && { category: category! }),
    ...(split !== undefined && { split }),
    ...(subset !== '' && { subset: subset! }),
  };
}

function groupOf(trackId: number, artistId: string, artistName: string, albumId: string): string {
  if (artistId !== '') return `artist ${artistId} ${artistName}`.trimEnd();
  return albumId === '' ? `track ${trackId}` : `album ${albumId}`;
}

function malformed(path: string, what: string, cause?: unknown): DoppeltonError {
  return new DoppeltonError('CORPUS_MALFORMED', `${path}: ${what}.`, cause);
}
