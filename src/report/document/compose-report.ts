import type { Catalogue } from '../language/catalogue.js';
import { conditionBlocks } from './condition-blocks.js';
import { fileBlocks } from './file-blocks.js';
import { findingBlocks } from './finding-blocks.js';
import { foundBlocks } from './found-blocks.js';
import { modelBlocks } from './model-blocks.js';
import { pictureBlocks } from './picture-blocks.js';
import type { Block, ReportDocument } from './report-document.js';
import type { ReportInput } from './report-input.js';
import { userText } from './user-text.js';
import { validationBlocks } from './validation-blocks.js';

/**
 * The examiner's report on a comparison, after ENFSI's guidance: both propositions, how strongly the findings support
 * one against the other, what they rest on, and where that ends.
 *
 * @see ENFSI Guideline for Evaluative Reporting in Forensic Science, 2015.
 */
export function composeReport(input: ReportInput, words: Catalogue): ReportDocument {
  const { report } = words;
  const sections: [string, Block[]][] = [
    [report.heading.question, questionBlocks(words)],
    [report.heading.finding, findingBlocks(input, words)],
    [report.heading.found, foundBlocks(input, words)],
    [report.heading.pictures, pictureBlocks(input, words)],
    [report.heading.validation, validationBlocks(input, words)],
    [report.heading.conditions, conditionBlocks(input, words)],
    [report.heading.files, fileBlocks(input, words)],
    [report.heading.model, modelBlocks(input, words)],
    [report.heading.limits, [{ kind: 'list', items: report.limits }]],
    [report.heading.reproduction, reproductionBlocks(input, words)],
  ];
  const blocks = [
    headBlock(input, words),
    ...sections
      .filter(([, own]) => own.length > 0)
      .flatMap(([heading, own], i): Block[] => [{ kind: 'heading', text: `${i + 1}. ${heading}` }, ...own]),
  ];
  return {
    language: words.language,
    title: report.title,
    subtitle: report.subtitle,
    blocks: numbered(blocks, words),
    page: report.page,
  };
}

const TO_FILL_IN = '____________________________';

function headBlock({ software, examination, ...input }: ReportInput, { report }: Catalogue): Block {
  const { head } = report;
  const given = (text: string | undefined) => (text === undefined ? TO_FILL_IN : userText(text));
  const { reference, candidate } = examination.comparison;
  return {
    kind: 'table',
    rows: [
      [head.case, given(input.case)],
      [head.examiner, given(input.examiner)],
      [head.date, given(input.date)],
      [head.reference, userText(reference.path)],
      [head.candidate, userText(candidate.path)],
      [head.software, software.name],
    ],
    widths: [0.25, 0.75],
  };
}

function questionBlocks({ report, verbal }: Catalogue): Block[] {
  const { question } = report;
  const { same, different } = verbal.propositions;
  return [
    { kind: 'paragraph', text: question.intro },
    {
      kind: 'list',
      items: [`${question.proposition(1)}: ${same}.`, `${question.proposition(2)}: ${different}.`],
    },
    ...question.notes.map((text): Block => ({ kind: 'paragraph', text })),
  ];
}

function reproductionBlocks({ madeBy, command, software }: ReportInput, { report }: Catalogue): Block[] {
  const { head, reproduction } = report;
  return [
    { kind: 'paragraph', text: reproduction.intro[madeBy](software.name) },
    { kind: 'command', text: userText(command) },
    { kind: 'paragraph', text: reproduction.repeatable[madeBy] },
    { kind: 'form', labels: [head.date, head.examiner, head.signature] },
  ];
}

/** Tables and figures that have a caption, counted each on their own. */
function numbered(blocks: readonly Block[], { report }: Catalogue): Block[] {
  const counts = { figure: 0, table: 0 };
  return blocks.map((block) => {
    if (block.kind === 'figure') {
      return { ...block, caption: `${report.figure(++counts.figure)}. ${block.caption}` };
    }
    if (block.kind === 'table' && block.caption !== undefined) {
      return { ...block, caption: `${report.table(++counts.table)}. ${block.caption}` };
    }
    return block;
  });
}
