import { families, type Family, type LibraryGraph, type LibraryPair } from '../../collection/index.js';
import { dashAttribute, INK, QUIET, svgText } from '../figure-style.js';
import { ENGLISH_NUMBERS } from '../language/english-words.js';
import { englishPlural } from '../language/number-format.js';
import { escapeXml, svgNumber } from '../svg-markup.js';
import { baseline, mapFamily, NAME_SIZE, NODE_RADIUS, WORDS_SIZE, type MapLabel } from './family-map.js';
import type { Point } from './force-layout.js';
import { pairChange, pairWords, type PairChange } from './pair-change.js';

/** The largest families are drawn. */
const MOST_FAMILIES = 60;
const PICTURE_WIDTH = 1200;
const MARGIN = 24;
const HEADING = 76;

/** How an edge is drawn, by what was changed. Okabe & Ito's colours, and dashes for print. */
const CHANGES: Readonly<
  Record<PairChange, { readonly words: string; readonly colour: string; readonly dash: string }>
> = {
  none: { words: 'tempo and pitch unchanged', colour: '#0072b2', dash: '' },
  tempo: { words: 'tempo changed', colour: '#d55e00', dash: '9 4' },
  pitch: { words: 'pitch changed', colour: '#009e73', dash: '3 3' },
  both: { words: 'both changed', colour: '#cc79a7', dash: '10 3 3 3' },
};

/**
 * The families of a library as a picture: a dot a recording, numbered in order of the paths; a line where two have something
 * in common, the thicker the more, in colour by what was changed. The same graph gives the same picture.
 *
 * @returns A complete SVG document.
 */
export function familyPicture(graph: LibraryGraph): string {
  const all = families(graph);
  const drawn = placeFamilies(all.slice(0, MOST_FAMILIES).map(drawFamily));
  const height = HEADING + drawn.height + MARGIN;
  const alone = graph.recordings.length - all.reduce((sum, { recordings }) => sum + recordings.length, 0);
  const title = `${all.length} ${englishPlural(all.length, 'family', 'families')} of recordings`;
  const left = all.length > MOST_FAMILIES ? `; the largest ${MOST_FAMILIES} are drawn` : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE_WIDTH}" height="${height}" viewBox="0 0 ${PICTURE_WIDTH} ${height}" font-family="'DejaVu Sans', Verdana, sans-serif" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${PICTURE_WIDTH}" height="${height}" fill="#ffffff"/>`,
    svgText(MARGIN, 32, title, { size: 20, weight: 'bold' }),
    svgText(MARGIN, 52, `${graph.recordings.length} recordings, ${alone} of them alone${left}`, {
      size: 13,
      fill: QUIET,
    }),
    ...legend(),
    ...drawn.markup,
    '</svg>',
  ].join('\n');
}

/** A family drawn with its top left corner at (0, 0). */
interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly markup: readonly string[];
}

function drawFamily({ recordings, pairs }: Family): Drawing {
  const numbers = new Map(recordings.map(({ id }, i) => [id, i]));
  const { width, height, nodes, edges } = mapFamily({
    names: recordings.map(({ path }) => path),
    pairs: pairs.map((pair) => ({
      from: numbers.get(pair.referenceId)!,
      to: numbers.get(pair.candidateId)!,
      words: pairWords(pair, ENGLISH_NUMBERS, 'st'),
    })),
  });
  const markup = [
    ...pairs.map((pair, i) => drawPair(pair, edges[i]!.from, edges[i]!.to)),
    ...recordings.map(({ path }, i) => drawDot(i + 1, path, nodes[i]!)),
    ...edges.flatMap(({ label }) => (label === undefined ? [] : drawLabel(label, WORDS_SIZE))),
    ...nodes.flatMap(({ name }) => (name === undefined ? [] : drawLabel(name, NAME_SIZE))),
  ];
  return { width, height, markup };
}

function drawPair(pair: LibraryPair, from: Point, to: Point): string {
  const { colour, dash } = CHANGES[pairChange(pair.line)];
  const share = Math.min(pair.referenceShare, pair.candidateShare);
  const ends = `x1="${svgNumber(from.x)}" y1="${svgNumber(from.y)}" x2="${svgNumber(to.x)}" y2="${svgNumber(to.y)}"`;
  return `<line ${ends} stroke="${colour}" stroke-width="${svgNumber(1.5 + 3.5 * share)}"${dashAttribute(dash)}/>`;
}

function drawDot(number: number, path: string, { x, y }: Point): string {
  const circle = `<circle cx="${svgNumber(x)}" cy="${svgNumber(y)}" r="${NODE_RADIUS}" fill="#ffffff" stroke="${INK}" stroke-width="2"><title>${escapeXml(path)}</title></circle>`;
  return `${circle}\n${svgText(x, y + 3.5, String(number), { size: 10, anchor: 'middle' })}`;
}

/** Text on a white ground, so that lines below do not run through it. */
function drawLabel({ x, y, width, height, lines }: MapLabel, size: number): string[] {
  const corner = `x="${svgNumber(x - width / 2)}" y="${svgNumber(y - height / 2)}"`;
  const ground = `<rect ${corner} width="${svgNumber(width)}" height="${svgNumber(height)}" rx="3" fill="#ffffff" fill-opacity="0.85"/>`;
  const texts = lines.map((words, i) =>
    svgText(x, baseline(y, i, lines.length, size), words, { size, anchor: 'middle' }),
  );
  return [ground, ...texts];
}

/** Drawings one beside the other, in rows of the picture's width; wider ones are made smaller. */
function placeFamilies(drawings: readonly Drawing[]): { readonly height: number; readonly markup: string[] } {
  const available = PICTURE_WIDTH - 2 * MARGIN;
  const markup: string[] = [];
  let [x, y, rowHeight] = [0, 0, 0];
  for (const drawing of drawings) {
    const scale = Math.min(1, available / drawing.width);
    const [width, height] = [scale * drawing.width, scale * drawing.height];
    if (x > 0 && x + width > available) {
      [x, y, rowHeight] = [0, y + rowHeight + MARGIN, 0];
    }
    const place = `translate(${svgNumber(MARGIN + x)} ${svgNumber(HEADING + MARGIN + y)}) scale(${scale.toFixed(4)})`;
    markup.push(`<g transform="${place}">`, ...drawing.markup, '</g>');
    x += width + MARGIN;
    rowHeight = Math.max(rowHeight, height);
  }
  return { height: Math.ceil(y + rowHeight + MARGIN), markup };
}

function legend(): string[] {
  const entries = Object.values(CHANGES);
  return entries.flatMap(({ words, colour, dash }, i) => {
    const x = 480 + 350 * (i % 2);
    const y = 28 + 22 * Math.floor(i / 2);
    return [
      `<line x1="${x}" y1="${y}" x2="${x + 44}" y2="${y}" stroke="${colour}" stroke-width="3"${dashAttribute(dash)}/>`,
      svgText(x + 54, y + 4, words, { size: 12 }),
    ];
  });
}
