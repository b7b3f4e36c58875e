import {
  bitRate,
  isLossless,
  type Advantage,
  type DuplicateCopy,
  type DuplicateGroup,
  type LibraryGraph,
} from '../collection/index.js';
import { ENGLISH_NUMBERS } from '../report/index.js';
import type { LibraryRecording } from '../search/index.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

const { fixed, signed, time } = ENGLISH_NUMBERS;

/** The groups for people: the best copy first, then the others and in what they differ from it. */
export function describeDuplicates(graph: LibraryGraph, groups: readonly DuplicateGroup[]): string {
  const copies = groups.flatMap((group) => group.copies);
  const same = copies.filter(({ isIdentical, isSame }) => isIdentical || isSame);
  const megabytes = same.reduce((sum, { recording }) => sum + recording.bytes, 0) / 1e6;
  const summary = `${graph.recordings.length} recordings, ${groups.length} of them held more than once; further files: ${same.length} (${fixed(megabytes, 1)} MB), and ${copies.length - same.length} at another tempo or pitch`;
  return `${[...groups.map(describeGroup), summary].join('\n\n')}\n`;
}

function describeGroup({ best, copies }: DuplicateGroup): string {
  return formatTable(
    [
      ['best', ...describeFile(best, best.path), whyBest(copies)],
      ...copies.map((copy) => [
        roleOf(copy),
        ...describeFile(copy.recording, copy.path),
        describeCopy(copy, best),
      ]),
    ],
    [3, 4],
  );
}

function roleOf({ isIdentical, isSame }: DuplicateCopy): 'identical' | 'copy' | 'altered' {
  if (isIdentical) return 'identical';
  return isSame ? 'copy' : 'altered';
}

function describeFile(recording: LibraryRecording, path: string): string[] {
  const { durationSeconds, format } = recording;
  return [
    printable(path),
    `${format.codec} ${format.sampleRateHz / 1000} kHz`,
    `${fixed(bitRate(recording) / 1000, 0)} kbit/s`,
    time(durationSeconds),
  ];
}

/** What speaks for a group's best copy, over all others. */
function whyBest(copies: readonly DuplicateCopy[]): string {
  const advantages = new Set(copies.map(({ worseBy }) => worseBy));
  advantages.delete(undefined);
  if (copies.every(({ isIdentical }) => isIdentical)) return 'the first that was added';
  if (advantages.size === 0) return 'as good as the others; first by name';
  return [...advantages].map((advantage) => BEST_WORDS[advantage!]).join(', ');
}

const BEST_WORDS: Readonly<Record<Advantage, string>> = {
  agrees: 'of the tempo and pitch that most have',
  intact: 'undamaged',
  lossless: 'lossless',
  'sample-rate': 'of the highest sample rate',
  'bit-rate': 'of the highest bit rate',
  length: 'the longest',
};

/** How a copy differs from the best one. */
function describeCopy(copy: DuplicateCopy, best: LibraryRecording): string {
  const { recording, isIdentical, isSame, tempoRatio, pitchShiftSemitones } = copy;
  if (isIdentical)
    return recording.id === best.id ? 'the same bytes' : `the same bytes as ${printable(recording.path)}`;
  const differences = isSame
    ? []
    : [`tempo × ${fixed(tempoRatio, 4)}`, `pitch ${signed(pitchShiftSemitones, 2)} semitones`];
  const [own, other] = [recording.format, best.format];
  if (isLossless(own.codec) !== isLossless(other.codec)) {
    differences.push(isLossless(own.codec) ? 'lossless' : 'lossy');
  }
  if (own.sampleRateHz !== other.sampleRateHz) {
    differences.push(own.sampleRateHz < other.sampleRateHz ? 'lower sample rate' : 'higher sample rate');
  }
  if (own.channels !== other.channels) {
    differences.push(`${own.channels} instead of ${other.channels} channels`);
  }
  const longer = recording.durationSeconds - best.durationSeconds;
  if (isSame && Math.abs(longer) >= 1) {
    differences.push(`${fixed(Math.abs(longer), 1)} s ${longer > 0 ? 'longer' : 'shorter'}`);
  }
  differences.push(...recording.warnings.map(printable));
  if (copy.worseBy === 'bit-rate') differences.push('lower bit rate');
  return differences.length === 0 ? 'no difference that counts' : differences.join(', ');
}

/** Of the table that programs read. */
export const DUPLICATE_COLUMNS = [
  ...['group', 'role', 'path', 'id', 'bytes', 'codec', 'sampleRateHz', 'channels', 'bitRate'],
  ...['durationSeconds', 'tempoRatio', 'pitchShiftSemitones', 'words'],
];

/** A row a file, by {@link DUPLICATE_COLUMNS}. */
export function duplicateRows(groups: readonly DuplicateGroup[]): Record<string, string | number>[] {
  return groups.flatMap(({ best, copies }, i) => [
    {
      group: i + 1,
      role: 'best',
      ...fileColumns(best, best.path),
      tempoRatio: 1,
      pitchShiftSemitones: 0,
      words: whyBest(copies),
    },
    ...copies.map((copy) => ({
      ...{ group: i + 1, role: roleOf(copy), ...fileColumns(copy.recording, copy.path) },
      tempoRatio: copy.tempoRatio,
      pitchShiftSemitones: copy.pitchShiftSemitones,
      words: describeCopy(copy, best),
    })),
  ]);
}

function fileColumns(recording: LibraryRecording, path: string): Record<string, string | number> {
  const { id, bytes, durationSeconds, format } = recording;
  const { codec, sampleRateHz, channels } = format;
  return {
    path,
    id,
    bytes,
    codec,
    sampleRateHz,
    channels,
    bitRate: Math.round(bitRate(recording)),
    durationSeconds,
  };
}

/** The groups as JSON. */
export function duplicatesJson(
  { recordings, threshold, falseAlarmRatePerRecording, libraryHours }: LibraryGraph,
  groups: readonly DuplicateGroup[],
): string {
  const result = {
    groups: groups.map(({ best, copies }) => ({
      best: { ...best, words: whyBest(copies) },
      copies: copies.map(({ recording, ...copy }) => ({
        ...recording,
        ...copy,
        words: describeCopy({ recording, ...copy }, best),
      })),
    })),
    ...{ recordings: recordings.length, libraryHours, threshold, falseAlarmRatePerRecording },
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
