import { DoppeltonError } from '../errors/index.js';
import { columns, frameCount, type ConstantQ } from '../features/index.js';
import type { Embedder, PlaneWindow } from './embedder.js';
import type { FeatureSettings } from './model-manifest.js';
import { WindowCutter, type WindowGroup } from './window-cutter.js';

/** One vector and the stretch of the recording that it stands for. */
export interface FragmentEmbedding {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly vector: Float32Array;
}

export interface FragmentStreamOptions {
  /** Length of a fragment; the manifest's by default. A shorter recording gives one fragment of its own length. */
  readonly fragmentSeconds?: number;
  /** Distance between the starts of fragments; the manifest's by default. */
  readonly hopSeconds?: number;
  /** Fragments that are embedded together, >= 1: fewer come sooner and cost more. 16 by default. */
  readonly fragmentsTogether?: number;
  /** Sound after a fragment that is waited for, for the sake of its context; what the model asks for by default. */
  readonly lookaheadSeconds?: number;
}

/** The constant-Q magnitude of a sine of one step of 16-bit sound; fragments below it hold no sound. */
const SILENCE_MAGNITUDE = 1e-4;

/**
 * Cuts columns that arrive in pieces into overlapping fragments and embeds each, however long it goes on: no more columns
 * are kept than the next fragments need.
 */
export class FragmentStream {
  readonly #embedder: Embedder;
  readonly #cutter: WindowCutter;
  readonly #framesPerSecond: number;

  /** @throws DoppeltonError `SETTING_OUT_OF_RANGE`. */
  constructor(embedder: Embedder, options: FragmentStreamOptions = {}) {
    const { fragment, features } = embedder.manifest;
    const { sampleRateHz, hopSamples } = features.constantQ;
    const fragmentSeconds = requireSeconds('fragmentSeconds', options.fragmentSeconds, fragment.seconds);
    const hopSeconds = requireSeconds('hopSeconds', options.hopSeconds, fragment.hopSeconds);
    const { fragmentsTogether, lookaheadSeconds } = options;
    this.#embedder = embedder;
    this.#framesPerSecond = sampleRateHz / hopSamples;
    this.#cutter = new WindowCutter({
      windowFrames: frameCount(fragmentSeconds, features.constantQ),
      hopFrames: Math.max(1, Math.round(hopSeconds * this.#framesPerSecond)),
      contextFrames: contextFrames(features),
      ...(fragmentsTogether !== undefined && { groupSize: fragmentsTogether }),
      ...(lookaheadSeconds !== undefined && {
        lookaheadFrames: Math.round(lookaheadSeconds * this.#framesPerSecond),
      }),
    });
  }

  /**
   * @param plane - The next columns. Kept for a while; must not be written to afterwards.
   * @returns The fragments that they complete, in order of time; those without sound are left out.
   */
  push(plane: ConstantQ): Promise<FragmentEmbedding[]> {
    return this.#embed(this.#cutter.push(plane));
  }

  /** @returns The fragments that are left, the last of them ending with the recording. */
  end(): Promise<FragmentEmbedding[]> {
    return this.#embed(this.#cutter.end());
  }

  async #embed(groups: readonly WindowGroup[]): Promise<FragmentEmbedding[]> {
    const fragments: FragmentEmbedding[] = [];
    for (const { plane, startFrame, windows } of groups) {
      const sounding = windows.filter((window) => hasSound(plane, window));
      if (sounding.length === 0) continue;
      const vectors = await this.#embedder.embedWindows(plane, sounding);
      sounding.forEach((window, i) => {
        const start = startFrame + window.startFrame;
        fragments.push({
          startSeconds: start / this.#framesPerSecond,
          endSeconds: (start + window.frames - 1) / this.#framesPerSecond,
          vector: vectors[i]!,
        });
      });
    }
    return fragments;
  }
}

/** A length that was asked for, or else the model's own. */
function requireSeconds(name: string, asked: number | undefined, own: number): number {
  const seconds = asked ?? own;
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new DoppeltonError('SETTING_OUT_OF_RANGE', `${name} is ${seconds}; it must be a positive number`);
}

/** Sound around a window that its features depend on. */
function contextFrames({ compression }: FeatureSettings): number {
  return compression.kind === 'level-log' ? Math.ceil(compression.levelFrames / 2) : 0;
}

export function cutWindow(plane: ConstantQ, { startFrame, frames }: PlaneWindow): ConstantQ {
  return columns(plane, startFrame, startFrame + frames);
}

/** Whether there is sound in a window of a plane. */
export function hasSound({ data, bins, frames }: ConstantQ, window: PlaneWindow): boolean {
  for (let bin = 0; bin < bins; bin++) {
    const row = bin * frames + window.startFrame;
    for (let i = row; i < row + window.frames; i++) if (data[i]! > SILENCE_MAGNITUDE) return true;
  }
  return false;
}
