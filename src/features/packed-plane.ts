import { columns, concatColumns, type ConstantQ } from './constant-q.js';
import { ConstantQPlane } from './constant-q-plane.js';

/** Frames packed together, each pack with a scale of its own. */
const PACK_FRAMES = 1024;

/** A recording's constant-Q magnitudes of any length in half precision, 26 MB an hour. */
export class PackedPlane {
  readonly bins: number;
  readonly frames: number;
  /** In order of time; all but the last of one length. */
  readonly packs: readonly ConstantQPlane[];

  /** @param packs - As another plane's, e.g. one that came from another thread. */
  constructor(bins: number, packs: readonly ConstantQPlane[]) {
    this.bins = bins;
    this.packs = packs;
    this.frames = packs.reduce((sum, { frames }) => sum + frames, 0);
  }

  /**
   * @param startFrame - First frame; all frames asked for must be there.
   * @returns Linear magnitudes in memory of their own, within half precision of what was packed.
   * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the stretch leaves the plane.
   */
  slice(startFrame: number, frameCount: number): ConstantQ {
    const { bins } = this;
    const stretch = { data: new Float32Array(bins * frameCount), bins, frames: frameCount };
    const end = startFrame + frameCount;
    for (let at = startFrame; at < end;) {
      const pack = Math.max(0, Math.min(this.packs.length - 1, Math.floor(at / PACK_FRAMES)));
      const packStart = pack * PACK_FRAMES;
      const to = pack === this.packs.length - 1 ? end : Math.min(end, packStart + PACK_FRAMES);
      this.packs[pack]!.sliceInto(stretch, at - startFrame, at - packStart, to - at);
      at = to;
    }
    return stretch;
  }
}

/** Packs the columns of a stream as they come. */
export class PlaneRecorder {
  readonly #bins: number;
  readonly #packs: ConstantQPlane[] = [];
  #pending: ConstantQ[] = [];
  #pendingFrames = 0;

  constructor(bins: number) {
    this.#bins = bins;
  }

  /** @param plane - The next columns. Kept until they are packed; must not be written to afterwards. */
  push(plane: ConstantQ): void {
    if (plane.frames === 0) return;
    this.#pending.push(plane);
    this.#pendingFrames += plane.frames;
    if (this.#pendingFrames < PACK_FRAMES) return;
    const joined = concatColumns(this.#pending);
    const whole = joined.frames - (joined.frames % PACK_FRAMES);
    for (let start = 0; start < whole; start += PACK_FRAMES) {
      this.#packs.push(ConstantQPlane.from(columns(joined, start, start + PACK_FRAMES)));
    }
    this.#pending = [columns(joined, whole, joined.frames)];
    this.#pendingFrames = joined.frames - whole;
  }

  /** All that was pushed. */
  end(): PackedPlane {
    const rest = this.#pendingFrames === 0 ? [] : [ConstantQPlane.from(concatColumns(this.#pending))];
    return new PackedPlane(this.#bins, [...this.#packs, ...rest]);
  }
}
