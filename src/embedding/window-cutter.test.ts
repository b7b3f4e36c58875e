import { describe, expect, it } from 'vitest';
import { columns, type ConstantQ } from '../features/index.js';
import { WindowCutter, type WindowCutterSettings, type WindowGroup } from './window-cutter.js';

/** One bin that counts its frames, so that every column tells where it comes from. */
function counting(frames: number): ConstantQ {
  return { data: Float32Array.from({ length: frames }, (_, t) => t), bins: 1, frames };
}

function cut(frames: number, settings: WindowCutterSettings, pieceFrames: number): WindowGroup[] {
  const cutter = new WindowCutter(settings);
  const whole = counting(frames);
  const groups: WindowGroup[] = [];
  for (let start = 0; start < frames; start += pieceFrames) {
    groups.push(...cutter.push(columns(whole, start, Math.min(frames, start + pieceFrames))));
  }
  return [...groups, ...cutter.end()];
}

const starts = (groups: readonly WindowGroup[]) =>
  groups.flatMap(({ startFrame, windows }) => windows.map((window) => startFrame + window.startFrame));

describe('windows cut from a stream', () => {
  const settings = { windowFrames: 50, hopFrames: 20, contextFrames: 7 };

  it('begin every hop and end with the recording, however the columns came', () => {
    const expected = [...Array.from({ length: 48 }, (_, i) => 20 * i), 950];
    for (const pieceFrames of [1, 13, 400, 1000]) {
      const groups = cut(1000, settings, pieceFrames);
      expect(starts(groups)).toEqual(expected);
      expect(groups.every(({ windows }) => windows.every(({ frames }) => frames === 50))).toBe(true);
    }
  });

  it('carry their own columns, and the context around them where there is as much', () => {
    for (const { plane, startFrame, windows } of cut(1000, settings, 30)) {
      expect(plane.data[0]).toBe(startFrame);
      const first = startFrame + windows[0]!.startFrame;
      const last = startFrame + windows.at(-1)!.startFrame + 50;
      expect(startFrame).toBe(Math.max(0, first - 7));
      expect(startFrame + plane.frames).toBe(Math.min(1000, last + 7));
    }
  });

  it('come in smaller groups and with less context after them where they are wanted soon', () => {
    const soon = { ...settings, groupSize: 2, lookaheadFrames: 3 };
    const groups = cut(1000, soon, 1);
    expect(starts(groups)).toEqual(starts(cut(1000, settings, 1)));
    expect(groups[3]).toMatchObject({ startFrame: 113, plane: { frames: 7 + 20 + 50 + 3 } });
    const cutter = new WindowCutter(soon);
    expect(cutter.push(counting(72))).toEqual([]);
    expect(cutter.push(counting(1))).toHaveLength(1);
  });

  it('are one of its own length for a short recording, and none without sound', () => {
    expect(cut(30, settings, 30)).toMatchObject([
      { startFrame: 0, windows: [{ startFrame: 0, frames: 30 }] },
    ]);
    expect(new WindowCutter(settings).end()).toEqual([]);
  });

  it('leave out a last one that would add next to nothing', () => {
    expect(starts(cut(972, settings, 100)).at(-1)).toBe(920);
  });
});
