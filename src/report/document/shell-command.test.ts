import { expect, it } from 'vitest';
import { shellCommand } from './shell-command.js';

it('quotes what a shell would read as more than a word', () => {
  const words = ['doppelton', 'compare', 'a.ogg', "it's & <b>.mp3", '--date', '2026-11-25', ''];
  expect(shellCommand(words)).toBe(
    String.raw`doppelton compare a.ogg 'it'\''s & <b>.mp3' --date 2026-11-25 ''`,
  );
});
