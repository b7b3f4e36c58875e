/**
 * A stretch in whole seconds, [begin, end): each end at the nearest second, at least one second long.
 *
 * @param startSeconds - >= 0.
 */
export function wholeSeconds(
  startSeconds: number,
  endSeconds: number,
): { readonly begin: number; readonly end: number } {
  const begin = Math.max(0, Math.round(startSeconds));
  return { begin, end: Math.max(begin + 1, Math.round(endSeconds)) };
}
