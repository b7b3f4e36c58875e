import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { WORKING_SAMPLE_RATE_HZ } from '../../../audio/index.js';
import { shippedPath } from '../files/package-root.js';

const packageSchema = z.object({ dependencies: z.object({ 'node-av': z.string() }) });

let name: string | undefined;

/** Names this platform's decoder for cache keys, with its pinned version, so that an upgrade computes afresh. */
export function nodeDecoderName(): string {
  name ??= describe(readFileSync(shippedPath('package.json'), 'utf8'));
  return name;
}

function describe(packageJson: string): string {
  const { dependencies } = packageSchema.parse(JSON.parse(packageJson));
  return `node-av ${dependencies['node-av']}, mean of channels, ${WORKING_SAMPLE_RATE_HZ} Hz`;
}
