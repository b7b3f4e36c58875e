import { DoppeltonError } from '../../errors/index.js';

/**
 * The name of an uploaded file, to be shown; it is never a path of this machine.
 *
 * @param sent - As the form has it, perhaps with folders of either kind of slash, or absent.
 * @param part - Stands for a name where none is left.
 * @returns Without folders, and without characters that a terminal or a page would not show or take for orders.
 * @throws DoppeltonError `REQUEST_INVALID` for a longer name.
 */
export function uploadedFileName(sent: string | undefined, part: string, maximumCharacters: number): string {
  const name = (sent ?? '').split(/[/\\]/).at(-1)!.replace(/\p{C}/gu, '').normalize('NFC').trim();
  if (name.length > maximumCharacters) {
    throw new DoppeltonError(
      'REQUEST_INVALID',
      `the file name of ${part} has ${name.length} characters; ${maximumCharacters} are taken`,
    );
  }
  return name === '' ? part : name;
}
