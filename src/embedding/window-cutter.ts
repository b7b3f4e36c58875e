import { columns, concatColumns, type ConstantQ } from '../features/index.js';
import type { PlaneWindow } from './embedder.js';

/** Windows that are embedded together, and the sound that they and their context need. */
export interface WindowGroup {
  readonly plane: ConstantQ;
  /** Where the plane begins in the recording. */
  readonly startFrame: number;
  /** In frames of the plane. */
  readonly windows: readonly PlaneWindow[];
}

export interface WindowCutterSettings {
  readonly windowFrames: number;
  /** From the start of one window to the start of the next. */
  readonly hopFrames: number;
  /** Wanted before and after the windows of a group, where the recording has as much. */
  readonly contextFrames: number;
  /** Of the context after the windows, what is waited for at most; all of it by default. */
  readonly lookaheadFrames?: number;
  /** Windows that overlap are gathered to groups of so many; 16 by default. */
  readonly groupSize?: number;
}

/** Windows of a group: their shared work is worth a group, and its planes stay small. Fewer come sooner. */
const GROUP_SIZE = 16;
/** An end of a recording shorter than this share of a window is not worth a window more. */
const NEGLIGIBLE_SHARE = 0.05;

/** Cuts a stream of constant-Q columns into windows; keeps no more columns than the next group needs. */
export class WindowCutter {
  readonly #settings: WindowCutterSettings;
  /** Columns from frame `#pendingStart` on, in pieces that are joined only when a group is complete. */
  #pending: ConstantQ[] = [];
  #pendingStart = 0;
  #available = 0;
  #nextStart = 0;
  readonly #groupSize: number;

  constructor(settings: WindowCutterSettings) {
    this.#settings = settings;
    // Windows that do not overlap share nothing, and what lies between them need not be kept.
    this.#groupSize = settings.hopFrames < settings.windowFrames ? (settings.groupSize ?? GROUP_SIZE) : 1;
  }

  /** @returns The groups that the new columns complete. */
  push(plane: ConstantQ): WindowGroup[] {
    if (plane.frames === 0) return [];
    const { windowFrames, hopFrames, contextFrames, lookaheadFrames = contextFrames } = this.#settings;
    this.#pending.push(plane);
    this.#available += plane.frames;
    const groups: WindowGroup[] = [];
    const reach = (this.#groupSize - 1) * hopFrames + windowFrames + lookaheadFrames;
    while (this.#nextStart + reach <= this.#available) {
      groups.push(
        this.#group(Array.from({ length: this.#groupSize }, (_, i) => this.#nextStart + i * hopFrames)),
      );
      this.#nextStart += this.#groupSize * hopFrames;
    }
    if (groups.length > 0) this.#forget();
    return groups;
  }

  /** The windows that are left, the last of them ending with the recording; one shorter window for a short recording. */
  end(): WindowGroup[] {
    const { windowFrames, hopFrames } = this.#settings;
    if (this.#available === 0) return [];
    if (this.#available < windowFrames) return [this.#group([0], this.#available)];
    const lastStart = this.#available - windowFrames;
    const starts: number[] = [];
    for (let start = this.#nextStart; start <= lastStart; start += hopFrames) starts.push(start);
    const covered = starts.at(-1) ?? this.#nextStart - hopFrames;
    if (lastStart - covered > NEGLIGIBLE_SHARE * windowFrames) starts.push(lastStart);
    return starts.length === 0 ? [] : [this.#group(starts)];
  }

  #group(starts: readonly number[], frames = this.#settings.windowFrames): WindowGroup {
    const { contextFrames } = this.#settings;
    const from = Math.max(0, starts[0]! - contextFrames);
    const to = Math.min(this.#available, starts.at(-1)! + frames + contextFrames);
    return {
      plane: columns(this.#joined(), from - this.#pendingStart, to - this.#pendingStart),
      startFrame: from,
      windows: starts.map((start) => ({ startFrame: start - from, frames })),
    };
  }

  #joined(): ConstantQ {
    if (this.#pending.length > 1) this.#pending = [concatColumns(this.#pending)];
    return this.#pending[0]!;
  }

  /** Drops what neither the next group nor the window that ends with the recording can need. */
  #forget(): void {
    const { windowFrames, contextFrames } = this.#settings;
    const needed = Math.min(this.#nextStart, this.#available - windowFrames) - contextFrames;
    const keepFrom = Math.max(this.#pendingStart, needed);
    const joined = this.#joined();
    this.#pending = [columns(joined, keepFrom - this.#pendingStart, joined.frames)];
    this.#pendingStart = keepFrom;
  }
}
