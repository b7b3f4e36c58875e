/** Evenly spaced stops from quiet to loud, dark to bright, even in lightness (after matplotlib's magma). */
const STOPS: readonly (readonly [number, number, number])[] = [
  [10, 10, 22],
  [38, 22, 82],
  [96, 29, 122],
  [154, 48, 122],
  [212, 72, 104],
  [246, 122, 92],
  [254, 186, 130],
  [252, 246, 206],
];

/** Opaque colours of the 256 levels, as canvases take them: red in the lowest byte. */
export const LEVEL_COLOURS = Uint32Array.from({ length: 256 }, (_, level) => {
  const place = (level / 255) * (STOPS.length - 1);
  const stop = Math.min(STOPS.length - 2, Math.floor(place));
  const mixed = STOPS[stop]!.map((value, i) =>
    Math.round(value + (place - stop) * (STOPS[stop + 1]![i]! - value)),
  );
  return (0xff000000 | (mixed[2]! << 16) | (mixed[1]! << 8) | mixed[0]!) >>> 0;
});

/**
 * Levels as a bitmap of their own.
 *
 * @param levels - Shape (rows, columns), the lowest row first.
 */
export function bitmapOf(levels: Uint8Array, rows: number, columns: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const pixels = new Uint32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const target = (rows - 1 - row) * columns;
    for (let column = 0; column < columns; column++) {
      pixels[target + column] = LEVEL_COLOURS[levels[row * columns + column]!]!;
    }
  }
  const bytes = new Uint8ClampedArray(pixels.buffer);
  canvas.getContext('2d')?.putImageData(new ImageData(bytes, columns, rows), 0, 0);
  return canvas;
}
