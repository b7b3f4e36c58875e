import PDFDocument from 'pdfkit';
import { visibleCodePoint, withoutIsolates, type ReportDocument } from '../../../report/index.js';
import { dejavuFontPath } from '../files/dejavu-fonts.js';

/** Fonts of a report. */
export type PdfFont = 'regular' | 'bold' | 'mono';

export interface PdfTextStyle {
  /** In points. */
  readonly size: number;
  readonly font?: PdfFont;
  readonly colour?: string;
  /** Left edge and width in points; the whole column unless given. */
  readonly left?: number;
  readonly width?: number;
  readonly align?: 'left' | 'right';
  /** Space below in points. */
  readonly after?: number;
}

/** Tags of PDF's structure tree that a report uses. */
export type PdfTag =
  'H1' | 'H2' | 'P' | 'L' | 'LI' | 'Table' | 'TR' | 'TH' | 'TD' | 'Figure' | 'Caption' | 'Code';

const MARGINS = { top: 50, bottom: 58, left: 48, right: 48 };
const INK = '#1a1a1a';
/** In place of the moment of writing, which would make every file another one. */
const NO_DATE = new Date(Date.UTC(2000, 0, 1));

/** A4 pages that text and drawings are put on from the top down. */
export class PdfPaper {
  readonly pdf: PDFKit.PDFDocument;
  readonly left = MARGINS.left;
  readonly width: number;
  readonly #root: PDFKit.PDFStructureElement;
  readonly #chunks: Buffer[] = [];
  readonly #ended: Promise<void>;

  constructor({ title, language }: Pick<ReportDocument, 'title' | 'language'>) {
    this.pdf = new PDFDocument({
      size: 'A4',
      margins: MARGINS,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: language,
      tagged: true,
      displayTitle: true,
      info: {
        Title: title,
        Creator: 'Doppelton',
        Producer: 'Doppelton',
        CreationDate: NO_DATE,
        ModDate: NO_DATE,
      },
    });
    this.width = this.pdf.page.width - MARGINS.left - MARGINS.right;
    this.pdf.registerFont('regular', dejavuFontPath('DejaVuSans'));
    this.pdf.registerFont('bold', dejavuFontPath('DejaVuSans-Bold'));
    this.pdf.registerFont('mono', dejavuFontPath('DejaVuSansMono'));
    this.#root = this.pdf.struct('Document');
    this.pdf.addStructure(this.#root);
    this.#ended = new Promise((resolve, reject) => {
      this.pdf.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
      this.pdf.on('end', resolve);
      this.pdf.on('error', reject);
    });
  }

  /** The lowest place of the page that may be drawn on. */
  get bottom(): number {
    return this.pdf.page.height - MARGINS.bottom;
  }

  /** What a whole page has room for. */
  get pageHeight(): number {
    return this.bottom - MARGINS.top;
  }

  /** Begins another page unless so many points are left on this one. */
  requireRoom(height: number): void {
    if (this.pdf.y > MARGINS.top && this.pdf.y + Math.min(height, this.pageHeight) > this.bottom) {
      this.pdf.addPage();
    }
  }

  /** How high a text is when it is set. */
  heightOf(words: string, { size, font, width }: PdfTextStyle): number {
    this.pdf.font(font ?? 'regular').fontSize(size);
    return this.pdf.heightOfString(this.#printable(words), {
      width: width ?? this.width,
      lineGap: size * 0.18,
    });
  }

  /** Sets a text below what was set before, over pages if it must. */
  text(tag: PdfTag, words: string, style: PdfTextStyle, parent?: PDFKit.PDFStructureElement): void {
    const { size, font, colour, left, width, align, after } = style;
    this.tagged(tag, parent, () => {
      this.pdf
        .font(font ?? 'regular')
        .fontSize(size)
        .fillColor(colour ?? INK);
      this.pdf.text(this.#printable(words), left ?? this.left, this.pdf.y, {
        width: width ?? this.width,
        align: align ?? 'left',
        lineGap: size * 0.18,
      });
    });
    this.pdf.y += after ?? 0;
  }

  /** Draws under a tag of the structure tree. */
  tagged(
    tag: PdfTag,
    parent: PDFKit.PDFStructureElement | undefined,
    draw: () => void,
    options: { readonly alt?: string } = {},
  ): void {
    (parent ?? this.#root).add(this.pdf.struct(tag, options, draw));
  }

  /** A tag that others are put under; to be ended when all are there. */
  group(tag: PdfTag, parent?: PDFKit.PDFStructureElement): PDFKit.PDFStructureElement {
    const element = this.pdf.struct(tag);
    (parent ?? this.#root).add(element);
    return element;
  }

  /** Numbers the pages and closes the file. */
  async end(pageWords: ReportDocument['page']): Promise<Uint8Array> {
    const { start, count } = this.pdf.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.pdf.switchToPage(page);
      this.pdf.page.margins.bottom = 0;
      this.pdf.markContent('Artifact', { type: 'Pagination' });
      this.pdf.font('regular').fontSize(8).fillColor('#4a4a4a');
      this.pdf.text(pageWords(page + 1, count), this.left, this.pdf.page.height - 36, {
        width: this.width,
        align: 'center',
        lineBreak: false,
      });
      this.pdf.endMarkedContent();
    }
    this.#root.end();
    this.pdf.end();
    await this.#ended;
    return Buffer.concat(this.#chunks);
  }

  /** What the font has no sign for is written out: a box would hide what it is. */
  #printable(words: string): string {
    // pdfkit does not tell what a font holds; fontkit below it does.
    const { font } = (
      this.pdf as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } }
    )._font;
    return Array.from(withoutIsolates(words), (char) =>
      char === '\n' || font.hasGlyphForCodePoint(char.codePointAt(0)!) ? char : visibleCodePoint(char),
    ).join('');
  }
}
