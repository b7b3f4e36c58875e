import { describe, expect, it } from 'vitest';
import { userText, visibleText, withoutIsolates } from './user-text.js';

describe('foreign text', () => {
  it('shows what cannot be seen, and leaves what can', () => {
    expect(visibleText('a\nb\tc\r\u0000\u202Ed\u2028')).toBe(String.raw`a\nb\tc\r\u{0}\u{202E}d\u{2028}`);
    expect(visibleText('Ünïcode – «запись» 録音 🎵.mp3')).toBe('Ünïcode – «запись» 録音 🎵.mp3');
    expect(visibleText('\uD800x')).toBe(String.raw`\u{D800}x`);
  });

  it('cannot leave its isolation', () => {
    const text = userText('a\u2069\u202Eb');
    expect(text.match(/\u2069/g)).toHaveLength(1);
    expect(withoutIsolates(text)).toBe(String.raw`a\u{2069}\u{202E}b`);
  });
});
