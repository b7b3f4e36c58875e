import { describe, expect, test } from 'vitest';
import { debianRecordingId, describeDebianRecording, parseDebianManifest } from './debian-manifest.js';

const HEADER = 'package\tversion\tpath\tcodec\tseconds\tlicence\tcategory\ttier\tsplit\tsha256\tsession';
const SHA256 = '955f77be9dc0dc2a482fcaceb78649eb2417cf06b2c7f82f54e437d5154a1fff';
const LINE = `blockattack\t2.8.0-1\tusr/share/block.data!music/bg.ogg\tvorbis\t296.92\tGPL-2+\tmusic\tcore\ttrain\t${SHA256}\t`;

describe('the list of Debian’s recordings', () => {
  test('a line becomes a recording, one inside a zip file in a folder named for it', () => {
    const [item] = parseDebianManifest(`${HEADER}\n${LINE}\n`);
    expect(describeDebianRecording(item!)).toEqual({
      id: 'blockattack/usr/share/block.data.d/music/bg.ogg',
      group: 'blockattack',
      title: 'bg',
      licence: 'GPL-2+',
      split: 'train',
      sha256: SHA256,
      durationSeconds: 296.92,
      category: 'music',
      container: 'ogg',
    });
  });

  test('what was recorded once, and mixed twice, names its session', () => {
    const [item] = parseDebianManifest(`${HEADER}\n${LINE}one evening\n`);
    expect(describeDebianRecording(item!).session).toBe('one evening');
  });

  test('a file without an ending takes its container from its codec', () => {
    const item = parseDebianManifest(
      `${HEADER}\n${LINE.replace('block.data!music/bg.ogg', 'music/arctic')}`,
    )[0]!;
    expect(debianRecordingId(item)).toBe('blockattack/usr/share/music/arctic');
    expect(describeDebianRecording(item).container).toBe('ogg');
  });

  test.each([
    ['a missing column', LINE.replace('\ttrain', '')],
    ['an unknown split', LINE.replace('train', 'exam')],
    ['a length that is no number', LINE.replace('296.92', 'long')],
    ['a hash of the wrong length', LINE.replace(SHA256, SHA256.slice(1))],
  ])('%s is refused, with the line', (_, line) => {
    expect(() => parseDebianManifest(`${HEADER}\n${LINE}\n${line}\n`)).toThrow(/^Line 3 /);
  });

  test('text without the header line is refused', () => {
    expect(() => parseDebianManifest(`${LINE}\n`)).toThrow(/header line/);
  });
});
