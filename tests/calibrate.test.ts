import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../src/numeric/index.js';
import { encodeWav } from './sounds.js';

const ROOT = new URL('../', import.meta.url).pathname;
const RATE_HZ = 22_050;
const RECORDINGS = 21;
const HELD_OUT = 6;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-pairs-'));
  const lines = ['reference,candidate,label'];
  for (let i = 0; i < RECORDINGS; i++) {
    await writeFile(join(folder, `tune${i}.wav`), encodeWav([tune(i, 1)], RATE_HZ, 's16'));
    await writeFile(join(folder, `faster${i}.wav`), encodeWav([tune(i, 1.12)], RATE_HZ, 's16'));
    lines.push(`tune${i}.wav,faster${i}.wav,1`, `tune${i}.wav,faster${(i + 1) % RECORDINGS}.wav,0`);
  }
  await writeFile(join(folder, 'pairs.csv'), `${lines.join('\n')}\n`);
  const heldOut = ['reference,candidate,label'];
  for (let i = 0; i < HELD_OUT; i++) {
    await writeFile(join(folder, `new${i}.wav`), encodeWav([tune(100 + i, 1)], RATE_HZ, 's16'));
    await writeFile(join(folder, `newer${i}.wav`), encodeWav([tune(100 + i, 1.12)], RATE_HZ, 's16'));
    heldOut.push(`new${i}.wav,newer${i}.wav,1`, `new${i}.wav,newer${(i + 1) % HELD_OUT}.wav,0`);
  }
  await writeFile(join(folder, 'heldout.csv'), `${heldOut.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** About six seconds of plucked notes, played at a speed: faster is higher and shorter. */
function tune(seed: number, speedRatio: number): Float64Array {
  const rng = new Rng(seed);
  const samples = new Float64Array(Math.round((6.5 * RATE_HZ) / speedRatio));
  for (let start = 0; start < 6; start += 0.08 + 0.3 * rng.uniform()) {
    const hz = 110 * 2 ** (rng.integer(36) / 12);
    const level = 0.05 + 0.15 * rng.uniform();
    const from = Math.ceil((start * RATE_HZ) / speedRatio);
    for (let n = from; n < samples.length; n++) {
      const t = (n * speedRatio) / RATE_HZ - start;
      samples[n]! += level * Math.sin(2 * Math.PI * hz * t) * Math.exp(-4 * t);
    }
  }
  return samples;
}

function doppelton(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const words = [join(ROOT, 'bin/doppelton.js'), ...args];
    execFile(process.execPath, words, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('doppelton evaluate --pairs --calibrate', () => {
  it('fits likelihood ratios that compare then states', async () => {
    const fit = await doppelton(
      ...['evaluate', '--pairs', 'pairs.csv', '--calibrate', '--out', 'own', '--json'],
    );
    expect(fit.stderr).not.toContain('error');
    const summary = JSON.parse(fit.stdout) as { targets: number; nonTargets: number; cllr: number };
    expect(summary).toMatchObject({ targets: RECORDINGS, nonTargets: RECORDINGS, recordings: RECORDINGS });
    expect(summary.cllr).toBeLessThan(0.7);
    expect(await readFile(join(folder, 'own', 'tippett.svg'), 'utf8')).toContain('<svg');
    const help = (await doppelton('evaluate', '--help')).stdout;
    for (const file of await readdir(join(folder, 'own'))) expect(help).toContain(file);

    const calibration = ['--calibration', 'own/evidence.json', '--json'];
    const copy = await doppelton('compare', 'tune0.wav', 'faster0.wav', ...calibration);
    const other = await doppelton('compare', 'tune0.wav', 'faster1.wav', ...calibration);
    expect([copy.exitCode, other.exitCode]).toEqual([0, 1]);
    const found = JSON.parse(copy.stdout) as Record<string, unknown>;
    expect(found).toMatchObject({ scoreKind: 'log10-likelihood-ratio', threshold: 0 });
    // Twenty-one pairs of different recordings vouch for no more than 22 : 1.
    expect(found['logLikelihoodRatio']).toBeLessThanOrEqual(Math.log10(RECORDINGS + 1) + 1e-9);
    expect(found['logLikelihoodRatio']).toBeGreaterThan(0);
  });

  it('fits anew what was fitted for an earlier version, which nothing else takes', async () => {
    await cp(join(ROOT, 'models/default'), join(folder, 'old'), { recursive: true });
    const path = join(folder, 'old', 'evidence.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('doppelton-evidence/2', 'doppelton-evidence/1'));
    const judging = ['evaluate', '--pairs', 'pairs.csv', '--model', 'old', '--out', 'old-figures'];
    const refused = await doppelton(...judging);
    expect(refused.stderr).toContain('error MODEL_INCOMPATIBLE');
    expect(refused.exitCode).toBe(2);
    const fit = await doppelton(...judging, '--calibrate');
    expect(fit.stderr).not.toContain('error');
    expect(await readFile(join(folder, 'old-figures', 'evidence.json'), 'utf8')).toContain(
      'doppelton-evidence/2',
    );
  });

  it('scores pairs by the calibration that it is given', async () => {
    const args = ['evaluate', '--pairs', 'pairs.csv', '--calibration', 'own/evidence.json'];
    const { stdout } = await doppelton(...args, '--out', 'again', '--json');
    // Ratios are judged as they are, at the calibration's threshold, not the model's for cosines.
    expect(JSON.parse(stdout)).toMatchObject({
      targets: RECORDINGS,
      nonTargets: RECORDINGS,
      modelThreshold: 0,
      cllrCalibration: 'model',
    });
    const lines = (await readFile(join(folder, 'again', 'scores.csv'), 'utf8')).trim().split('\n').slice(1);
    const scores = lines.map((line) => Number(line.split(',')[0]));
    const limit = Math.log10(RECORDINGS + 1) + 1e-9;
    expect(scores.every((score) => Math.abs(score) <= limit)).toBe(true);
    expect(Math.max(...scores)).toBeGreaterThan(0);
    expect(Math.min(...scores)).toBeLessThan(0);
  });

  it('records how a calibration did on other pairs, and not on those that it was fitted to', async () => {
    const own = 'own/evidence.json';
    const judge = (pairs: string, out: string, record = own) =>
      doppelton(...['evaluate', '--pairs', pairs, '--calibration', own, '--record', record, '--out', out]);
    const refused = await judge('pairs.csv', 'same');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(
      /error MODEL_INCOMPATIBLE: .*tune0\.wav; figures on them validate nothing/,
    );
    const elsewhere = await judge('heldout.csv', 'elsewhere', 'default');
    expect(elsewhere.stderr).toContain('the figures are of another calibration');
    const before = ['compare', 'new0.wav', 'newer0.wav', '--calibration', own];
    expect((await doppelton(...before)).stdout).toContain('validation: none recorded');

    const recorded = await judge('heldout.csv', 'heldout');
    expect(recorded).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') as string });
    const { stdout } = await doppelton(...before);
    expect(stdout).toContain(
      'validation: pairs of heldout.csv, the shorter recording 5.8 to 5.8 s long, 6 target and 6 non-target trials: ',
    );
    const { validation } = JSON.parse((await doppelton(...before, '--json')).stdout) as Record<
      string,
      unknown
    >;
    const summary = JSON.parse(await readFile(join(folder, 'heldout', 'summary.json'), 'utf8')) as {
      eer: number;
      cllr: number;
      minCllr: number;
    };
    expect(validation).toEqual({
      protocol: 'heldout.csv',
      durationSeconds: expect.closeTo(5.8, 1) as number,
      pairLengths: {
        shorter: { min: expect.closeTo(5.8, 1) as number, max: expect.closeTo(5.8, 1) as number },
        longer: { min: 6.5, max: 6.5 },
      },
      eer: summary.eer,
      cllr: summary.cllr,
      cllrMin: summary.minCllr,
      targets: HELD_OUT,
      nonTargets: HELD_OUT,
    });
    // One that does not say what it was fitted to is not known to be judged on others.
    const { fittedTo, ...unsaid } = JSON.parse(await readFile(join(folder, own), 'utf8')) as {
      fittedTo: string[];
    };
    expect(fittedTo).toHaveLength(2 * RECORDINGS);
    await writeFile(join(folder, 'unsaid.json'), JSON.stringify(unsaid));
    const unsure = await doppelton(
      ...['evaluate', '--pairs', 'heldout.csv', '--calibration', 'unsaid.json', '--record', 'unsaid.json'],
      ...['--out', 'unsure'],
    );
    expect(unsure.exitCode).toBe(0);
    expect(unsure.stderr).toContain('warning: unsaid.json does not say which recordings it was fitted to');
    const report = await doppelton(...before, '--report', 'own.html');
    expect(report.exitCode).toBe(0);
    const html = await readFile(join(folder, 'own.html'), 'utf8');
    expect(html).toContain('not fitted to: those of the list');
    expect(html).toContain('Validation on pairs of whole recordings');
  });

  it('does not weigh what another model measured', async () => {
    const args = ['compare', 'tune0.wav', 'tune1.wav', '--model', 'half-width'];
    const { exitCode, stderr } = await doppelton(...args, '--calibration', 'own/evidence.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error CALIBRATION_UNFIT: ');
  });
});
