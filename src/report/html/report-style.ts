/** Light alone, for paper; tables and figures stay in one piece where a page allows it. */
export const REPORT_STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #ffffff; color: #1a1a1a; font: 16px/1.5 'DejaVu Sans', Verdana, sans-serif; }
main { max-width: 820px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 1.75em; line-height: 1.2; margin: 0; }
.subtitle { margin: 0.25em 0 1.5em; color: #4a4a4a; }
h2 { font-size: 1.2em; line-height: 1.3; margin: 2em 0 0.5em; padding-bottom: 0.2em; border-bottom: 2px solid #1a1a1a; }
p, ul { margin: 0.6em 0; }
ul { padding-left: 1.4em; }
.quiet { color: #4a4a4a; font-size: 0.875em; }
.finding { margin: 1em 0; padding: 0.6em 1.1em; border: 2px solid #1a1a1a; border-left-width: 8px; break-inside: avoid; }
.ratio { font-weight: bold; font-size: 1.1em; }
table { width: 100%; margin: 1em 0; border-collapse: collapse; table-layout: fixed; font-size: 0.85em; }
caption { text-align: left; font-weight: bold; padding-bottom: 0.4em; }
th, td { padding: 0.35em 0.5em; border: 1px solid #8a8a8a; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th, thead td { background: #ececec; }
thead th { overflow-wrap: break-word; hyphens: auto; }
tbody th { font-weight: normal; background: #f6f6f6; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1.4em 0; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { margin-top: 0.4em; font-size: 0.875em; }
pre { margin: 0.8em 0; padding: 0.7em 0.9em; background: #f1f1f1; border: 1px solid #8a8a8a; white-space: pre-wrap; overflow-wrap: anywhere; font: 0.875em/1.5 'DejaVu Sans Mono', monospace; }
.form { margin-top: 3em; break-inside: avoid; }
.form div { display: flex; align-items: flex-end; margin-top: 2em; }
.form dt { flex: 0 0 9em; }
.form dd { flex: 1; margin: 0; border-bottom: 1px solid #1a1a1a; }
@page { size: A4; margin: 18mm 16mm 20mm; }
@media print {
  body { font-size: 9.5pt; line-height: 1.4; }
  h2 { margin-top: 1.4em; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  tr, li { break-inside: avoid; }
  caption, thead { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
}
`;
