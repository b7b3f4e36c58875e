import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySpeed } from '../src/augment/index.js';
import { decodeSignal } from '../src/audio/index.js';
import type { AlignedSegment, Comparison, ComparisonEvidence } from '../src/index.js';
import { Rng } from '../src/numeric/index.js';
import { createAudioDecoder } from '../src/platform/node/index.js';
import { runDoppelton, type Outcome } from './command-line.js';
import { encodeWav } from './sounds.js';

const ROOT = new URL('../', import.meta.url).pathname;
const sample = (name: string) => join(ROOT, 'samples', name);

let folder: string;

/** Runs the command line in the temporary folder. */
const doppelton = (...args: string[]) => runDoppelton(folder, ...args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-cli-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('doppelton compare', () => {
  it('finds the lower, compressed copy and exits with 0', async () => {
    const { exitCode, stdout } = await doppelton(
      'compare',
      sample('original.ogg'),
      sample('altered.mp3'),
      '--json',
    );
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      verdict: 'match',
      reference: { path: sample('original.ogg'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      candidate: { format: { codec: 'mp3' } },
      model: { name: 'default' },
      warnings: [],
    });
    expect(result['score']).toBeGreaterThan(result['threshold'] as number);
    const [segment, ...others] = result['segments'] as AlignedSegment[];
    expect(others).toEqual([]);
    expect(segment!.candidateStartSeconds).toBeLessThan(0.5);
    expect(segment!.candidateEndSeconds).toBeGreaterThan(44.5);
    expect(Math.abs(segment!.tempoRatio - 1)).toBeLessThan(0.002);
    expect(Math.abs(segment!.pitchShiftSemitones + 2)).toBeLessThan(0.05);
    expect(result['alterations']).toContainEqual(expect.objectContaining({ kind: 'pitch-shift' }));
  });

  it('states how strong the evidence is, bounded, in numbers and words', async () => {
    const { stdout } = await doppelton('compare', sample('original.ogg'), sample('altered.mp3'), '--json');
    const result = JSON.parse(stdout) as ComparisonEvidence;
    const [low, high] = result.likelihoodRatioInterval95;
    expect(result.logLikelihoodRatio).toBeGreaterThan(2);
    expect(result.logLikelihoodRatio).toBeLessThan(5);
    expect(low).toBeLessThanOrEqual(result.logLikelihoodRatio);
    expect(high).toBeGreaterThanOrEqual(result.logLikelihoodRatio);
    expect(result.verbalScale.direction).toBe('same');
    expect(result.verbalScale.phrase).toContain('support for the proposition that');
    expect(result.propositions.same).not.toBe(result.propositions.different);
    expect(result.validation!.targets).toBeGreaterThan(100);
  });

  it('finds the faster, noisy copy, and how much faster it is', async () => {
    const args = ['compare', sample('original.ogg'), sample('faster-noisy.opus')];
    const { exitCode, stdout } = await doppelton(...args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^MATCH {2}log10 likelihood ratio \d\.\d\d \(/);
    const { segments } = JSON.parse((await doppelton(...args, '--json')).stdout) as {
      segments: AlignedSegment[];
    };
    expect(Math.abs(segments[0]!.tempoRatio / 1.12 - 1)).toBeLessThan(0.002);
  });

  it('says what was done to each part of a copy, and which sound between them is foreign', async () => {
    const read = async (name: string) => {
      const { samples, sampleRateHz } = await decodeSignal(createAudioDecoder(), sample(name));
      const cut = (from: number, to: number) => ({
        samples: samples.slice(from * sampleRateHz, to * sampleRateHz),
        sampleRateHz,
      });
      return { cut, sampleRateHz };
    };
    const original = await read('original.ogg');
    const different = await read('different.ogg');
    expect(different.sampleRateHz).toBe(original.sampleRateHz);
    const faster = applySpeed(original.cut(5, 13), { kind: 'speed', speedRatio: 1.125 });
    const pieces = [original.cut(30, 40), different.cut(10, 18), faster].flatMap(({ samples }) => [
      ...samples,
    ]);
    await writeFile(join(folder, 'parts.wav'), encodeWav([pieces], original.sampleRateHz, 'f32'));

    const args = ['compare', sample('original.ogg'), 'parts.wav'];
    const { alterations } = JSON.parse((await doppelton(...args, '--json')).stdout) as Comparison;
    const near = (value: number): unknown => expect.closeTo(value, 0);
    expect(alterations).toMatchObject([
      {
        kind: 'speed-change',
        stretches: [{ candidateStartSeconds: near(18), candidateEndSeconds: near(25.1) }],
      },
      { kind: 'insertion', candidateStartSeconds: near(10), candidateEndSeconds: near(18) },
    ]);
    const { stdout } = await doppelton(...args);
    expect(stdout).toMatch(
      /speed × 1\.12\d\d \(± .*\), pitch with it, in 0:1[78]\.\d – 0:25\.\d of the candidate\n/,
    );
    expect(stdout).toMatch(/foreign sound inserted from 0:(09|10)\.\d to 0:1[78]\.\d of the candidate\n/);
  });

  it('decides by cosine, as before, with a model that is not calibrated', async () => {
    const args = ['compare', sample('original.ogg'), sample('altered.mp3'), '--model', 'paper'];
    expect((await doppelton(...args)).stdout).toMatch(/^MATCH {2}score 0\.\d{4} > threshold 0\.\d{4}/);
  });

  it('does not match what only ticks or hums, and says why', async () => {
    const ticking = (beatsPerSecond: number) =>
      Float32Array.from({ length: 20 * 22_050 }, (_, i) => {
        const t = (i / 22_050) % (1 / beatsPerSecond);
        return 0.5 * Math.sin(2 * Math.PI * 1000 * t) * Math.exp(-200 * t);
      });
    const humming = Float32Array.from({ length: 20 * 22_050 }, (_, i) => 0.3 * Math.sin(0.125 * i));
    await writeFile(join(folder, 'slow.wav'), encodeWav([ticking(2)], 22_050, 'f32'));
    await writeFile(join(folder, 'fast.wav'), encodeWav([ticking(2.4)], 22_050, 'f32'));
    await writeFile(join(folder, 'hum.wav'), encodeWav([humming], 22_050, 'f32'));
    for (const pair of [
      ['slow.wav', 'fast.wav'],
      ['hum.wav', 'hum.wav'],
    ]) {
      const { exitCode, stdout } = await doppelton('compare', ...pair);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/warning: .*one note, hum or tick over and over/);
    }
  });

  it('tells another recording apart and exits with 1', async () => {
    const { exitCode, stdout } = await doppelton('compare', sample('original.ogg'), sample('different.ogg'));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^NO MATCH/);
  });

  it('decides by the threshold that it is given', async () => {
    const args = ['compare', sample('original.ogg'), sample('original.ogg'), '--threshold'];
    expect((await doppelton(...args, '1')).exitCode).toBe(0);
    expect((await doppelton(...args, '50')).exitCode).toBe(1);
  });
});

