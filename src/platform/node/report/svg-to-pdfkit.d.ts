declare module 'svg-to-pdfkit' {
  interface SvgOptions {
    readonly width?: number;
    readonly height?: number;
    /** @returns A name that was registered with the document. */
    readonly fontCallback?: (family: string, bold: boolean, italic: boolean) => string;
  }

  /** Draws an SVG document on the current page. */
  function SVGtoPDF(
    document: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options?: SvgOptions,
  ): void;

  export = SVGtoPDF;
}
