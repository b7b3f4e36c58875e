import { describe, expect, it } from 'vitest';
import { tempoRatioOf } from '../augment/index.js';
import { ConstantQPlane, PAPER_CONSTANT_Q } from '../features/index.js';
import { trialsOfPairs } from './pair-list.js';
import { PROTOCOLS } from './protocol.js';
import { foreignRecordingOf } from './protocol-candidate.js';
import { countFragments, runProtocol } from './run-protocol.js';
import { admissibleStarts, surveySound } from './sounding-seconds.js';
import { planTrials, type Fragment, type SurveyedRecording } from './trial-plan.js';

function recordings(count: number, seconds = 60.5): SurveyedRecording[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `recording ${i}`,
    durationSeconds: seconds,
    sounding: new Uint8Array(Math.ceil(seconds)).fill(1),
  }));
}

const counts = (items: readonly string[]) => {
  const times = new Map<string, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return [...times.values()];
};

const kinds = ({ augmentation }: Fragment) => augmentation?.alterations.map(({ kind }) => kind);

describe('planTrials', () => {
  const options = { seed: 1, targets: 100, nonTargets: 130 };
  const plan = planTrials(PROTOCOLS.tempo, recordings(7), options);
  const targets = plan.trials.filter(({ label }) => label === 1);
  const nonTargets = plan.trials.filter(({ label }) => label === 0);

  it('is the same for a seed and another for another', () => {
    expect(planTrials(PROTOCOLS.tempo, recordings(7), options)).toEqual(plan);
    expect(planTrials(PROTOCOLS.tempo, recordings(7), { ...options, seed: 2 }).trials).not.toEqual(
      plan.trials,
    );
  });

  it('makes target trials of one fragment, altered once', () => {
    expect(targets).toHaveLength(100);
    for (const { reference, candidate } of targets) {
      expect(reference).not.toHaveProperty('augmentation');
      expect(candidate).toEqual({ ...reference, augmentation: candidate.augmentation });
      expect(kinds(candidate)).toEqual(['tempo']);
    }
  });

  it('makes non-target trials of two recordings', () => {
    expect(nonTargets).toHaveLength(130);
    for (const { reference, candidate } of nonTargets) {
      expect(candidate.recordingId).not.toBe(reference.recordingId);
      expect(kinds(candidate)).toEqual(['tempo']);
    }
  });

  it('draws every recording as equally often as the numbers allow, and crosses them nearly so', () => {
    const spread = (items: readonly string[]) => {
      const times = counts(items);
      return { recordings: times.length, difference: Math.max(...times) - Math.min(...times) };
    };
    const targetSpread = spread(targets.map(({ reference }) => reference.recordingId));
    expect(targetSpread).toEqual({ recordings: 7, difference: 1 });
    for (const side of ['reference', 'candidate'] as const) {
      const { recordings: taken, difference } = spread(nonTargets.map((trial) => trial[side].recordingId));
      expect(taken).toBe(7);
      expect(difference).toBeLessThanOrEqual(8);
    }
  });

  it('makes non-target trials of the sound of the target trials, no two alike', () => {
    const key = (...sides: unknown[]) => JSON.stringify(sides);
    const references = new Set(targets.map(({ reference }) => key(reference)));
    const candidates = new Set(targets.map(({ candidate }) => key(candidate)));
    expect(nonTargets.every(({ reference }) => references.has(key(reference)))).toBe(true);
    expect(nonTargets.every(({ candidate }) => candidates.has(key(candidate)))).toBe(true);
    expect(new Set(nonTargets.map(({ reference, candidate }) => key(reference, candidate))).size).toBe(130);
  });

  it('refuses more non-target trials than there are', () => {
    const asked = { seed: 1, targets: 3, nonTargets: 7 };
    expect(() => planTrials(PROTOCOLS.tempo, recordings(7), asked)).toThrow(/give 6 non-target trials/);
  });

  it('stays inside the recordings and spreads over them', () => {
    const starts = plan.trials.flatMap(({ reference, candidate }) => [
      reference.startSeconds,
      candidate.startSeconds,
    ]);
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...starts)).toBeLessThanOrEqual(40.5);
    for (const quarter of [0, 10, 20, 30]) {
      expect(starts.filter((start) => start >= quarter && start < quarter + 10).length).toBeGreaterThan(60);
    }
  });

  it('draws alterations over the whole range of the protocol, and tags them by fifths', () => {
    const ratios = plan.trials.map(({ candidate }) => tempoRatioOf(candidate.augmentation!));
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(0.85);
    expect(Math.min(...ratios)).toBeLessThan(0.88);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.35);
    expect(Math.max(...ratios)).toBeGreaterThan(1.32);
    expect(new Set(plan.trials.map(({ tags }) => tags['tempoRatio']))).toEqual(
      new Set(['0.85 to 0.95', '0.95 to 1.05', '1.05 to 1.15', '1.15 to 1.25', '1.25 to 1.35']),
    );
  });

  it('takes the same references for another protocol with the same seed', () => {
    const pitch = planTrials(PROTOCOLS.pitch, recordings(7), options);
    expect(pitch.trials.map(({ reference }) => reference)).toEqual(
      plan.trials.map(({ reference }) => reference),
    );
    expect(kinds(pitch.trials[0]!.candidate)).toEqual(['pitch']);
  });

  it('draws the trials of the paper that it has always drawn', () => {
    const [tempo, pitch] = [PROTOCOLS.tempo, PROTOCOLS.pitch].map((protocol) =>
      planTrials(protocol, recordings(7), { seed: 1, targets: 2, nonTargets: 1 }).trials.map(
        ({ reference, candidate }) => [
          `${reference.recordingId} at ${reference.startSeconds}`,
          candidate.recordingId,
          candidate.augmentation?.alterations,
        ],
      ),
    );
    expect(tempo?.slice(0, 2)).toEqual([
      ['recording 5 at 34.972', 'recording 5', [{ kind: 'tempo', tempoRatio: 1.179971255036071 }]],
      ['recording 6 at 32.508', 'recording 6', [{ kind: 'tempo', tempoRatio: 1.0663545436924324 }]],
    ]);
    expect(pitch?.slice(1)).toEqual([
      ['recording 6 at 32.508', 'recording 6', [{ kind: 'pitch', shiftSemitones: -2.11791567876935 }]],
      ['recording 5 at 34.972', 'recording 6', [{ kind: 'pitch', shiftSemitones: -2.11791567876935 }]],
    ]);
  });

  it.each(['partial', 'chain'] as const)(
    'of %s holds no reference of the foreign sound against it',
    (name) => {
      const { trials } = planTrials(PROTOCOLS[name], recordings(5), {
        seed: 1,
        targets: 100,
        nonTargets: 150,
      });
      const withForeign = trials.filter(({ candidate }) => foreignRecordingOf(candidate) !== undefined);
      expect(withForeign.length).toBeGreaterThan(name === 'partial' ? 249 : 20);
      for (const { reference, candidate } of withForeign) {
        expect(foreignRecordingOf(candidate)).not.toBe(candidate.recordingId);
        expect(foreignRecordingOf(candidate)).not.toBe(reference.recordingId);
      }
    },
  );

  it.each(Object.values(PROTOCOLS))('of $name shares its references with all others', (protocol) => {
    const trials = planTrials(protocol, recordings(7), options).trials;
    expect(trials.slice(0, 100).map(({ reference }) => reference)).toEqual(
      targets.map(({ reference }) => reference),
    );
  });

  it('leaves out recordings that are too short or silent, and says which', () => {
    const silent = { id: 'silent', durationSeconds: 60, sounding: new Uint8Array(60) };
    const short = { id: 'short', durationSeconds: 19.9, sounding: new Uint8Array(20).fill(1) };
    const { used, leftOut } = planTrials(PROTOCOLS.tempo, [silent, ...recordings(2), short], options);
    expect(used).toEqual(['recording 0', 'recording 1']);
    expect(leftOut).toEqual([
      { id: 'silent', reason: 'silent' },
      { id: 'short', reason: 'too-short' },
    ]);
  });

  it('refuses a corpus of one recording', () => {
    expect(() => planTrials(PROTOCOLS.tempo, recordings(1), options)).toThrow('at least 2 are needed');
  });
});

