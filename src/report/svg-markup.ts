const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text made safe inside XML elements and attributes; characters that XML 1.0 forbids are replaced by U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/** A coordinate to a tenth of a pixel, without trailing zeros. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Path data of an open line through points (x, y); points that round to the one before are left out. */
export function linePath(points: readonly (readonly [number, number])[]): string {
  let path = '';
  let last = '';
  for (const [x, y] of points) {
    const point = `${svgNumber(x)} ${svgNumber(y)}`;
    if (point === last) continue;
    path += `${path === '' ? 'M' : 'L'}${point}`;
    last = point;
  }
  return path;
}
