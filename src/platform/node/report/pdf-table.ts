import type { TableBlock } from '../../../report/index.js';
import type { PdfPaper, PdfTextStyle } from './pdf-paper.js';

const CELL = { size: 8 } as const;
const PADDING = 3.5;
const CAPTION = { size: 8.5, font: 'bold', after: 3 } as const;
const LINE = '#8a8a8a';
const HEAD_FILL = '#ececec';
const ROW_HEAD_FILL = '#f6f6f6';

/** A line of cells as it is drawn. */
interface Row {
  readonly cells: readonly string[];
  readonly isHead: boolean;
}

/** Draws a table; rows stay whole, and its head stands again on each page. */
export function drawTable(paper: PdfPaper, block: TableBlock): void {
  const { pdf } = paper;
  paper.requireRoom(tableStartHeight(paper, block));
  if (block.caption !== undefined) paper.text('Caption', block.caption, CAPTION);
  const table = paper.group('Table');
  const head: Row | undefined = block.head && { cells: block.head, isHead: true };
  if (head !== undefined) drawRow(paper, block, head, table);
  for (const cells of block.rows.flatMap((row) => splitRow(row))) {
    const row = { cells, isHead: false };
    if (pdf.y + rowHeight(paper, block, row) > paper.bottom) {
      pdf.addPage();
      if (head !== undefined) drawRow(paper, block, head, table);
    }
    drawRow(paper, block, row, table);
  }
  table.end();
  pdf.y += 9;
}

/** Height of what must not be torn apart: caption, head and first row. */
export function tableStartHeight(paper: PdfPaper, block: TableBlock): number {
  const caption = block.caption === undefined ? 0 : paper.heightOf(block.caption, CAPTION) + CAPTION.after;
  const head = block.head === undefined ? 0 : rowHeight(paper, block, { cells: block.head, isHead: true });
  const first =
    block.rows[0] === undefined ? 0 : rowHeight(paper, block, { cells: block.rows[0], isHead: false });
  return caption + head + first;
}

/** A cell longer than this goes on in another row: no page is high enough for the longest path. */
const LONGEST_CELL = 1200;

function splitRow(row: readonly string[]): readonly (readonly string[])[] {
  const parts = Math.max(1, ...row.map((cell) => Math.ceil(cell.length / LONGEST_CELL)));
  return Array.from({ length: parts }, (_, part) =>
    row.map((cell) => cell.slice(part * LONGEST_CELL, (part + 1) * LONGEST_CELL)),
  );
}

function styleOf(
  paper: PdfPaper,
  { widths, numeric }: TableBlock,
  column: number,
  { isHead }: Row,
): PdfTextStyle {
  const before = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
  return {
    ...CELL,
    font: isHead ? 'bold' : 'regular',
    left: paper.left + before * paper.width + PADDING,
    width: widths[column]! * paper.width - 2 * PADDING,
    align: numeric?.includes(column) === true ? 'right' : 'left',
  };
}

function rowHeight(paper: PdfPaper, block: TableBlock, row: Row): number {
  const heights = row.cells.map((cell, column) => paper.heightOf(cell, styleOf(paper, block, column, row)));
  return Math.max(...heights) + 2 * PADDING;
}

function drawRow(paper: PdfPaper, block: TableBlock, row: Row, table: PDFKit.PDFStructureElement): void {
  const { pdf } = paper;
  const height = rowHeight(paper, block, row);
  const top = pdf.y;
  const element = paper.group('TR', table);
  let left = paper.left;
  row.cells.forEach((cell, column) => {
    const width = block.widths[column]! * paper.width;
    const fill = row.isHead ? HEAD_FILL : column === 0 ? ROW_HEAD_FILL : undefined;
    if (fill !== undefined) pdf.rect(left, top, width, height).fill(fill);
    pdf.rect(left, top, width, height).lineWidth(0.5).stroke(LINE);
    pdf.y = top + PADDING;
    const tag = row.isHead || column === 0 ? 'TH' : 'TD';
    paper.text(tag, cell, styleOf(paper, block, column, row), element);
    left += width;
  });
  element.end();
  pdf.y = top + height;
}
