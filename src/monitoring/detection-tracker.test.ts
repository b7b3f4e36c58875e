import { describe, expect, it } from 'vitest';
import {
  SEARCH_FEATURES,
  type LibraryRecording,
  type MatchedSegment,
  type SearchEvidence,
} from '../search/index.js';
import { ArrivalTimes } from './arrival-times.js';
import type { MonitorEvent } from './detection.js';
import { DetectionTracker } from './detection-tracker.js';

const evidence: SearchEvidence = {
  format: 'doppelton-search-evidence/1',
  model: { name: 'test', version: '1.0.0', sha256: 'ab'.repeat(32) },
  calibration: {
    featureNames: [...SEARCH_FEATURES],
    means: SEARCH_FEATURES.map(() => 0),
    deviations: SEARCH_FEATURES.map(() => 1),
    // The longer the surer.
    coefficients: SEARCH_FEATURES.map((name) => (name === 'scoreTimesRootSeconds' ? 2 : 0)),
    intercept: 0,
    bootstrap: [],
    bounds: { lower: -2, upper: 6 },
    trials: { targets: 1, nonTargets: 1, recordings: 2 },
  },
  falseAlarms: { queries: 1, querySeconds: 10, libraryHours: 1, from: 0, share: 1, slope: 2 },
  falseAlarmRatePerQuery: 1,
  basis: 'made by hand',
};

function recording(id: string): LibraryRecording {
  const format = { container: 'ogg', codec: 'vorbis', sampleRateHz: 44_100, channels: 2 };
  const path = `/music/${id}`;
  return { id, path, paths: [path], bytes: 1, durationSeconds: 200, format, variety: 9, warnings: [] };
}

/** Seconds [from, to) of the stream play the recording from a place on. */
function match(id: string, from: number, to: number, place: number, tempoRatio = 1) {
  const segment: MatchedSegment = {
    candidateStartSeconds: from,
    candidateEndSeconds: to,
    referenceStartSeconds: place,
    referenceEndSeconds: place + tempoRatio * (to - from),
    ...{
      tempoRatio,
      pitchShiftSemitones: -1,
      score: 0.5,
      lead: 0.3,
      prominence: 5,
      meanCosine: 0.6,
      logLikelihoodRatio: 2,
      weight: 2,
    },
  };
  return { recording: recording(id), segment };
}

const tracker = () => new DetectionTracker(evidence, (seconds) => new Date(1000 * seconds), 8);