describe('admissibleStarts', () => {
  it('keeps fragments out of long silence', () => {
    const sounding = new Uint8Array(60).fill(1, 0, 30);
    const starts = admissibleStarts({ durationSeconds: 60, sounding }, 20);
    // From second 15 on, fewer than 15 of 20 seconds sound.
    expect(starts).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });
});

describe('surveySound', () => {
  it('marks the seconds that sound', () => {
    const frames = 130;
    const data = new Float32Array(84 * frames);
    // Frames 50 to 59 lie between 1.16 and 1.37 s.
    data.fill(0.5, 40 * frames + 50, 40 * frames + 60);
    const survey = surveySound(ConstantQPlane.from({ data, bins: 84, frames }), PAPER_CONSTANT_Q);
    expect(survey.durationSeconds).toBeCloseTo((129 * 512) / 22_050, 9);
    expect([...survey.sounding]).toEqual([0, 1, 0]);
  });
});

describe('runProtocol', () => {
  const plan = planTrials(PROTOCOLS.tempo, recordings(5), { seed: 1, targets: 200, nonTargets: 200 });
  // A fragment's plane says which fragment it is; alike within a recording, not across.
  const plane = ({ recordingId, startSeconds, augmentation }: Fragment) => ({
    data: Float32Array.of(Number(recordingId.slice(10)), startSeconds, augmentation === undefined ? 0 : 1),
    bins: 3,
    frames: 1,
  });
  const vector = (values: Float32Array) => {
    const angle = values[0]! + values[2]! / 100;
    return Float32Array.of(Math.cos(angle), Math.sin(angle));
  };

  it('scores every trial by the cosine of its own two fragments', async () => {
    const scores = await runProtocol(
      plan,
      {
        render: (_, fragments) => Promise.resolve(fragments.map(plane)),
        embed: (planes) => Promise.resolve(planes.map(({ data }) => vector(data))),
      },
      { concurrency: 3 },
    );
    plan.trials.forEach(({ reference, candidate }, i) => {
      const turn = Number(candidate.recordingId.slice(10)) - Number(reference.recordingId.slice(10));
      expect(scores[i]).toBeCloseTo(Math.cos(turn + 0.01), 5);
    });
  });

  it('renders each fragment once, in calls of one recording, never more at a time than allowed', async () => {
    const rendered: string[] = [];
    let [underWay, most, told] = [0, 0, 0];
    await runProtocol(
      plan,
      {
        async render(id, fragments) {
          most = Math.max(most, ++underWay);
          await Promise.resolve();
          underWay--;
          expect(fragments.every(({ recordingId }) => recordingId === id)).toBe(true);
          rendered.push(...fragments.map((fragment) => JSON.stringify(fragment)));
          return fragments.map(plane);
        },
        embed: (planes) => Promise.resolve(planes.map(({ data }) => vector(data))),
        onProgress: (count) => (told += count),
      },
      { concurrency: 2 },
    );
    expect(new Set(rendered).size).toBe(rendered.length);
    const needed = new Set(
      plan.trials.flatMap(({ reference, candidate }) => [
        JSON.stringify(reference),
        JSON.stringify(candidate),
      ]),
    );
    expect(new Set(rendered)).toEqual(needed);
    expect(countFragments(plan)).toBe(needed.size);
    expect(told).toBe(needed.size);
    expect(most).toBe(2);
  });

  it('passes on what a port throws and starts nothing more', async () => {
    let calls = 0;
    const run = runProtocol(plan, {
      render: () => {
        calls++;
        return Promise.reject(new Error('disk on fire'));
      },
      embed: () => Promise.resolve([]),
    });
    await expect(run).rejects.toThrow('disk on fire');
    expect(calls).toBe(1);
  });
});

describe('trialsOfPairs', () => {
  it('counts a copy, and a copy of a copy, as the recording it was made from', () => {
    const trials = trialsOfPairs(
      [
        { reference: 'a', candidate: 'a2', label: 1 },
        { reference: 'a2', candidate: 'a3', label: 1 },
        { reference: 'a3', candidate: 'b', label: 0 },
      ],
      [0.9, 0.8, 0.1],
    );
    expect(
      trials.map(({ referenceRecording, candidateRecording }) => [referenceRecording, candidateRecording]),
    ).toEqual([
      ['a', 'a'],
      ['a', 'a'],
      ['a', 'b'],
    ]);
    expect(trials.map(({ score }) => score)).toEqual([0.9, 0.8, 0.1]);
  });
});
