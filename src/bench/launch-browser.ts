import { execFileSync, spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';

export function hasChromium(): boolean {
  return spawnSync('which', ['chromium']).status === 0;
}

/** Debian's Chromium without a window, and without a word to anybody. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}
