import type { DetectedAlteration } from '../../detection/index.js';
import type { RecordedValidation } from '../../evaluation/index.js';
import {
  LONGEST_LONGER_SECONDS,
  LONGEST_SHORTER_SECONDS,
  nearestValidation,
} from '../../verification/index.js';
import type { Catalogue } from '../language/catalogue.js';
import type { ConditionStanding } from '../language/report-texts.js';
import type { Block } from './report-document.js';
import type { ReportInput } from './report-input.js';
import { severalAtOnce, testedQuantities, testedRange, type TestedQuantity } from './tested-conditions.js';

interface Condition {
  readonly name: string;
  readonly here: string;
  readonly tested: string;
  readonly standing: ConditionStanding;
}

/** Where this case lies against the conditions that the validation tested. */
export function conditionBlocks({ examination, calibration }: ReportInput, words: Catalogue): Block[] {
  const { comparison } = examination;
  const recorded = calibration?.evidence.validation ?? [];
  if (calibration === undefined || recorded.length === 0) return [];
  const { conditions: texts } = words.report;
  const lengths = [comparison.reference, comparison.candidate].map(({ durationSeconds }) => durationSeconds);
  const shorter = Math.min(...lengths);
  const { protocol } = nearestValidation(calibration.evidence, shorter)!;
  const own = recorded.filter((record) => record.protocol === protocol);
  const lengthsOf = (which: 'shorter' | 'longer') =>
    own.flatMap(({ durationSeconds, pairLengths }) =>
      pairLengths === undefined ? [durationSeconds] : [pairLengths[which].min, pairLengths[which].max],
    );
  const conditions = [
    lengthCondition(texts.shorter, shorter, lengthsOf('shorter'), LONGEST_SHORTER_SECONDS, words),
    lengthCondition(texts.longer, Math.max(...lengths), lengthsOf('longer'), LONGEST_LONGER_SECONDS, words),
    ...alterationConditions(comparison.alterations, recorded, words),
    { name: texts.sound, here: texts.soundHere, tested: texts.soundTested, standing: 'judge' as const },
  ];
  const beyond = conditions.filter(({ standing }) => standing === 'outside' || standing === 'untested');
  return [
    { kind: 'paragraph', text: texts.intro },
    {
      kind: 'table',
      caption: texts.table.caption,
      head: texts.table.head,
      rows: conditions.map(({ name, here, tested, standing }) => [
        name,
        here,
        tested,
        texts.standing[standing],
      ]),
      widths: [0.24, 0.25, 0.34, 0.17],
    },
    {
      kind: 'paragraph',
      text:
        beyond.length === 0
          ? texts.allInside
          : texts.outside([...new Set(beyond.map(({ name }) => name))].join(', ')),
    },
  ];
}

function lengthCondition(
  name: string,
  seconds: number,
  durations: readonly number[],
  countedSeconds: number,
  { report, numbers }: Catalogue,
): Condition {
  const { conditions: texts } = report;
  const [min, max] = [Math.min(...durations), Math.max(...durations)];
  const written = (length: number) => numbers.fixed(length, Number.isInteger(length) ? 0 : 1);
  const range = texts.seconds(texts.range(written(min), written(max)));
  return {
    name,
    here: texts.seconds(numbers.fixed(seconds, 1)),
    tested: texts.countedAs(range, texts.seconds(String(countedSeconds))),
    // Fragments are cut from whole seconds; half a second less or more is not another condition.
    standing: seconds >= min - 0.5 && seconds <= max + 0.5 ? 'inside' : 'outside',
  };
}

function alterationConditions(
  alterations: readonly DetectedAlteration[],
  recorded: readonly RecordedValidation[],
  words: Catalogue,
): Condition[] {
  const { conditions: texts } = words.report;
  const own = alterations.flatMap((alteration) => {
    const what = { name: words.alterationKinds[alteration.kind], here: words.alteration(alteration) };
    const quantities = testedQuantities(alteration);
    if (quantities.length === 0) return [{ ...what, ...untested(words) }];
    return quantities.map((quantity) => ({ ...what, ...standingOf(quantity, recorded, words) }));
  });
  if (alterations.length < 2) return own;
  const count = mostAtOnce(alterations);
  const several = { name: texts.several, here: String(count) };
  return [...own, { ...several, ...standingOf(severalAtOnce(count), recorded, words) }];
}

/** Of all stretches the most alterations; those that say no stretch hold for every one. */
function mostAtOnce(alterations: readonly DetectedAlteration[]): number {
  const counts = new Map<number, number>();
  let everywhere = 0;
  for (const alteration of alterations) {
    if (!('stretches' in alteration)) everywhere++;
    else {
      for (const { candidateStartSeconds: start } of alteration.stretches) {
        counts.set(start, (counts.get(start) ?? 0) + 1);
      }
    }
  }
  return everywhere + Math.max(0, ...counts.values());
}

function standingOf(
  quantity: TestedQuantity,
  recorded: readonly RecordedValidation[],
  words: Catalogue,
): Pick<Condition, 'tested' | 'standing'> {
  const range = testedRange(quantity, recorded);
  if (range === undefined) return untested(words);
  const { conditions: texts } = words.report;
  const written = (value: number) => words.numbers.fixed(value, Number.isInteger(value) ? 0 : 2);
  const { value } = quantity;
  return {
    tested: texts.testedBy(
      texts.units[quantity.unit](texts.range(written(range.min), written(range.max))),
      range.protocols.join(', '),
    ),
    standing: value === undefined || (value >= range.min && value <= range.max) ? 'inside' : 'outside',
  };
}

function untested({ report }: Catalogue): Pick<Condition, 'tested' | 'standing'> {
  return { tested: report.conditions.notTested, standing: 'untested' };
}
