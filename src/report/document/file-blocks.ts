import type { RecordingFacts } from '../../verification/index.js';
import type { Catalogue } from '../language/catalogue.js';
import type { Block } from './report-document.js';
import type { ReportInput } from './report-input.js';
import { userText } from './user-text.js';

/** Which files were compared, how they were read, and what went wrong with that. */
export function fileBlocks({ examination, manifest, software }: ReportInput, words: Catalogue): Block[] {
  const { reference, candidate, warnings } = examination.comparison;
  const { files } = words.report;
  const [a, b] = [factsOf(reference, words), factsOf(candidate, words)];
  const { sampleRateHz } = manifest.features.constantQ;
  return [
    {
      kind: 'table',
      caption: files.table.caption,
      head: files.table.head,
      rows: a.map(([name, value], i) => [name, value, b[i]![1]]),
      widths: [0.22, 0.39, 0.39],
    },
    { kind: 'paragraph', text: files.decoding(software.decoder, words.numbers.whole(sampleRateHz)) },
    ...(warnings.length === 0
      ? [{ kind: 'paragraph' as const, text: files.noWarnings }]
      : [
          { kind: 'paragraph' as const, text: files.warningsIntro },
          { kind: 'list' as const, items: warnings.map(userText) },
        ]),
  ];
}

function factsOf(
  { path, sha256, durationSeconds, format }: RecordingFacts,
  words: Catalogue,
): [string, string][] {
  const { files, conditions } = words.report;
  const { fixed, whole } = words.numbers;
  const seconds = (value: number) => conditions.seconds(fixed(value, 3));
  const { declaredDurationSeconds } = format;
  return [
    [files.path, userText(path)],
    [files.sha256, sha256],
    [files.format, files.container(userText(format.container), userText(format.codec))],
    [files.sampleRate, `${whole(format.sampleRateHz)} ${words.figures.hertz}`],
    [files.channels, String(format.channels)],
    [files.duration, seconds(durationSeconds)],
    [
      files.declared,
      declaredDurationSeconds === undefined ? files.notDeclared : seconds(declaredDurationSeconds),
    ],
  ];
}
