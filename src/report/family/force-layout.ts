/** A place in a picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const ITERATIONS = 300;
/** How far a node may move in the first step; less and less later on. */
const FIRST_STEP = 0.7;
/** Pulls what is joined by nothing else towards the middle. */
const GRAVITY = 0.04;

/**
 * Places for a connected graph's nodes: neighbours about one unit apart, the others farther. The same graph gives the
 * same places.
 *
 * @param edges - Pairs of node numbers.
 * @returns One a node, around (0, 0).
 * @see Fruchterman & Reingold, "Graph drawing by force-directed placement", 1991.
 */
export function forceLayout(nodes: number, edges: readonly (readonly [number, number])[]): Point[] {
  if (nodes === 1) return [{ x: 0, y: 0 }];
  const x = new Float64Array(nodes);
  const y = new Float64Array(nodes);
  // On a spiral by the golden angle: no two at one place, no symmetry that would hold.
  for (let i = 0; i < nodes; i++) {
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    x[i] = Math.sqrt(i + 0.5) * Math.cos(angle);
    y[i] = Math.sqrt(i + 0.5) * Math.sin(angle);
  }
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const [forceX, forceY] = forces(x, y, edges);
    const limit = FIRST_STEP * (1 - iteration / ITERATIONS);
    for (let i = 0; i < nodes; i++) {
      const force = Math.hypot(forceX[i]!, forceY[i]!);
      const scale = force === 0 ? 0 : Math.min(force, limit) / force;
      x[i]! += scale * forceX[i]!;
      y[i]! += scale * forceY[i]!;
    }
  }
  const [middleX, middleY] = [middle(x), middle(y)];
  return Array.from({ length: nodes }, (_, i) => ({ x: x[i]! - middleX, y: y[i]! - middleY }));
}

function forces(
  x: Float64Array,
  y: Float64Array,
  edges: readonly (readonly [number, number])[],
): [Float64Array, Float64Array] {
  const nodes = x.length;
  const forceX = x.map((value) => -GRAVITY * value);
  const forceY = y.map((value) => -GRAVITY * value);
  const push = (a: number, b: number, strength: number) => {
    const dx = x[a]! - x[b]!;
    const dy = y[a]! - y[b]!;
    forceX[a]! += strength * dx;
    forceY[a]! += strength * dy;
    forceX[b]! -= strength * dx;
    forceY[b]! -= strength * dy;
  };
  for (let a = 0; a < nodes; a++) {
    for (let b = 0; b < a; b++) {
      // Away from one another by 1 / distance, and along an edge together by distance².
      push(a, b, 1 / Math.max(1e-4, (x[a]! - x[b]!) ** 2 + (y[a]! - y[b]!) ** 2));
    }
  }
  for (const [a, b] of edges) push(a, b, -Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!));
  return [forceX, forceY];
}

function middle(values: Float64Array): number {
  return (Math.min(...values) + Math.max(...values)) / 2;
}
