import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { debianRecordingId, describeDebianRecording, parseDebianManifest } from './debian-manifest.js';

const HEADER =
  'package\tversion\tpath\tcodec\tseconds\tlicence\tcategory\ttier\tsplit\tsha256\tsharesSoundWith';
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

  test('what holds the same sound is named by its place', () => {
    const [item] = parseDebianManifest(
      `${HEADER}\n${LINE}usr/share/other.ogg|usr/share/block.data!end.ogg\n`,
    );
    expect(describeDebianRecording(item!).sharesSoundWith).toEqual([
      'blockattack/usr/share/other.ogg',
      'blockattack/usr/share/block.data.d/end.ogg',
    ]);
  });

  test('of two recordings that share sound, each names the other, and both are in one split', () => {
    const items = parseDebianManifest(readFileSync('corpora/debian.tsv', 'utf8'));
    const byId = new Map(items.map((item) => [debianRecordingId(item), item]));
    const sharing = items.filter(({ sharesSoundWith }) => sharesSoundWith.length > 0);
    expect(sharing.length).toBeGreaterThan(2);
    for (const item of sharing) {
      for (const id of describeDebianRecording(item).sharesSoundWith!) {
        expect(byId.get(id)).toMatchObject({ package: item.package, split: item.split });
        expect(byId.get(id)!.sharesSoundWith).toContain(item.path);
      }
    }
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
