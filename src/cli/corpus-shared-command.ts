import { Option, type Command } from 'commander';
import { SAME_SOUND, SPLITS, type Split } from '../corpus/index.js';
import { DoppeltonError } from '../errors/index.js';
import {
  compareWaveforms,
  createAudioDecoder,
  readCorpus,
  type ComparedWaveforms,
} from '../platform/node/index.js';
import { ENGLISH_NUMBERS } from '../report/index.js';
import { printable } from './printable.js';
import { createProgress } from './progress.js';
import { formatTable } from './table.js';

interface SharedFlags {
  readonly split?: Split;
  readonly json?: true;
}

/** `doppelton corpus shared` */
export function registerCorpusShared(corpus: Command): void {
  corpus
    .command('shared')
    .description('List recordings of one group (album, package) that hold the same sound, sample by sample.')
    .argument('<folder>', 'a corpus, as for `corpus list`')
    .addOption(new Option('--split <name>', 'only recordings of this split').choices(SPLITS))
    .option('--json', 'print every pair with all its pieces, a line of JSON each')
    .addHelpText(
      'after',
      `
Examples:
  doppelton corpus shared corpus/debian --split test
  doppelton corpus shared music --json | jq -c 'select([.matches[] | select(.correlation > 0.4)] | length > 2)'

Pieces of 8 s of the shorter recording are looked for in the longer one by the correlation of their waveforms, spectrum and level
made even. What was cut from the same loops or mixed from the same tracks is found so; the same notes played again are not.
A trial of two such recordings says little: where the corpus has a list (doppelton-corpus.json), name each in the other's sharesSoundWith,
and evaluations leave the pair out.`,
    )
    .action(printShared);
}

async function printShared(folder: string, { split, json }: SharedFlags): Promise<void> {
  const corpus = await readCorpus(folder, { hash: 'duplicates' });
  const recordings = corpus.recordings.filter(
    (recording) => split === undefined || recording.split === split,
  );
  if (recordings.length === 0) throw new DoppeltonError('CORPUS_EMPTY', `${folder}: no usable recording.`);
  const progress = createProgress({ label: 'listening', total: recordings.length, unit: 'recordings' });
  const skipped: string[] = [];
  const rows: string[][] = [];
  let pairs = 0;
  try {
    const compared = compareWaveforms(corpus, createAudioDecoder(), {
      split,
      onProgress: ({ id }) => {
        progress.advance(1, printable(id));
      },
      onSkipped: ({ path, message }) => skipped.push(`${printable(path)}: ${printable(message)}`),
    });
    for await (const pair of compared) {
      pairs++;
      if (json === true) process.stdout.write(`${pairJson(pair)}\n`);
      else rows.push(...pairRow(pair));
    }
  } finally {
    progress.done();
  }
  for (const line of skipped) process.stderr.write(`left out: ${line}\n`);
  if (json === true) return;
  if (pairs === 0) {
    process.stdout.write(
      'no two recordings are of one group (a folder at the first level, an album, a package)\n',
    );
    return;
  }
  if (rows.length > 0) {
    const table = formatTable([['one', 'other', 'same', 'of', 'highest', 'where'], ...rows], [2, 3, 4]);
    process.stdout.write(`${table}\n`);
  }
  process.stdout.write(
    `${rows.length} of ${pairs} pairs hold the same sound\nsame, of: pieces of 8 s with a correlation of ${SAME_SOUND} or more, and pieces looked for\n`,
  );
}

function pairJson({ first, second, matches }: ComparedWaveforms): string {
  return JSON.stringify({ first: first.id, second: second.id, matches });
}

function pairRow({ first, second, matches }: ComparedWaveforms): string[][] {
  const same = matches.filter(({ correlation }) => correlation >= SAME_SOUND);
  if (same.length === 0) return [];
  const highest = same.reduce((best, match) => (match.correlation > best.correlation ? match : best));
  const place = (seconds: number) => ENGLISH_NUMBERS.time(seconds);
  return [
    [
      printable(first.id),
      printable(second.id),
      String(same.length),
      String(matches.length),
      highest.correlation.toFixed(2),
      `${place(highest.firstSeconds)} against ${place(highest.secondSeconds)}`,
    ],
  ];
}
