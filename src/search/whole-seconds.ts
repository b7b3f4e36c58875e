/**
 * The whole seconds that hold a stretch, [begin, end), at least one: ends are found a little inside rather than outside,
 * where the sound of both fades.
 *
 * @param startSeconds - >= 0.
 */
export function wholeSeconds(
  startSeconds: number,
  endSeconds: number,
): { readonly begin: number; readonly end: number } {
  const begin = Math.max(0, Math.floor(startSeconds));
  return { begin, end: Math.max(begin + 1, Math.ceil(endSeconds)) };
}