describe('detections made of matches', () => {
  it('begin once, go on along their line, and end when nothing goes on with them', () => {
    const tracking = tracker();
    const [begin, ...others] = tracking.take([match('a', 100, 105, 30, 1.1)]);
    expect(others).toEqual([]);
    expect(begin).toMatchObject({ kind: 'begin', detection: { number: 1, streamStartSeconds: 100 } });
    for (let now = 107; now <= 161; now += 2) {
      const from = Math.max(100, now - 12);
      expect(tracking.take([match('a', from, now - 2, 30 + 1.1 * (from - 100), 1.1)])).toEqual([]);
      expect(tracking.tick(now)).toEqual([]);
    }
    expect(tracking.tick(166)).toEqual([]);
    const [end] = tracking.tick(167.5);
    expect(end).toMatchObject({ kind: 'end', detection: { number: 1, streamEndSeconds: 159 } });
    const { detection } = end!;
    expect(detection.tempoRatio).toBeCloseTo(1.1, 9);
    expect(detection.pitchShiftSemitones).toBeCloseTo(-1, 9);
    expect(detection.referenceEndSeconds).toBeCloseTo(30 + 1.1 * 59, 9);
    expect(detection.startedAt.getTime()).toBe(100_000);
    expect(detection.endedAt.getTime()).toBe(159_000);
    // A minute of it says more than the first five seconds did.
    expect(detection.logLikelihoodRatio).toBeGreaterThan(begin!.detection.logLikelihoodRatio);
    expect(tracking.openCount).toBe(0);
  });

  it('tell a recording from its own repetition, and two that sound at once', () => {
    const tracking = tracker();
    const sure = match('a', 100, 110, 30);
    const repeat = {
      ...match('a', 102, 109, 90),
      segment: { ...match('a', 102, 109, 90).segment, weight: 1 },
    };
    const other = match('b', 100, 110, 0);
    expect(
      tracking.take([repeat, other, sure]).map(({ detection }) => detection.referenceStartSeconds),
    ).toEqual([0, 30]);
    expect(tracking.openCount).toBe(2);
  });

  it('are put right where more of the sound shows that the recording only repeats itself there', () => {
    const tracking = tracker();
    expect(tracking.take([match('a', 100.5, 104, 90)])).toHaveLength(1);
    const right = match('a', 100, 108, 30);
    expect(tracking.take([{ ...right, segment: { ...right.segment, weight: 3 } }])).toEqual([]);
    expect(tracking.take([match('a', 104, 116, 34)])).toEqual([]);
    const [end, ...others] = tracking.end();
    expect(others).toEqual([]);
    expect(end!.detection).toMatchObject({
      ...{ number: 1, referenceStartSeconds: 30, streamStartSeconds: 100, streamEndSeconds: 116 },
      startedAt: new Date(100_000),
    });
  });

  it('stay where the surest stretch has them, whatever else agrees in the same search', () => {
    const tracking = tracker();
    const weighing = (found: ReturnType<typeof match>, weight: number) => ({
      ...found,
      segment: { ...found.segment, weight },
    });
    tracking.take([weighing(match('a', 100, 106, 30), 1)]);
    tracking.take([weighing(match('a', 100, 106, 30), 3), weighing(match('a', 100, 105.9, 90), 2)]);
    expect(tracking.end()).toMatchObject([{ detection: { referenceStartSeconds: 30 } }]);
  });

  it('keep their beginning when a repetition agrees better for a while', () => {
    const tracking = tracker();
    const weighing = (found: ReturnType<typeof match>, weight: number) => ({
      ...found,
      segment: { ...found.segment, weight },
    });
    tracking.take([match('a', 100, 112, 30)]);
    // What is searched moves on by 1.9 s.
    const surer = weighing(match('a', 101.9, 113.9, 91.9), 2.1);
    expect(tracking.take([surer, match('a', 101.9, 113.9, 31.9)])).toEqual([]);
    tracking.take([
      weighing(match('a', 103.8, 115.8, 33.8), 2.2),
      weighing(match('a', 103.8, 115.8, 93.8), 2.1),
    ]);
    expect(tracking.end()).toMatchObject([
      { detection: { referenceStartSeconds: 30, streamStartSeconds: 100, streamEndSeconds: 115.8 } },
    ]);
  });

  it('begin anew where a recording jumps, or sounds again', () => {
    const tracking = tracker();
    tracking.take([match('a', 100, 110, 30)]);
    expect(tracking.take([match('a', 109, 118, 90)])).toHaveLength(1);
    expect(tracking.end().map(({ detection }) => detection.number)).toEqual([1, 2]);
    expect(tracking.end()).toEqual([]);
    expect(tracking.take([match('a', 200, 210, 30)])).toMatchObject([{ detection: { number: 3 } }]);
  });
});

describe('times of arrival', () => {
  it('say when a place of the stream came, and keep no more of them than asked for', () => {
    const times = new ArrivalTimes(30);
    // Pieces of 0.1 s, an hour of them, each come as it sounds but for a stall of 5 s in the middle.
    for (let i = 1; i <= 36_000; i++) times.push(i / 10, new Date(100 * i + (i > 35_900 ? 5000 : 0)));
    expect(times.marks).toBeLessThan(70);
    expect(Math.abs(times.at(3580).getTime() - 3_580_000)).toBeLessThan(600);
    expect(times.at(3600).getTime()).toBe(3_605_000);
    expect(times.at(3599.75).getTime()).toBe(3_604_750);
  });

  it('are those of the pieces where sound comes faster than it plays', () => {
    const times = new ArrivalTimes(30);
    times.push(0, new Date(50_000));
    // Ten seconds within one.
    for (let i = 1; i <= 20; i++) times.push(i / 2, new Date(50_000 + 50 * i));
    const places = Array.from({ length: 101 }, (_, i) => times.at(i / 10).getTime());
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(50_000);
    expect(times.at(5.2).getTime()).toBeGreaterThanOrEqual(50_500);
    expect(times.at(5.2).getTime()).toBeLessThanOrEqual(50_550);
  });

  it('tell what came before a pause from what came after it', () => {
    const times = new ArrivalTimes(30);
    for (let i = 1; i <= 9; i++) times.push(i / 10, new Date(100 * i));
    for (let i = 10; i <= 20; i++) times.push(i / 10, new Date(3_600_000 + 100 * i));
    expect(times.at(0.85).getTime()).toBe(850);
    expect(times.at(0.95).getTime()).toBe(3_600_950);
  });

  it('are no later than the last sound, and of one direction even where the clock is set back', () => {
    const times = new ArrivalTimes(30);
    times.push(1, new Date(61_000));
    times.push(2, new Date(2000));
    expect(times.at(2.02).getTime()).toBe(2000);
    expect(times.at(1.5).getTime()).toBe(2000);
    const tracking = new DetectionTracker(evidence, (seconds) => times.at(seconds), 8);
    tracking.take([match('a', 0.5, 1.9, 30)]);
    const [{ detection }] = tracking.end() as [MonitorEvent];
    expect(detection.startedAt.getTime()).toBe(60_500);
    expect(detection.endedAt).toEqual(detection.startedAt);
  });
});
