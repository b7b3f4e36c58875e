import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joined, sampleMusic } from '../src/alignment/music.contract.js';
import { parseModelManifest } from '../src/embedding/index.js';
import type { SearchedFile } from '../src/search/index.js';
import { scoreEvidence } from '../src/search/search-evidence.contract.js';
import { runDoppelton } from './command-line.js';
import { encodeWav } from './sounds.js';

const ROOT = new URL('../', import.meta.url).pathname;
const sample = (name: string) => join(ROOT, 'samples', name);

let folder: string;
const doppelton = (...args: string[]) => runDoppelton(folder, ...args);

/** With ratios bounded lower than the agreement of copies makes them. */
async function writeCalibration(): Promise<void> {
  const path = join(ROOT, 'models/default/model.json');
  const evidence = scoreEvidence(parseModelManifest(await readFile(path, 'utf8'), path));
  const calibration = { ...evidence.calibration, bounds: { lower: -2, upper: 1 } };
  await writeFile(join(folder, 'search.json'), JSON.stringify({ ...evidence, calibration }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-search-'));
  await writeCalibration();
  await doppelton('library', 'add', sample('original.ogg'), '--library', 'music');
});

afterAll(() => rm(folder, { recursive: true }));

const how = ['--library', 'music', '--calibration', 'search.json'];

describe('doppelton search', () => {
  it('finds the altered copy, names what it could not search, and exits with 0', async () => {
    await writeFile(join(folder, 'broken.mp3'), 'no sound at all');
    const queries = [sample('altered.mp3'), 'broken.mp3', sample('different.ogg')];
    const { exitCode, stdout, stderr } = await doppelton('search', ...queries, ...how, '--json');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('AUDIO_MALFORMED');
    const result = JSON.parse(stdout) as { queries: SearchedFile[]; failures: { code: string }[] };
    expect(result.failures).toMatchObject([{ code: 'AUDIO_MALFORMED' }]);
    const [altered, different] = result.queries;
    expect(different!.matches).toEqual([]);
    const [match] = altered!.matches;
    expect(match!.recording.path).toBe(sample('original.ogg'));
    // The ratio is bounded by what was calibrated, the weight that the threshold sees is not.
    expect(match!.logLikelihoodRatio).toBe(1);
    expect(match!.weight).toBeGreaterThan(1);
    expect(match!.segments[0]!.pitchShiftSemitones).toBeCloseTo(-2, 0);
    expect(match!.segments[0]!.tempoRatio).toBeCloseTo(1, 2);
    // At its least the threshold lets as many pass as chance had in 10 s searched in an hour, by what is searched in what.
    const { durationSeconds } = altered!.query;
    expect(altered!.falseAlarmRatePerQuery).toBeCloseTo((altered!.libraryHours * durationSeconds) / 10, 12);
  });

  it('tells a person the same, with the rate of false alarms', async () => {
    const { stdout } = await doppelton('search', sample('altered.mp3'), ...how, '--false-alarms', '0.5');
    expect(stdout).toContain('original.ogg');
    expect(stdout).toContain('1 query searched, 1 with matches');
    expect(stdout).toMatch(/an estimated 5\.\d % have one/);
    const strict = await doppelton('search', sample('altered.mp3'), ...how, '--false-alarms', '0.001');
    expect(strict.stdout).toContain('an estimated 0.1 % have one');
  });

  it('finds both parts of a recording that a query comes back to where they are from, though its music repeats itself', async () => {
    const { samples, sampleRateHz } = joined(
      await sampleMusic('original.ogg', 20, 12),
      await sampleMusic('different.ogg', 10, 8),
      // Two semitones lower.
      await sampleMusic('altered.mp3', 2, 12),
    );
    await writeFile(join(folder, 'reprise.wav'), encodeWav([samples], sampleRateHz, 's16'));
    const { stdout } = await doppelton('search', 'reprise.wav', '--library', 'music', '--json');
    const { queries } = JSON.parse(stdout) as { queries: SearchedFile[] };
    const [first, last, ...others] = queries[0]!.matches[0]!.segments;
    expect(others).toEqual([]);
    expect(Math.abs(first!.referenceStartSeconds - first!.candidateStartSeconds - 20)).toBeLessThan(0.1);
    expect(Math.abs(last!.referenceStartSeconds - last!.candidateStartSeconds + 18)).toBeLessThan(0.1);
    expect(last!.pitchShiftSemitones).toBeCloseTo(-2, 0);
  });

  it('names recordings by their strongest stretch and stretches by time, in every format', async () => {
    const parts = [
      await sampleMusic('different.ogg', 5, 10),
      await sampleMusic('original.ogg', 2, 20),
      await sampleMusic('different.ogg', 25, 10),
    ] as const;
    const { samples, sampleRateHz } = joined(...parts);
    await writeFile(join(folder, 'collage.wav'), encodeWav([samples], sampleRateHz, 's16'));
    await doppelton('library', 'add', sample('original.ogg'), sample('different.ogg'), '--library', 'both');
    const search = ['search', 'collage.wav', '--library', 'both', '--calibration', 'search.json'];
    const { queries } = JSON.parse((await doppelton(...search, '--json')).stdout) as {
      queries: SearchedFile[];
    };
    const matches = queries[0]!.matches;
    expect(matches.length).toBe(2);
    const byWeight = matches.toSorted((a, b) => b.weight - a.weight);
    expect(matches).toEqual(byWeight);
    const rows = matches.flatMap(({ recording, segments }) => {
      const starts = segments.map(({ candidateStartSeconds }) => candidateStartSeconds);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      return starts.map((start) => [recording.path, start.toFixed(3)]);
    });
    expect(rows.length).toBeGreaterThan(2);
    const csv = (await doppelton(...search, '--csv')).stdout.trim().split('\n').slice(1);
    expect(csv.map((line) => line.split(',')).map((cells) => [cells[1], cells[3]])).toEqual(rows);
    const table = (await doppelton(...search)).stdout.split('\n').filter((line) => /× .*\.ogg$/.test(line));
    expect(table.map((line) => line.trim().split(/ {2,}/).at(-1))).toEqual(rows.map(([path]) => path));
  });

  it('refuses two formats at once', async () => {
    for (const formats of [
      ['--json', '--csv'],
      ['--csv', '--format', 'pex'],
      ['--format', 'csv', '--json'],
    ]) {
      const { exitCode, stderr } = await doppelton('search', sample('altered.mp3'), ...how, ...formats);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('exclude one another');
    }
  });

  it.each([
    ['a file of another kind', join(ROOT, 'package.json')],
    ['a calibration for another purpose', join(ROOT, 'models/default/evidence.json')],
    ['no file', 'nowhere.json'],
  ])('says that the calibration is %s, once, and how to make one', async (_, file) => {
    const queries = [sample('altered.mp3'), sample('original.ogg')];
    const result = await doppelton('search', ...queries, '--library', 'music', '--calibration', file);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(`error CALIBRATION_UNFIT: ${file}`);
    expect(result.stderr).toContain('evaluate --protocol collage --calibrate');
  });

  it('writes the matches file of the public benchmark', async () => {
    const out = ['--format', 'pex', '--out', 'matches.csv'];
    expect((await doppelton('search', sample('altered.mp3'), ...how, ...out)).exitCode).toBe(0);
    const [header, row] = (await readFile(join(folder, 'matches.csv'), 'utf8')).split('\n');
    expect(header).toBe('reference_id,query_id,reference_begin,reference_end,query_begin,query_end');
    expect(row).toMatch(/^original,altered,\d+,4\d,\d+,4\d$/);
  });

  it('says which names that file cannot tell apart', async () => {
    await mkdir(join(folder, 'twins'));
    await copyFile(sample('faster-noisy.opus'), join(folder, 'twins', 'original.opus'));
    await copyFile(sample('altered.mp3'), join(folder, 'twins', 'altered.mp3'));
    await doppelton(
      'library',
      'add',
      sample('original.ogg'),
      'twins/original.opus',
      '--library',
      'namesakes',
    );
    const queries = [sample('altered.mp3'), 'twins/altered.mp3'];
    const at = ['--library', 'namesakes', '--calibration', 'search.json', '--format', 'pex'];
    const { stderr } = await doppelton('search', ...queries, ...at);
    expect(stderr).toContain(`  altered: ${sample('altered.mp3')}, ${join(folder, 'twins/altered.mp3')}\n`);
    expect(stderr).toMatch(/^ {2}original: .*original\.(ogg|opus), .*original\.(ogg|opus)$/m);
    expect(stderr.match(/^warning/gm)).toHaveLength(1);
    const { stderr: plain } = await doppelton('search', queries[0]!, ...how, '--format', 'pex');
    expect(plain).not.toContain('warning');
  });

  it('exits with 1 when nothing matches, and lists stretches as CSV', async () => {
    const { exitCode, stdout } = await doppelton('search', sample('different.ogg'), ...how, '--csv');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^query,recording,recordingId,.*logLikelihoodRatio\n$/);
  });

  it('exits with 2 when a file could not be searched and nothing matches', async () => {
    expect((await doppelton('search', 'nowhere.mp3', ...how)).exitCode).toBe(2);
    const { stderr, exitCode } = await doppelton('search', sample('altered.mp3'), '--library', 'nowhere');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('LIBRARY_NOT_FOUND');
  });
});
