import { forceLayout, type Point } from './force-layout.js';
import { boxAround, placeLabels, textWidth, type Box, type Label, type Line } from './label-placement.js';

/** What is drawn of a family: its recordings, and between which of them there are pairs. */
export interface MappedFamily {
  readonly names: readonly string[];
  readonly pairs: readonly MappedPair[];
}

export interface MappedPair {
  /** Indices of the recordings. */
  readonly from: number;
  readonly to: number;
  /** Lines of text. */
  readonly words: readonly string[];
}

/** Text whose middle is at a place. */
export interface MapLabel extends Point {
  /** Of a ground that holds the text. */
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
}

/** Where everything is in a picture whose top left corner is (0, 0). */
export interface FamilyMap {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (Point & { readonly name?: MapLabel })[];
  readonly edges: readonly { readonly from: Point; readonly to: Point; readonly label?: MapLabel }[];
}

export const NODE_RADIUS = 11;
export const NAME_SIZE = 11;
export const WORDS_SIZE = 10;
const LINE_HEIGHT = 13;

/** Of larger families, recordings have no names and pairs no words beside them: numbers in the dots lead to a list. */
const MOST_NAMED = 20;
const MOST_DESCRIBED = 20;
/** Lengths of an edge that are tried until there is room for all that is written. */
const UNITS = [130, 160, 200, 250, 310, 380, 470];
const SMALL_UNIT = 60;
const MARGIN = 6;
const LONGEST_NAME = 26;
/** Where along a line its words may be, best first. */
const PLACES_ON_LINE = [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72];
/** How far from a dot's rim its name may be, best first. */
const NAME_DISTANCES = [4, 16, 30];

/**
 * Lays a family out so that no text covers a dot or another text. The same family gives the same map. Words that find no
 * place in the largest layout are left out.
 */
export function mapFamily({ names, pairs }: MappedFamily): FamilyMap {
  const places = forceLayout(
    names.length,
    pairs.map(({ from, to }) => [from, to]),
  );
  const isNamed = names.length <= MOST_NAMED;
  if (!isNamed) return framed(written(scaled(places, SMALL_UNIT), [], []), pairs);
  const shown = names.map(shortName);
  const described = pairs.length <= MOST_DESCRIBED ? pairs : [];
  let layout: Layout;
  let i = 0;
  do layout = written(scaled(places, UNITS[i]!), shown, described);
  while (layout.isCramped && ++i < UNITS.length);
  return framed(layout, pairs);
}

/** Places of dots and texts, wherever they are. */
interface Layout {
  readonly places: readonly Point[];
  readonly names: readonly (MapLabel | undefined)[];
  readonly words: readonly (MapLabel | undefined)[];
  /** Whether a text found no place. */
  readonly isCramped: boolean;
}

function scaled(places: readonly Point[], unit: number): Point[] {
  return places.map(({ x, y }) => ({ x: unit * x, y: unit * y }));
}

function written(places: readonly Point[], names: readonly string[], pairs: readonly MappedPair[]): Layout {
  const lines = pairs.map(({ from, to }): Line => [places[from]!, places[to]!]);
  const nameLabels = names.map((name, i): Label => {
    const size = sizeOf([name], NAME_SIZE);
    return { ...size, places: placesAround(places[i]!, size) };
  });
  const wordLabels = pairs.map(({ words }, i): Label => {
    const [from, to] = lines[i]!;
    return {
      ...sizeOf(words, WORDS_SIZE),
      places: PLACES_ON_LINE.map((t) => ({
        x: from.x + t * (to.x - from.x),
        y: from.y + t * (to.y - from.y),
      })),
    };
  });
  const labels = [...nameLabels, ...wordLabels];
  const dots = places.map((place) => boxAround(place, { width: 2 * NODE_RADIUS, height: 2 * NODE_RADIUS }));
  const found = placeLabels(labels, dots, lines);
  const label = (i: number, lines: readonly string[]): MapLabel | undefined => {
    const { width, height } = labels[i]!;
    return found[i] && { ...found[i], width, height, lines };
  };
  return {
    places,
    names: names.map((name, i) => label(i, [name])),
    words: pairs.map(({ words }, i) => label(names.length + i, words)),
    isCramped: found.includes(undefined),
  };
}

function sizeOf(lines: readonly string[], size: number): { readonly width: number; readonly height: number } {
  return {
    width: Math.max(0, ...lines.map((line) => textWidth(line, size))),
    height: LINE_HEIGHT * lines.length,
  };
}

/** Below, above, right and left of a dot, then farther away. */
function placesAround({ x, y }: Point, { width, height }: { width: number; height: number }): Point[] {
  return NAME_DISTANCES.flatMap((distance) => {
    const across = NODE_RADIUS + distance + width / 2;
    const down = NODE_RADIUS + distance + height / 2;
    return [
      { x, y: y + down },
      { x, y: y - down },
      { x: x + across, y },
      { x: x - across, y },
      { x: x + across - NODE_RADIUS, y: y + down },
      { x: x - across + NODE_RADIUS, y: y + down },
      { x: x + across - NODE_RADIUS, y: y - down },
      { x: x - across + NODE_RADIUS, y: y - down },
    ];
  });
}

/** The layout moved into a frame that holds all of it. */
function framed({ places, names, words }: Layout, pairs: readonly MappedPair[]): FamilyMap {
  const boxes: Box[] = [
    ...places.map((place) => boxAround(place, { width: 2 * NODE_RADIUS + 2, height: 2 * NODE_RADIUS + 2 })),
    ...[...names, ...words].flatMap((label) => (label === undefined ? [] : [boxAround(label, label)])),
  ];
  const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
  const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
  const moved = <P extends Point>(point: P): P => ({ ...point, x: point.x - left, y: point.y - top });
  const nodes = places.map((place, i) => {
    const name = names[i];
    return { ...moved(place), ...(name !== undefined && { name: moved(name) }) };
  });
  return {
    width: Math.ceil(Math.max(...boxes.map((box) => box.right)) + MARGIN - left),
    height: Math.ceil(Math.max(...boxes.map((box) => box.bottom)) + MARGIN - top),
    nodes,
    edges: pairs.map(({ from, to }, i) => {
      const label = words[i];
      const ends = { from: moved(places[from]!), to: moved(places[to]!) };
      return { ...ends, ...(label !== undefined && { label: moved(label) }) };
    }),
  };
}

/**
 * Where letters of a label stand.
 *
 * @param y - Of the label's middle.
 */
export function baseline(y: number, line: number, lines: number, size: number): number {
  return y + LINE_HEIGHT * (line - (lines - 1) / 2) + 0.36 * size;
}

/** A file's name without its folders, shortened in the middle: beginnings and endings tell files apart. */
function shortName(path: string): string {
  const name = Array.from(path.split(/[/\\]/).at(-1) ?? path);
  if (name.length <= LONGEST_NAME) return name.join('');
  const half = (LONGEST_NAME - 1) / 2;
  return `${name.slice(0, Math.ceil(half)).join('')}…${name.slice(-Math.floor(half)).join('')}`;
}
