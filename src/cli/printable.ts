/** File names may hold line breaks and other control characters; a listing keeps one line a file. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => JSON.stringify(char).slice(1, -1));
}
