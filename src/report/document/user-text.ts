const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

/**
 * Foreign text, such as a file's name, made fit to stand in a sentence: characters that cannot be seen (controls, line
 * breaks, marks that turn the direction of writing) are written out, and what is left keeps its direction to itself.
 */
export function userText(text: string): string {
  return `${ISOLATE}${visibleText(text)}${END_ISOLATE}`;
}

/** Without the marks of {@link userText}, for programs that do not know of them. */
export function withoutIsolates(text: string): string {
  return text.replace(/[\u2068\u2069]/g, '');
}

/** The text with invisible characters written as escapes, e.g. `\n` or `\u{202E}`. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => {
    if (char === '\n') return '\\n';
    if (char === '\r') return '\\r';
    if (char === '\t') return '\\t';
    return visibleCodePoint(char);
  });
}

/** A character by its number, e.g. `\u{202E}`. */
export function visibleCodePoint(char: string): string {
  return `\\u{${char.codePointAt(0)!.toString(16).toUpperCase()}}`;
}
