import SVGtoPDF from 'svg-to-pdfkit';
import type { Block, FigureBlock } from '../../../report/index.js';
import type { PdfPaper } from './pdf-paper.js';
import { drawTable, tableRoom } from './pdf-table.js';

const BODY = { size: 9.5, after: 5 } as const;
const QUIET = { size: 8, colour: '#4a4a4a', after: 5 } as const;
const CAPTION = { size: 8, after: 9 } as const;
const RULE = '#1a1a1a';

/** Draws one part of a report below the ones before. */
export function drawBlock(paper: PdfPaper, block: Block): void {
  const { pdf } = paper;
  switch (block.kind) {
    case 'heading':
      pdf.y += 9;
      paper.text('H2', block.text, { size: 12.5, font: 'bold', after: 1 });
      pdf
        .moveTo(paper.left, pdf.y)
        .lineTo(paper.left + paper.width, pdf.y)
        .lineWidth(1)
        .stroke(RULE);
      pdf.y += 5;
      break;
    case 'paragraph':
      paper.requireRoom(Math.min(40, paper.heightOf(block.text, BODY)));
      paper.text('P', block.text, block.quiet === true ? QUIET : BODY);
      break;
    case 'finding':
      drawFinding(paper, [block.title, ...block.lines]);
      break;
    case 'list':
      drawList(paper, block.items);
      break;
    case 'table':
      drawTable(paper, block);
      break;
    case 'figure':
      drawFigure(paper, block);
      break;
    case 'command':
      paper.text('Code', block.text, {
        size: 8.5,
        font: 'mono',
        left: paper.left + 8,
        width: paper.width - 16,
        after: 7,
      });
      break;
    case 'form':
      drawForm(paper, block.labels);
      break;
  }
}

/** What a heading above a block must have room for besides itself. */
export function roomForStart(paper: PdfPaper, block: Block): number {
  if (block.kind === 'figure') return figureHeight(paper, block);
  if (block.kind === 'table') return tableRoom(paper, block);
  return 50;
}

/** What a paragraph above lines to be filled in must have room for with them: on a page of their own they sign nothing. */
export function roomWithForm(
  paper: PdfPaper,
  above: Block,
  form: Extract<Block, { readonly kind: 'form' }>,
): number {
  const lines = above.kind === 'paragraph' ? paper.heightOf(above.text, BODY) + BODY.after : 0;
  return lines + formHeight(form.labels);
}

const BOX_PADDING = 9;
const BOX_BAR = 5;

function drawFinding(paper: PdfPaper, lines: readonly string[]): void {
  const { pdf } = paper;
  const left = paper.left + BOX_BAR + BOX_PADDING;
  const width = paper.width - BOX_BAR - 2 * BOX_PADDING;
  const styles = lines.map((_, i) => ({
    size: i === 0 ? 11.5 : 9.5,
    font: i === 0 ? ('bold' as const) : ('regular' as const),
    left,
    width,
    after: i === lines.length - 1 ? 0 : 4,
  }));
  const height = lines.reduce(
    (sum, line, i) => sum + paper.heightOf(line, styles[i]!) + styles[i]!.after,
    2 * BOX_PADDING,
  );
  paper.requireRoom(height);
  const top = pdf.y + 2;
  pdf.rect(paper.left, top, paper.width, height).lineWidth(1).stroke(RULE);
  pdf.rect(paper.left, top, BOX_BAR, height).fill(RULE);
  pdf.y = top + BOX_PADDING;
  lines.forEach((line, i) => {
    paper.text('P', line, styles[i]!);
  });
  pdf.y = top + height + 7;
}

function drawList(paper: PdfPaper, items: readonly string[]): void {
  const indent = 14;
  const list = paper.group('L');
  for (const item of items) {
    const style = { ...BODY, left: paper.left + indent, width: paper.width - indent, after: 3 };
    paper.requireRoom(Math.min(60, paper.heightOf(item, style)));
    paper.pdf.circle(paper.left + 6, paper.pdf.y + 6, 1.7).fill(RULE);
    paper.text('LI', item, style, list);
  }
  list.end();
  paper.pdf.y += 3;
}

function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}

function drawnHeight(paper: PdfPaper, svg: string): number {
  const { width, height } = sizeOf(svg);
  return (paper.width * height) / width;
}

function figureHeight(paper: PdfPaper, { svg, caption }: FigureBlock): number {
  return drawnHeight(paper, svg) + paper.heightOf(caption, CAPTION) + 10;
}

function drawFigure(paper: PdfPaper, figure: FigureBlock): void {
  const { pdf } = paper;
  paper.requireRoom(figureHeight(paper, figure));
  const top = pdf.y;
  const height = drawnHeight(paper, figure.svg);
  paper.tagged(
    'Figure',
    undefined,
    () => {
      SVGtoPDF(pdf, figure.svg, paper.left, top, {
        width: paper.width,
        height,
        fontCallback: (_family, bold) => (bold ? 'bold' : 'regular'),
      });
    },
    { alt: figure.alternative },
  );
  pdf.y = top + height + 3;
  paper.text('Caption', figure.caption, CAPTION);
}

const FORM_ABOVE = 14;
const LABEL_ABOVE = 16;
const LABEL_HEIGHT = 14;

function formHeight(labels: readonly string[]): number {
  return FORM_ABOVE + labels.length * (LABEL_ABOVE + LABEL_HEIGHT);
}

function drawForm(paper: PdfPaper, labels: readonly string[]): void {
  const { pdf } = paper;
  paper.requireRoom(formHeight(labels));
  pdf.y += FORM_ABOVE;
  for (const label of labels) {
    pdf.y += LABEL_ABOVE;
    const top = pdf.y;
    paper.text('P', label, { ...BODY, width: 110, after: 0 });
    pdf
      .moveTo(paper.left + 115, top + 11)
      .lineTo(paper.left + paper.width, top + 11)
      .lineWidth(0.6)
      .stroke(RULE);
  }
}
