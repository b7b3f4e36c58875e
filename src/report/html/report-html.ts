import { escapeXml } from '../svg-markup.js';
import type { Block, FigureBlock, ReportDocument, TableBlock } from '../document/report-document.js';
import { REPORT_STYLE } from './report-style.js';

/**
 * A report as one HTML file that needs nothing else: style, drawings and pictures are inside, and there is no script.
 *
 * @returns The text of the file, the same for the same document.
 */
export function reportHtml({ language, title, subtitle, blocks }: ReportDocument): string {
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<header><h1>${escapeXml(title)}</h1><p class="subtitle">${escapeXml(subtitle)}</p></header>`,
    ...blocks.map(blockHtml),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escapeXml(block.text)}</h2>`;
    case 'paragraph':
      return `<p${block.quiet === true ? ' class="quiet"' : ''}>${escapeXml(block.text)}</p>`;
    case 'finding':
      return [
        '<div class="finding">',
        `<p class="ratio">${escapeXml(block.title)}</p>`,
        ...block.lines.map((line) => `<p>${escapeXml(line)}</p>`),
        '</div>',
      ].join('\n');
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escapeXml(item)}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return tableHtml(block);
    case 'figure':
      return figureHtml(block);
    case 'command':
      return `<pre><code>${escapeXml(block.text)}</code></pre>`;
    case 'form':
      return `<dl class="form">\n${block.labels.map((label) => `<div><dt>${escapeXml(label)}</dt><dd></dd></div>`).join('\n')}\n</dl>`;
  }
}

function tableHtml({ caption, head, rows, numeric, widths }: TableBlock): string {
  const align = (column: number) => (numeric?.includes(column) === true ? ' class="number"' : '');
  const cell = (text: string, column: number) =>
    column === 0 ? `<th scope="row">${escapeXml(text)}</th>` : `<td${align(column)}>${escapeXml(text)}</td>`;
  return [
    '<div class="scroll" tabindex="0">',
    '<table>',
    ...(caption === undefined ? [] : [`<caption>${escapeXml(caption)}</caption>`]),
    `<colgroup>${widths.map((width) => `<col width="${100 * width}%">`).join('')}</colgroup>`,
    ...(head === undefined
      ? []
      : [
          `<thead><tr>${head
            .map((text, column) =>
              text === '' ? '<td></td>' : `<th scope="col"${align(column)}>${escapeXml(text)}</th>`,
            )
            .join('')}</tr></thead>`,
        ]),
    `<tbody>\n${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}\n</tbody>`,
    '</table>',
    '</div>',
  ].join('\n');
}

function figureHtml({ svg, caption }: FigureBlock): string {
  return `<figure>\n${svg}<figcaption>${escapeXml(caption)}</figcaption>\n</figure>`;
}
