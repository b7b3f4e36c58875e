import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCorpus } from './corpus-reader.js';

/** The published table's columns, family by family, in its order. */
const COLUMNS: readonly (readonly [family: string, names: string])[] = [
  [
    'album',
    'comments date_created date_released engineer favorites id information listens producer tags title tracks type',
  ],
  [
    'artist',
    'active_year_begin active_year_end associated_labels bio comments date_created favorites id latitude location ' +
      'longitude members name related_projects tags website wikipedia_page',
  ],
  ['set', 'split subset'],
  [
    'track',
    'bit_rate comments composer date_created date_recorded duration favorites genre_top genres genres_all ' +
      'information interest language_code license listens lyricist number publisher tags title',
  ],
];

const PLACES = COLUMNS.flatMap(([family, names]) => names.split(' ').map((name) => `${family}.${name}`));

const LICENCE = 'Attribution-NonCommercial-ShareAlike 3.0 International';

/** A biography as the table has them: over several lines, with commas and doubled quotes. */
const BIOGRAPHY = '"<p>A Way Of Life,\nA Collective of ""Hip-Hop"" from New Jersey</p>"';

function header(): string {
  const families = PLACES.map((place) => place.split('.')[0]);
  const names = PLACES.map((place) => place.split('.')[1]);
  return [
    ['', ...families],
    ['', ...names],
    ['track_id', ...PLACES.map(() => '')],
  ]
    .map((row) => row.join(','))
    .join('\n');
}

function row(trackId: number, fields: Readonly<Record<string, string>>): string {
  return [String(trackId), ...PLACES.map((place) => fields[place] ?? '')].join(',');
}

const AWOL = {
  'artist.id': '1',
  'artist.name': 'AWOL',
  'artist.bio': BIOGRAPHY,
  'album.id': '1',
  'track.license': LICENCE,
};

const TABLE = [
  header(),
  row(2, {
    ...AWOL,
    'set.split': 'training',
    'set.subset': 'small',
    'track.title': 'Food',
    'track.genre_top': 'Hip-Hop',
  }),
  row(3, { ...AWOL, 'set.split': 'training', 'set.subset': 'medium', 'track.title': 'Electric Ave' }),
  row(10, {
    'artist.id': '6',
    'artist.name': 'Kurt Vile',
    'set.split': 'validation',
    'set.subset': 'small',
    'track.title': 'Freeway',
  }),
  row(1000, { 'album.id': '77', 'set.split': 'test', 'set.subset': 'small', 'track.title': '"Yes, no"' }),
  row(2000, { 'artist.id': '9', 'artist.name': 'Gone', 'set.split': 'test', 'set.subset': 'small' }),
].join('\n');

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'doppelton-fma-'));
  await put('fma_metadata/tracks.csv', `${TABLE}\n`);
  await put('fma_small/README.txt', 'about');
  for (const id of ['000/000002', '000/000010', '001/001000', '155/155066']) {
    await put(`fma_small/${id}.mp3`, `stands for the sound of ${id}`);
  }
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function put(id: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, id)), { recursive: true });
  await writeFile(join(root, id), content);
}

test('tracks come with the publisher’s splits, licences, titles, and artists as groups', async () => {
  const { recordings } = await readCorpus(root);
  expect(recordings).toMatchObject([
    {
      id: 'fma_small/000/000002.mp3',
      path: join(root, 'fma_small/000/000002.mp3'),
      group: 'artist 1 AWOL',
      title: 'Food',
      licence: LICENCE,
      category: 'Hip-Hop',
      split: 'train',
      container: 'mp3',
    },
    { id: 'fma_small/000/000010.mp3', group: 'artist 6 Kurt Vile', title: 'Freeway', split: 'val' },
    { id: 'fma_small/001/001000.mp3', group: 'album 77', title: 'Yes, no', split: 'test' },
  ]);
});

test('tracks that are missing on disk or in the table are listed', async () => {
  const { skipped } = await readCorpus(root);
  expect(skipped.map(({ path, reason }) => [path, reason])).toEqual([
    ['fma_small/155/155066.mp3', 'unlisted'],
    ['fma_small/002/002000.mp3', 'missing'],
  ]);
});

test('one of the sets may be named itself', async () => {
  const { recordings } = await readCorpus(join(root, 'fma_small'));
  expect(recordings.map(({ id, split }) => [id, split])).toEqual([
    ['000/000002.mp3', 'train'],
    ['000/000010.mp3', 'val'],
    ['001/001000.mp3', 'test'],
  ]);
});

test('a track that lies in two sets counts once', async () => {
  await put('fma_medium/000/000002.mp3', 'the same track');
  await put('fma_medium/000/000003.mp3', 'another');
  const { recordings, skipped } = await readCorpus(root);
  expect(recordings.map(({ id }) => id)).toContain('fma_medium/000/000003.mp3');
  expect(skipped).toContainEqual({
    path: 'fma_medium/000/000002.mp3',
    reason: 'duplicate',
    message: 'The same track as fma_small/000/000002.mp3.',
  });
});

test.each([
  ['without the header rows', 'a,b\n1,2\n', /track_id|header/],
  ['without a column that is needed', `${TABLE.replace(',license', ',licence')}\n`, /track\.license/],
  ['with a row of another length', `${TABLE}\n4,5\n`, /[Ll]ine 11/],
  ['with a row that has no number', `${TABLE}\n${row(5, {}).replace('5', 'five')}\n`, /track number/],
])('a table %s is refused', async (_, table, message) => {
  await put('fma_metadata/tracks.csv', table);
  await expect(readCorpus(root)).rejects.toMatchObject({
    code: 'CORPUS_MALFORMED',
    message: expect.stringMatching(message) as unknown,
  });
});
