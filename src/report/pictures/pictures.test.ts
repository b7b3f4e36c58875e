import { unzlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ConstantQPlane, PAPER_CONSTANT_Q, PackedPlane } from '../../features/index.js';
import { Rng } from '../../numeric/index.js';
import { CATALOGUES } from '../language/catalogues.js';
import { alignedSpectrograms } from './aligned-spectrograms.js';
import { ABSENT, SCALE_STEPS } from './colour-scale.js';
import { encodeIndexedPng } from './indexed-png.js';
import { matchedWaveforms } from './matched-waveforms.js';
import { similarityMatrix } from './similarity-matrix.js';
import { ticksOf } from './time-axis.js';
import { validationPlots } from './validation-plots.js';

const WORDS = CATALOGUES.en;
const { bins, sampleRateHz, hopSamples } = PAPER_CONSTANT_Q;
const FRAMES_PER_SECOND = sampleRateHz / hopSamples;

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

function decodePng(bytes: Uint8Array): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const parts: Uint8Array[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const rows = unzlibSync(Buffer.concat(parts));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = y * (width + 1);
    expect(rows[start]).toBe(0);
    pixels.set(rows.subarray(start + 1, start + 1 + width), y * width);
  }
  return { width, height, pixels };
}

function rastersIn(svg: string): Decoded[] {
  return [...svg.matchAll(/data:image\/png;base64,([^"]*)"/g)].map((match) =>
    decodePng(new Uint8Array(Buffer.from(match[1]!, 'base64'))),
  );
}

/** A tone that steps to another bin now and then, on a faint floor. */
function steppingPlane(seconds: number, binAt: (seconds: number) => number): PackedPlane {
  const frames = Math.round(seconds * FRAMES_PER_SECOND);
  const data = new Float32Array(bins * frames).fill(0.001);
  for (let t = 0; t < frames; t++) data[binAt(t / FRAMES_PER_SECOND) * frames + t] = 1;
  return new PackedPlane(bins, [ConstantQPlane.from({ data, bins, frames })]);
}

const MELODY = [20, 34, 27, 50, 41, 23, 60, 38, 29, 45];
const noteAt = (seconds: number) => MELODY[Math.min(MELODY.length - 1, Math.max(0, Math.floor(seconds)))]!;

describe('encodeIndexedPng', () => {
  it('gives a file whose pixels come back, with the checksums of the format', () => {
    const pixels = Uint8Array.from({ length: 35 }, (_, i) => i % 3);
    const palette = [
      [0, 0, 0],
      [255, 0, 0],
      [0, 0, 255],
    ] as const;
    const png = encodeIndexedPng({ width: 7, height: 5, pixels, palette });
    expect(decodePng(png)).toEqual({ width: 7, height: 5, pixels });
    // The last chunk is the same in every PNG file.
    expect(Buffer.from(png.subarray(-12)).toString('hex')).toBe('0000000049454e44ae426082');
  });
});

describe('alignedSpectrograms', () => {
  const segment = {
    referenceStartSeconds: 0,
    referenceEndSeconds: 10,
    candidateStartSeconds: 0,
    candidateEndSeconds: 8,
    tempoRatio: 1.25,
    pitchShiftSemitones: 3,
    score: 0.9,
    lead: 0.5,
    prominence: 5,
  };
  const reference = steppingPlane(10, noteAt);
  const candidate = steppingPlane(8, (seconds) => noteAt(1.25 * seconds) + 3);

  it('puts what is the same at the same place, tempo and pitch undone', () => {
    const svg = alignedSpectrograms(
      { reference, candidate, segments: [segment], config: PAPER_CONSTANT_Q },
      WORDS,
    );
    const [a, b] = rastersIn(svg) as [Decoded, Decoded];
    const loudestRow = ({ width, height, pixels }: Decoded, column: number) => {
      let best = 0;
      for (let row = 1; row < height; row++) {
        if (pixels[row * width + column]! % ABSENT > pixels[best * width + column]! % ABSENT) best = row;
      }
      return best;
    };
    let [same, shown] = [0, 0];
    for (let column = 0; column < a.width; column++) {
      if (a.pixels[40 * a.width + column] === ABSENT || b.pixels[40 * b.width + column] === ABSENT) continue;
      shown++;
      if (loudestRow(a, column) === loudestRow(b, column)) same++;
    }
    expect(shown).toBeGreaterThan(0.75 * a.width);
    // Off by a frame where the tone steps.
    expect(same / shown).toBeGreaterThan(0.97);
  });

  it('does not claim to have aligned what has no segment', () => {
    const svg = alignedSpectrograms({ reference, candidate, segments: [], config: PAPER_CONSTANT_Q }, WORDS);
    expect(svg).toContain('not aligned');
    const [, b] = rastersIn(svg) as [Decoded, Decoded];
    // The candidate ends at 8 of the 10 seconds shown.
    expect(b.pixels[b.width - 1]).toBe(ABSENT);
    expect(b.pixels[Math.round(0.75 * b.width)]).toBeLessThan(SCALE_STEPS);
  });
});

describe('similarityMatrix', () => {
  it('is dark where fragments are alike, with the candidate upwards', () => {
    const rng = new Rng(1);
    const fragments = Array.from({ length: 8 }, (_, i) => ({
      startSeconds: i,
      endSeconds: i + 1,
      vector: Float32Array.from({ length: 64 }, () => rng.normal()),
    }));
    const recording = { durationSeconds: 8, fragments, warnings: [] };
    const svg = similarityMatrix({ reference: recording, candidate: recording, segments: [] }, WORDS);
    const [{ width, height, pixels }] = rastersIn(svg) as [Decoded];
    expect([width, height]).toEqual([8, 8]);
    for (let i = 0; i < 8; i++) {
      expect(pixels[(7 - i) * 8 + i]).toBe(SCALE_STEPS - 1);
      expect(pixels[i * 8 + i]).toBeLessThan(SCALE_STEPS / 2);
    }
  });
});

describe('matchedWaveforms', () => {
  it('shades each stretch, and does without an outline that was not kept', () => {
    const sound = { durationSeconds: 10 };
    const stretch = (from: number) => ({
      referenceStartSeconds: from,
      referenceEndSeconds: from + 2,
      candidateStartSeconds: from + 1,
      candidateEndSeconds: from + 3,
      tempoRatio: 1,
      pitchShiftSemitones: 0,
      score: 0.9,
      lead: 0.5,
      prominence: 5,
    });
    const svg = matchedWaveforms(
      { reference: sound, candidate: sound, segments: [stretch(0), stretch(5)] },
      WORDS,
    );
    expect(svg.match(/fill-opacity="0.22"/g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('validationPlots', () => {
  it('mark this case where its trials stand', () => {
    const curve = {
      lowest: -2,
      highest: 2,
      targetsAtLeast: [100, 99, 90, 80, 50],
      nonTargetsAtLeast: [1000, 100, 10, 1, 0],
    };
    const svg = validationPlots({ curve, ratio: 0, interval95: [-0.5, 0.5] }, WORDS);
    expect(svg).toContain('this case: 0.00');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const dotOf = (ratio: number) => {
      const [, x, y] = /<circle cx="([\d.]+)" cy="([\d.]+)"/.exec(
        validationPlots({ curve, ratio, interval95: [ratio, ratio] }, WORDS),
      )!;
      return [Number(x), Number(y)] as const;
    };
    // A higher ratio as threshold: fewer false acceptances (to the left), more false rejections (upwards).
    const dots = [-2, -1, 0, 1, 2].map(dotOf);
    for (let i = 1; i < dots.length; i++) {
      expect(dots[i]![0]).toBeLessThan(dots[i - 1]![0]);
      expect(dots[i]![1]).toBeLessThan(dots[i - 1]![1]);
    }
  });
});

describe('ticksOf', () => {
  it('gives round times inside the axis, not too many', () => {
    const axis = { fromSeconds: -1, toSeconds: 46, start: 0, length: 100 };
    expect(ticksOf(axis, 8)).toEqual([0, 10, 20, 30, 40]);
    for (const toSeconds of [0.8, 7, 300, 86_400, 1e6]) {
      expect(ticksOf({ ...axis, fromSeconds: 0, toSeconds }, 8).length).toBeLessThanOrEqual(10);
      expect(ticksOf({ ...axis, fromSeconds: 0, toSeconds }, 8).length).toBeGreaterThan(0);
    }
  });
});