describe('bad input', () => {
  beforeAll(async () => {
    const rng = new Rng(4);
    await writeFile(join(folder, 'empty.wav'), '');
    await writeFile(join(folder, 'text.mp3'), 'This is a letter, not a song.\n'.repeat(200));
    await writeFile(
      join(folder, 'random.ogg'),
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)),
    );
    await writeFile(
      join(folder, 'random.mp3'),
      Uint8Array.from({ length: 1e5 }, () => rng.integer(256)),
    );
    await writeFile(join(folder, 'header.wav'), encodeWav([new Float32Array(0)], 22_050, 'f32'));
    await writeFile(join(folder, 'short.wav'), encodeWav([new Float32Array(2205).fill(0.3)], 22_050, 'f32'));
    await writeFile(join(folder, 'silent.wav'), encodeWav([new Float32Array(22_050 * 6)], 22_050, 'f32'));
    await writeFile(
      join(folder, 'nan.wav'),
      encodeWav([new Float32Array(22_050 * 6).fill(NaN)], 22_050, 'f32'),
    );
    await writeFile(join(folder, 'typo.json'), '{ "name": "x", "epochz": 3 }');
    await mkdir(join(folder, 'model'));
    await writeFile(join(folder, 'model', 'model.json'), '{ "format": "doppelton-model/1" }');
  });

  it.each([
    ['missing.wav', 'FILE_NOT_FOUND'],
    ['.', 'NOT_A_FILE'],
    ['empty.wav', 'AUDIO_EMPTY'],
    ['text.mp3', 'AUDIO_MALFORMED'],
    ['random.ogg', 'AUDIO_MALFORMED'],
    ['random.mp3', 'AUDIO_MALFORMED'],
    ['header.wav', 'AUDIO_MALFORMED'],
    ['short.wav', 'AUDIO_TOO_SHORT'],
    ['silent.wav', 'AUDIO_SILENT'],
    ['nan.wav', 'AUDIO_NOT_FINITE'],
  ])('%s gives %s, in either place, and exits with 2', async (file, code) => {
    for (const pair of [
      [sample('original.ogg'), file],
      [file, sample('original.ogg')],
    ]) {
      const { exitCode, stdout, stderr } = await doppelton('compare', ...pair);
      expect(stderr).toContain(`error ${code}: `);
      expect(stderr).not.toMatch(/\n {4}at /);
      expect(stdout).toBe('');
      expect(exitCode).toBe(2);
    }
  });

  it.each([
    [['compare', 'a.wav'], 'USAGE'],
    [['compare', 'a.wav', 'b.wav', '--treshold', '1'], 'USAGE'],
    [['compare', 'a.wav', 'b.wav', '--threshold', 'high'], 'USAGE'],
    [['evaluate', '--protocol', 'nosuch', '--corpus', '.', '--out', 'x'], 'USAGE'],
    [['evaluate', '--protocol', 'tempo,pitch', '--corpus', '.', '--out', 'x'], 'USAGE'],
    [['evaluate', '--protocol', 'tempo', '--corpus', '.', '--calibrate', '--out', 'x'], 'USAGE'],
    [
      ['evaluate', '--all-pairs', '--protocol', 'tempo', '--corpus', '.', '--targets', '7', '--out', 'x'],
      'USAGE',
    ],
    [['unknown'], 'USAGE'],
    [['evaluate', '--protocol', 'tempo', '--corpus', '.', '--out', '/proc/none/below'], 'FILE_UNWRITABLE'],
    [['compare', sample('original.ogg'), sample('altered.mp3'), '--model', 'nosuch'], 'MODEL_NOT_FOUND'],
    [['compare', sample('original.ogg'), sample('altered.mp3'), '--model', 'model'], 'MODEL_MALFORMED'],
    [['train', 'typo.json', '--corpus', '.', '--out', 'run'], 'RECIPE_INVALID'],
    [['train', 'missing.json', '--corpus', '.', '--out', 'run'], 'FILE_NOT_FOUND'],
    [['corpus', 'list', 'missing'], 'FILE_NOT_FOUND'],
    [['embed', sample('original.ogg'), '--out', 'missing/folder/x.npy'], 'FILE_UNWRITABLE'],
  ])('%j gives %s', async (args, code) => {
    const { exitCode, stderr } = await doppelton(...args);
    expect(stderr).toContain(`error ${code}: `);
    expect(exitCode).toBe(2);
  });

  it('gives the error as JSON as well where JSON was asked for', async () => {
    const { stdout } = await doppelton('compare', 'missing.wav', 'missing.wav', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'FILE_NOT_FOUND' } });
  });

  it('shows the stack only with --debug', async () => {
    const { stderr } = await doppelton('compare', 'missing.wav', 'missing.wav', '--debug');
    expect(stderr).toMatch(/\n {4}at /);
  });

  it('refuses weights whose hash is not the one that the manifest names', async () => {
    const copy = join(folder, 'tampered');
    await mkdir(copy);
    const weights = await readFile(join(ROOT, 'models/default/weights.safetensors'));
    weights[weights.length - 1]! ^= 1;
    await writeFile(join(copy, 'weights.safetensors'), weights);
    await writeFile(join(copy, 'model.json'), await readFile(join(ROOT, 'models/default/model.json')));
    const { stderr } = await doppelton(
      'compare',
      sample('original.ogg'),
      sample('altered.mp3'),
      '--model',
      copy,
    );
    expect(stderr).toContain('error MODEL_INCOMPATIBLE: ');
  });

  it('leaves nothing half-written where a file cannot grow', async () => {
    const before = await readdir(folder);
    // A limit on the size of files stands for a full disk: the first bytes are written, the rest is refused.
    const command = `ulimit -f 1; exec "$0" "$@"`;
    const { stderr } = await new Promise<{ stderr: string }>((resolve) => {
      const words = [join(ROOT, 'bin/doppelton.js'), 'embed', sample('original.ogg'), '--out', 'vectors.npy'];
      execFile('/bin/sh', ['-c', command, process.execPath, ...words], { cwd: folder }, (_, __, text) => {
        resolve({ stderr: text });
      });
    });
    expect(stderr).toContain('error FILE_UNWRITABLE: ');
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('standard output that cannot be written', () => {
  it.each([
    ['is a full disk', '> /dev/full', /^error FILE_UNWRITABLE: /],
    ['is a reader that has gone', '| true', /^$/],
  ])('%s: exit code 2, never a verdict', async (_, redirection, expected) => {
    const words = [join(ROOT, 'bin/doppelton.js'), 'models', '--json'];
    const script = `set -o pipefail; "$0" "$@" ${redirection}; exit "\${PIPESTATUS[0]:-$?}"`;
    const outcome = await new Promise<Outcome>((resolve) => {
      execFile('bash', ['-c', script, process.execPath, ...words], (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
    expect(outcome.stderr).toMatch(expected);
    expect(outcome.exitCode).toBe(2);
  });
});

describe('standard error that cannot be written', () => {
  it('loses warnings, and nothing else', async () => {
    const sound = await readFile(sample('original.ogg'));
    await writeFile(join(folder, 'cut.ogg'), sound.subarray(0, sound.length / 2));
    const words = [join(ROOT, 'bin/doppelton.js'), 'embed', 'cut.ogg', '--out', 'cut.json'];
    const exitCode = await new Promise((resolve) => {
      const script = '"$0" "$@" 2> /dev/full';
      execFile('bash', ['-c', script, process.execPath, ...words], { cwd: folder }, (error) => {
        resolve(error === null ? 0 : error.code);
      });
    });
    expect(exitCode).toBe(0);
    const { recordings } = JSON.parse(await readFile(join(folder, 'cut.json'), 'utf8')) as {
      readonly recordings: readonly { readonly warnings: readonly string[] }[];
    };
    expect(recordings[0]!.warnings).not.toEqual([]);
  });
});

describe('doppelton embed', () => {
  it('writes the same vectors as JSON and as .npy', async () => {
    expect((await doppelton('embed', sample('original.ogg'), '--out', 'vectors.json')).exitCode).toBe(0);
    expect((await doppelton('embed', sample('original.ogg'), '--out', 'vectors.npy')).exitCode).toBe(0);
    const { recordings, embeddingSize } = JSON.parse(
      await readFile(join(folder, 'vectors.json'), 'utf8'),
    ) as {
      embeddingSize: number;
      recordings: { fragments: { startSeconds: number; endSeconds: number; vector: number[] }[] }[];
    };
    const { fragments } = recordings[0]!;
    // 45 s in windows of 5 s, one every 1.25 s.
    expect(fragments).toHaveLength(33);
    fragments.forEach(({ startSeconds }, i) => {
      expect(Math.abs(startSeconds - 1.25 * i)).toBeLessThan(0.2);
    });
    expect(fragments.every(({ vector }) => vector.length === embeddingSize)).toBe(true);

    const npy = await readFile(join(folder, 'vectors.npy'));
    const start = 10 + npy.readUInt16LE(8);
    const rowBytes = 20 + 4 * embeddingSize;
    expect(npy.length).toBe(start + fragments.length * rowBytes);
    fragments.forEach(({ startSeconds, vector }, i) => {
      expect(npy.readDoubleLE(start + i * rowBytes + 4)).toBe(startSeconds);
      expect(npy.readFloatLE(start + i * rowBytes + 20)).toBe(Math.fround(vector[0]!));
    });
  });
});

describe('doppelton embed --int8', () => {
  it('writes directions in a byte a number, a quarter of the size', async () => {
    await doppelton('embed', sample('original.ogg'), '--out', 'exact.npy');
    expect((await doppelton('embed', sample('original.ogg'), '--out', 'bytes.npy', '--int8')).exitCode).toBe(
      0,
    );
    const [exact, bytes] = await Promise.all(
      ['exact.npy', 'bytes.npy'].map((name) => readFile(join(folder, name))),
    );
    expect(bytes!.toString('latin1', 0, 200)).toContain("'vector', '|i1'");
    expect(bytes!.length).toBeLessThan(0.35 * exact!.length);
    // 33 windows here; an hour has 2880 hops of 1.25 s.
    expect((bytes!.length / 33) * 2880).toBeLessThan(1e6);
  });
});

describe('help', () => {
  it.each([['compare'], ['embed'], ['train'], ['evaluate'], ['corpus'], ['models']])(
    'of %s shows examples',
    async (command) => {
      const { exitCode, stdout } = await doppelton(command, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`doppelton ${command}`);
      expect(stdout).toMatch(/Examples?:/);
    },
  );
});

describe('doppelton library', () => {
  it('holds a recording once, however often it is added, and forgets it when it is told to', async () => {
    const at = ['--library', join(folder, 'library')];
    const first = await doppelton('library', 'add', sample('original.ogg'), ...at, '--json');
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ added: 1, present: 0, failures: [] });
    const again = await doppelton('library', 'add', sample('original.ogg'), ...at, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, present: 1 });
    expect((await doppelton('library', 'list', ...at)).stdout).toContain('original.ogg');
    expect((await doppelton('library', 'remove', sample('original.ogg'), ...at)).exitCode).toBe(0);
    expect((await doppelton('library', 'list', ...at)).stdout).not.toContain('original.ogg');
  });

  it.each([
    ['postgres://user:secret@127.0.0.1:1/archive', 'LIBRARY_UNAVAILABLE'],
    ['postgres://user:secret@127.0.0.1:port/archive', 'USAGE'],
    ['https://user:secret@127.0.0.1:1/archive', 'USAGE'],
  ])('says of %s what is wrong without its password, and makes no folder of that name', async (url, code) => {
    const before = await readdir(folder);
    const byFlag = await doppelton('library', 'add', sample('original.ogg'), '--library', url, '--debug');
    expect(byFlag.exitCode).toBe(2);
    expect(byFlag.stderr).toContain(`error ${code}`);
    expect(byFlag.stdout + byFlag.stderr).not.toContain('secret');
    expect(await readdir(folder)).toEqual(before);
  });
});
