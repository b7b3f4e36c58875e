import { families, type Family, type LibraryGraph, type LibraryPair } from '../../collection/index.js';
import { dashAttribute, INK, QUIET, svgText } from '../figure-style.js';
import { ENGLISH_NUMBERS } from '../language/english-words.js';
import { englishPlural } from '../language/number-format.js';
import { escapeXml, svgNumber } from '../svg-markup.js';
import { forceLayout, type Point } from './force-layout.js';

/** Families drawn, the largest ones; of one, as many recordings have their names, and pairs what they share, beside them. */
const MOST_FAMILIES = 60;
const MOST_NAMED = 16;
const MOST_DESCRIBED = 16;
/** Where along a line it is described: off the middle, where lines cross. */
const DESCRIBED_AT = 0.37;
const PICTURE_WIDTH = 1200;
/** Length of an edge: long enough for what is written along it where there is anything. */
const NAMED_UNIT = 240;
const SMALL_UNIT = 60;
const NODE_RADIUS = 9;
const MARGIN = 24;
/** Beside a family's outermost nodes, for their names. */
const NAME_ROOM = 90;
const HEADING = 76;
const LONGEST_NAME = 26;

/** How an edge is drawn, by what was changed. Okabe & Ito's colours, and dashes for print. */
const CHANGES = {
  none: { words: 'tempo and pitch unchanged', colour: '#0072b2', dash: '' },
  tempo: { words: 'tempo changed', colour: '#d55e00', dash: '9 4' },
  pitch: { words: 'pitch changed', colour: '#009e73', dash: '3 3' },
  both: { words: 'both changed', colour: '#cc79a7', dash: '10 3 3 3' },
} as const;

/** Less is not told from nothing. */
const LEAST_TEMPO_CHANGE = 0.003;
const LEAST_PITCH_SEMITONES = 0.25;

const { fixed, signed } = ENGLISH_NUMBERS;

/**
 * The families of a library as a picture: a dot a recording, a line where two have something in common, the thicker the
 * more, in colour by what was changed. The same graph gives the same picture.
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
  const isNamed = recordings.length <= MOST_NAMED;
  const unit = isNamed ? NAMED_UNIT : SMALL_UNIT;
  const numbers = new Map(recordings.map(({ id }, i) => [id, i]));
  const edges = pairs.map(({ referenceId, candidateId }): [number, number] => [
    numbers.get(referenceId)!,
    numbers.get(candidateId)!,
  ]);
  const laidOut = forceLayout(recordings.length, edges);
  const [left, top] = [Math.min(...laidOut.map(({ x }) => x)), Math.min(...laidOut.map(({ y }) => y))];
  const room = isNamed ? NAME_ROOM : NODE_RADIUS;
  const places = laidOut.map(({ x, y }) => ({
    x: room + unit * (x - left),
    y: 2 * NODE_RADIUS + unit * (y - top),
  }));
  const ends = edges.map(([from, to]): [Point, Point] => [places[from]!, places[to]!]);
  const areDescribed = isNamed && pairs.length <= MOST_DESCRIBED;
  const markup = [
    ...pairs.map((pair, i) => drawPair(pair, ...ends[i]!)),
    ...(areDescribed ? pairs.flatMap((pair, i) => describeLine(pair, ...ends[i]!)) : []),
    ...recordings.map(({ path }, i) => drawRecording(path, places[i]!, isNamed)),
  ];
  return {
    width: Math.max(...places.map(({ x }) => x)) + room,
    height: Math.max(...places.map(({ y }) => y)) + (isNamed ? 40 : 2 * NODE_RADIUS),
    markup,
  };
}

function drawPair(pair: LibraryPair, from: Point, to: Point): string {
  const { colour, dash } = CHANGES[changeOf(pair)];
  const share = Math.min(pair.referenceShare, pair.candidateShare);
  const ends = `x1="${svgNumber(from.x)}" y1="${svgNumber(from.y)}" x2="${svgNumber(to.x)}" y2="${svgNumber(to.y)}"`;
  return `<line ${ends} stroke="${colour}" stroke-width="${svgNumber(1.5 + 3.5 * share)}"${dashAttribute(dash)}/>`;
}

function describeLine(pair: LibraryPair, from: Point, to: Point): string[] {
  const x = from.x + DESCRIBED_AT * (to.x - from.x);
  const y = from.y + DESCRIBED_AT * (to.y - from.y);
  const words = describePair(pair);
  return words.map((text, i) => haloed(x, y + 4 + 12 * (i - (words.length - 1) / 2), text));
}

/** What two have in common: the change of tempo and pitch, and the share of either. */
function describePair({ line, referenceShare, candidateShare, logLikelihoodRatio }: LibraryPair): string[] {
  const changes = [
    ...(isTempoChanged(line) ? [`× ${fixed(line.tempoRatio, 3)}`] : []),
    ...(isPitchChanged(line) ? [`${signed(line.pitchShiftSemitones, 1)} st`] : []),
  ];
  const shares = `${fixed(100 * referenceShare, 0)} / ${fixed(100 * candidateShare, 0)} %, LR ${signed(logLikelihoodRatio, 1)}`;
  return changes.length === 0 ? [shares] : [changes.join(', '), shares];
}

function drawRecording(path: string, { x, y }: Point, isNamed: boolean): string {
  const dot = `<circle cx="${svgNumber(x)}" cy="${svgNumber(y)}" r="${NODE_RADIUS}" fill="#ffffff" stroke="${INK}" stroke-width="2"><title>${escapeXml(path)}</title></circle>`;
  return isNamed ? `${dot}\n${haloed(x, y + NODE_RADIUS + 14, shortName(path), 11)}` : dot;
}

/** Text on a white ground, so that lines below do not run through it. */
function haloed(x: number, y: number, words: string, size = 10): string {
  return `<text x="${svgNumber(x)}" y="${svgNumber(y)}" font-size="${size}" fill="${INK}" text-anchor="middle" stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke">${escapeXml(words)}</text>`;
}

/** A file's name without its folders, shortened in the middle: beginnings and endings tell files apart. */
function shortName(path: string): string {
  const name = Array.from(path.split(/[/\\]/).at(-1) ?? path);
  if (name.length <= LONGEST_NAME) return name.join('');
  const half = (LONGEST_NAME - 1) / 2;
  return `${name.slice(0, Math.ceil(half)).join('')}…${name.slice(-Math.floor(half)).join('')}`;
}

function changeOf({ line }: LibraryPair): keyof typeof CHANGES {
  if (isTempoChanged(line)) return isPitchChanged(line) ? 'both' : 'tempo';
  return isPitchChanged(line) ? 'pitch' : 'none';
}

function isTempoChanged({ tempoRatio }: LibraryPair['line']): boolean {
  return Math.abs(tempoRatio - 1) >= LEAST_TEMPO_CHANGE;
}

function isPitchChanged({ pitchShiftSemitones }: LibraryPair['line']): boolean {
  return Math.abs(pitchShiftSemitones) >= LEAST_PITCH_SEMITONES;
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
