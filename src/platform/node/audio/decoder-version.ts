import { readFileSync } from 'node:fs';
import { ffmpegVersion } from 'node-av/ffmpeg';
import { z } from 'zod';
import { shippedPath } from '../files/package-root.js';

const packageSchema = z.object({ dependencies: z.object({ 'node-av': z.string() }) });

let version: string | undefined;

/** The pinned version of what this platform decodes by. */
export function nodeAvVersion(): string {
  version ??= packageSchema.parse(JSON.parse(readFileSync(shippedPath('package.json'), 'utf8'))).dependencies[
    'node-av'
  ];
  return version;
}

/** What this platform decodes by, for people: e.g. `node-av 6.1.1 (FFmpeg 8.1)`. */
export function decoderDescription(): string {
  return `node-av ${nodeAvVersion()} (FFmpeg ${ffmpegVersion()})`;
}
