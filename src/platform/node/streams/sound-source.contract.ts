import type { StreamPart } from '../../../monitoring/index.js';

/** What sources give. */
export const RATE_HZ = 22_050;

export interface HeardSound {
  readonly samples: Float32Array;
  readonly breaks: readonly string[];
}

/** A source's sound and breaks, up to where `isEnough` says so, which ends it. */
export async function collectSound(
  source: AsyncIterable<StreamPart>,
  end: AbortController,
  isEnough: (seconds: number, breaks: readonly string[]) => boolean = () => false,
): Promise<HeardSound> {
  const chunks: Float32Array[] = [];
  const breaks: string[] = [];
  let length = 0;
  for await (const part of source) {
    if (part instanceof Float32Array) {
      chunks.push(part);
      length += part.length;
    } else breaks.push(part.reason);
    if (isEnough(length / RATE_HZ, breaks)) end.abort();
  }
  const samples = new Float32Array(length);
  let position = 0;
  for (const chunk of chunks) {
    samples.set(chunk, position);
    position += chunk.length;
  }
  return { samples, breaks };
}

export function secondsOf({ samples }: HeardSound): number {
  return samples.length / RATE_HZ;
}
