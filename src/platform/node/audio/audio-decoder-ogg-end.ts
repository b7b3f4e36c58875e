import { readFileSlice } from '../files/file-slice.js';

/** An Ogg page is at most 65,307 bytes long, so the last one starts within this distance from the end. */
const LONGEST_PAGE_BYTES = 65_307;
const PAGE_HEADER_BYTES = 27;
const END_OF_STREAM = 0x04;

/**
 * Whether an Ogg file lacks its end: the last page is cut off or does not carry the end-of-stream mark. Ogg states no
 * duration, so nothing else tells that a recording was truncated.
 *
 * @see RFC 3533, section 6.
 */
export function oggEndIsMissing(path: string): boolean {
  const tail = readFileSlice(path, -LONGEST_PAGE_BYTES, LONGEST_PAGE_BYTES);
  const page = tail.lastIndexOf('OggS');
  if (page < 0 || page + PAGE_HEADER_BYTES > tail.length) return true;
  const segments = tail.readUInt8(page + 26);
  const lacing = tail.subarray(page + PAGE_HEADER_BYTES, page + PAGE_HEADER_BYTES + segments);
  const bodyBytes = lacing.reduce((sum, bytes) => sum + bytes, 0);
  if (page + PAGE_HEADER_BYTES + segments + bodyBytes > tail.length) return true;
  return (tail.readUInt8(page + 5) & END_OF_STREAM) === 0;
}
