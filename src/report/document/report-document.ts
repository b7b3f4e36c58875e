import type { Language } from '../../verification/index.js';

/** A part of a report, in no format yet: HTML and PDF are written from the same blocks. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly quiet?: true }
  /** What a reader must not miss. */
  | { readonly kind: 'finding'; readonly title: string; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | TableBlock
  | FigureBlock
  /** Words to be read letter by letter. */
  | { readonly kind: 'command'; readonly text: string }
  /** Lines to be filled in by hand. */
  | { readonly kind: 'form'; readonly labels: readonly string[] };

export interface TableBlock {
  readonly kind: 'table';
  /** Absent where the heading above says it. */
  readonly caption?: string;
  /** Absent where the first column names the rows alone. */
  readonly head?: readonly string[];
  /** As long as the head; the first cell of each row names it. */
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, set to the right. */
  readonly numeric?: readonly number[];
  /** Widths of the columns as shares of the whole. */
  readonly widths: readonly number[];
}

export interface FigureBlock {
  readonly kind: 'figure';
  /** A complete document. */
  readonly svg: string;
  readonly caption: string;
  /** What it shows, for those who cannot see it. */
  readonly alternative: string;
}

/** A report, ready to be written in a format. */
export interface ReportDocument {
  readonly language: Language;
  readonly title: string;
  readonly subtitle: string;
  readonly blocks: readonly Block[];
  /** At the foot of each page of paper. */
  readonly page: (page: number, pages: number) => string;
}
