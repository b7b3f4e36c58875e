import { describe, expect, it } from 'vitest';
import { applyTempoAndPitch, createSignalsmithStretcher } from '../augment/index.js';
import { constantQ, PAPER_CONSTANT_Q, type ConstantQ } from '../features/index.js';
import { alignFrames } from './align-recordings.js';
import { sampleMusic, stretchOf } from './music.contract.js';
import { RecordingFrames, type PlaneSource } from './recording-frames.js';
import { SketchFrames, sketchColumnBytes, sketchRecording } from './recording-sketch.js';
import { centreFrames, sliceFrames } from './whitened-frames.js';
import { SEARCH_COLUMN_FRAMES } from './frame-source.js';

const music = await sampleMusic('original.ogg', 0, 30);
const stretcher = await createSignalsmithStretcher();

function planeSource(plane: ConstantQ): PlaneSource {
  return {
    bins: plane.bins,
    frames: plane.frames,
    slice: (start, count) => ({
      bins: plane.bins,
      frames: count,
      data: Float32Array.from(
        { length: plane.bins * count },
        (_, i) => plane.data[Math.floor(i / count) * plane.frames + start + (i % count)]!,
      ),
    }),
  };
}

const plane = planeSource(constantQ(music, PAPER_CONSTANT_Q));
const sketch = sketchRecording(plane, PAPER_CONSTANT_Q);

describe('a sketch', () => {
  it('holds a bit a bin of every search column, in 11 bytes a column', () => {
    expect(sketch.columns).toBe(Math.floor(plane.frames / SEARCH_COLUMN_FRAMES));
    expect(sketchColumnBytes(84)).toBe(11);
    expect(sketch.bits).toHaveLength(11 * sketch.columns);
  });

  it('opens to the signs of the whitened columns it was made of, centred', () => {
    const columns = new RecordingFrames(plane, PAPER_CONSTANT_Q, SEARCH_COLUMN_FRAMES).detail(0, 150, 1);
    const signs = { ...columns, data: columns.data.map((value) => (value > 0 ? 1 : -1)) };
    const expected = sliceFrames(centreFrames(signs), 40, 90);
    const opened = new SketchFrames(sketch, PAPER_CONSTANT_Q).whitened(40, 90);
    expect([...opened.data]).toEqual([...expected.data]);
    expect(opened.framesPerSecond).toBeCloseTo(columns.framesPerSecond, 9);
  });

  it('does not depend on how many columns are made at a time', async () => {
    const long = planeSource(constantQ(await sampleMusic('original.ogg', 0, 45), PAPER_CONSTANT_Q));
    const own = sketchRecording(long, PAPER_CONSTANT_Q);
    const middle = own.bits.subarray(0, 200 * 11);
    expect([...middle]).toEqual([...sketch.bits.subarray(0, 200 * 11)]);
  });

  it('refuses a stretch outside', () => {
    const frames = new SketchFrames(sketch, PAPER_CONSTANT_Q);
    expect(() => frames.whitened(0, sketch.columns + 1)).toThrow('of a sketch of');
    expect(() => frames.whitened(-1, 5)).toThrow('of a sketch of');
  });

  it('is enough to place an altered excerpt within 20 ms', () => {
    const excerpt = applyTempoAndPitch(
      stretchOf(music, 8, 12),
      { tempoRatio: 1.2, shiftSemitones: 3 },
      stretcher,
    );
    const candidate = new RecordingFrames(
      planeSource(constantQ(excerpt, PAPER_CONSTANT_Q)),
      PAPER_CONSTANT_Q,
      SEARCH_COLUMN_FRAMES,
    );
    const anchors = [{ referenceSeconds: 14.5, candidateSeconds: 5 }];
    const [segment, ...others] = alignFrames(new SketchFrames(sketch, PAPER_CONSTANT_Q), candidate, anchors, {
      config: PAPER_CONSTANT_Q,
    });
    expect(others).toEqual([]);
    expect(segment!.tempoRatio).toBeCloseTo(1.2, 2);
    expect(segment!.pitchShiftSemitones).toBeCloseTo(3, 0);
    const middle = (segment!.candidateStartSeconds + segment!.candidateEndSeconds) / 2;
    const place =
      segment!.referenceStartSeconds + segment!.tempoRatio * (middle - segment!.candidateStartSeconds);
    expect(Math.abs(place - (8 + 1.2 * middle))).toBeLessThan(0.02);
    expect(segment!.candidateEndSeconds - segment!.candidateStartSeconds).toBeGreaterThan(8.5);
  });
});
