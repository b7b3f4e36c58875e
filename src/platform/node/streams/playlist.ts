/** A list of addresses that stands where a stream was looked for. */
export interface Playlist {
  /** HLS cuts a stream to pieces; the others name whole ones. */
  readonly kind: 'M3U' | 'PLS' | 'HLS';
  /** In their order; as written, so some may be relative to the playlist's own address. */
  readonly entries: readonly string[];
}

/** What a playlist begins with; of those without a heading, the address of a stream. */
const BEGINNING = /^(#EXTM3U|\[playlist\]|https?:\/\/)/i;

/**
 * Reads a playlist.
 *
 * @param bytes - A text from its beginning; the rest may be missing.
 * @returns Undefined when it is none.
 */
export function readPlaylist(bytes: Uint8Array): Playlist | undefined {
  const text = new TextDecoder().decode(bytes).trimStart();
  if (!BEGINNING.test(text)) return undefined;
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  if (/^\[playlist\]/i.test(text)) {
    const entries = lines.flatMap((line) => /^File\d+\s*=\s*(.+)$/i.exec(line)?.[1] ?? []);
    return { kind: 'PLS', entries };
  }
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return { kind: /^#EXT-X-/m.test(text) ? 'HLS' : 'M3U', entries };
}

/**
 * The stream that is listened to where a playlist was named.
 *
 * @param address - Where the playlist was had from.
 * @returns Its first entry that is an address of the web; undefined when there is none, or it holds pieces of a stream only.
 */
export function playlistStream({ kind, entries }: Playlist, address: string): string | undefined {
  if (kind === 'HLS') return undefined;
  return entries
    .filter((entry) => URL.canParse(entry, address))
    .map((entry) => new URL(entry, address).href)
    .find((entry) => /^https?:/.test(entry));
}

const MOST_NAMED = 3;
const LONGEST_NAMED = 200;

/** The entries in words, without passwords. */
export function describeEntries({ kind, entries }: Playlist): string {
  const what = kind === 'HLS' ? 'a playlist of pieces (HLS)' : 'a playlist';
  if (entries.length === 0) return `${what} without entries`;
  const named = entries
    .slice(0, MOST_NAMED)
    .map((entry) => entry.replace(/\/\/[^/@]*@/, '//').slice(0, LONGEST_NAMED));
  const more = entries.length > MOST_NAMED ? ` and ${entries.length - MOST_NAMED} more` : '';
  return `${what}, which names ${named.join(', ')}${more}`;
}
