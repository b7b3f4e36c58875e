import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseModelManifest } from '../src/embedding/index.js';
import { scoreEvidence } from '../src/search/search-evidence.contract.js';
import { runDoppelton } from './command-line.js';

const ROOT = new URL('../', import.meta.url).pathname;
const sample = (name: string) => join(ROOT, 'samples', name);

let folder: string;
let at: string[];

const doppelton = (...args: string[]) => runDoppelton(folder, ...args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-library-graph-'));
  const manifest = parseModelManifest(
    await readFile(join(ROOT, 'models/default/model.json'), 'utf8'),
    'model',
  );
  await writeFile(join(folder, 'search.json'), JSON.stringify(scoreEvidence(manifest)));
  const place = ['--library', join(folder, 'library')];
  await doppelton('library', 'add', join(ROOT, 'samples'), ...place);
  at = [...place, '--calibration', join(folder, 'search.json')];
});

afterAll(() => rm(folder, { recursive: true }));

describe('doppelton dedupe', () => {
  it('groups the copies of one recording and says which is best, for people and programs', async () => {
    const text = await doppelton('dedupe', ...at);
    expect(text.exitCode).toBe(0);
    expect(text.stdout).toMatch(/^best .*original\.ogg .*highest/m);
    expect(text.stdout).toMatch(/^altered .*faster-noisy\.opus .*tempo × 1\.12/m);
    expect(text.stdout).not.toContain('different.ogg');
    const { groups } = JSON.parse((await doppelton('dedupe', ...at, '--json')).stdout) as {
      groups: { best: { path: string }; copies: { path: string; isSame: boolean }[] }[];
    };
    expect(groups).toHaveLength(1);
    expect(groups[0]!.copies).toHaveLength(2);
    const lines = (await doppelton('dedupe', ...at, '--csv')).stdout.trim().split('\n');
    expect(lines[0]).toMatch(/^group,role,path,id,/);
    expect(lines).toHaveLength(4);
  });

  it('shows files of the same bytes as identical', async () => {
    const alone = ['--library', join(folder, 'twice'), '--calibration', join(folder, 'search.json')];
    const copy = join(folder, 'copy of different.ogg');
    await copyFile(sample('different.ogg'), copy);
    await doppelton('library', 'add', sample('different.ogg'), ...alone.slice(0, 2));
    await doppelton('library', 'add', copy, ...alone.slice(0, 2));
    const { exitCode, stdout } = await doppelton('dedupe', ...alone);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^best .*different\.ogg .*the first that was added$/m);
    expect(stdout).toMatch(/^identical .*copy of different\.ogg .*the same bytes$/m);
    expect((await doppelton('dedupe', ...alone, '--csv')).stdout).toContain(`1,identical,${copy},`);
    const json = JSON.parse((await doppelton('dedupe', ...alone, '--json')).stdout) as object;
    expect(json).toMatchObject({ groups: [{ copies: [{ path: copy, isIdentical: true, isSame: true }] }] });
  });

  it('shows also an altered copy that is there twice as redundant', async () => {
    const place = ['--library', join(folder, 'altered twice')];
    const copy = join(folder, 'altered-copy.mp3');
    await copyFile(sample('altered.mp3'), copy);
    await doppelton('library', 'add', sample('original.ogg'), sample('altered.mp3'), ...place);
    await doppelton('library', 'add', copy, ...place);
    const { stdout } = await doppelton('dedupe', ...place, ...at.slice(2));
    expect(stdout).toMatch(/^altered .*altered\.mp3 .*tempo × /m);
    expect(stdout).toMatch(/^identical .*altered-copy\.mp3 .*the same bytes as .*altered\.mp3$/m);
    expect(stdout).toMatch(/further files: 1 \(0\.5 MB\), and 1 at another tempo or pitch$/m);
    const json = JSON.parse((await doppelton('dedupe', ...place, ...at.slice(2), '--json')).stdout) as object;
    expect(json).toMatchObject({
      groups: [{ copies: [{ isIdentical: false }, { path: copy, isIdentical: true, isSame: false }] }],
    });
  });

  it('exits with 1 where nothing is held twice', async () => {
    const alone = ['--library', join(folder, 'alone'), '--calibration', join(folder, 'search.json')];
    await doppelton('library', 'add', sample('different.ogg'), ...alone.slice(0, 2));
    expect(await doppelton('dedupe', ...alone)).toMatchObject({ exitCode: 1 });
  });
});

describe('doppelton cluster', () => {
  it('gives the graph as JSON, GraphML and pictures', async () => {
    const files = ['families.svg', 'families.png', 'families.graphml'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const [svg, png, graphml] = files;
    const { exitCode, stdout } = await doppelton(
      ...['cluster', ...at, '--json', '--picture', svg, '--graphml', graphml],
    );
    expect(exitCode).toBe(0);
    const { pairs, families } = JSON.parse(stdout) as { pairs: unknown[]; families: string[][] };
    expect(pairs).toHaveLength(3);
    expect(families).toHaveLength(1);
    expect(families[0]).toHaveLength(3);
    expect((await readFile(svg, 'utf8')).match(/<circle /g)).toHaveLength(3);
    expect((await readFile(graphml, 'utf8')).match(/<edge /g)).toHaveLength(3);
    await doppelton('cluster', ...at, '--picture', png);
    expect((await readFile(png)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('refuses a picture of an unknown kind, before the work', async () => {
    const { exitCode, stderr } = await doppelton('cluster', ...at, '--picture', 'families.gif');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('.svg or .png');
  });
});

describe('doppelton monitor', () => {
  interface Line {
    readonly event: string;
    readonly recording: { readonly path: string };
    readonly pitchShiftSemitones: number;
    readonly startedAt: string;
    readonly endedAt: string;
  }

  function start(...args: string[]) {
    const child = spawn(process.execPath, [join(ROOT, 'bin/doppelton.js'), 'monitor', ...args], {
      cwd: folder,
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { child, ended, lines: createInterface({ input: child.stdout }) };
  }

  it('tells what begins and ends in sound on standard input', async () => {
    const { child, ended, lines } = start('-', ...at, '--false-alarms', '1', '--json');
    createReadStream(sample('altered.mp3')).pipe(child.stdin);
    const events: Line[] = [];
    for await (const line of lines) events.push(JSON.parse(line) as Line);
    expect(await ended).toBe(0);
    const original = events.filter(({ recording }) => recording.path.endsWith('original.ogg'));
    expect(original.map(({ event }) => event)).toEqual(['begin', 'end']);
    expect(Math.abs(original[1]!.pitchShiftSemitones + 2)).toBeLessThan(0.3);
    expect(new Date(original[0]!.startedAt).getTime()).toBeLessThan(Date.now());
    // It came faster than it plays.
    for (const { startedAt, endedAt } of events) expect(startedAt <= endedAt).toBe(true);
    expect(events.some(({ recording }) => recording.path.endsWith('different.ogg'))).toBe(false);
  });

  it('ends what sounds when it is interrupted', async () => {
    const { child, ended, lines } = start('-', ...at, '--false-alarms', '1');
    // The input stays open, as that of a live source does, which goes on when nobody listens any more.
    child.stdin.on('error', ({ code }: NodeJS.ErrnoException) => {
      expect(code).toBe('EPIPE');
    });
    createReadStream(sample('original.ogg')).pipe(child.stdin, { end: false });
    const seen: string[] = [];
    for await (const line of lines) {
      if (seen.length === 0) child.kill('SIGINT');
      seen.push(line);
    }
    expect(await ended).toBe(0);
    expect(seen.some((line) => / begins \d+ .*original\.ogg/.test(line))).toBe(true);
    expect(seen.some((line) => / ended {2}\d+ .*original\.ogg/.test(line))).toBe(true);
  });

  it('exits with 0 where the file is emptied after something was detected', async () => {
    const file = join(folder, 'recorder.ogg');
    await copyFile(sample('original.ogg'), file);
    const emptied = start(file, ...at, '--false-alarms', '1');
    emptied.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('begun anew')) emptied.child.kill('SIGINT');
    });
    const seen: string[] = [];
    for await (const line of emptied.lines) {
      if (seen.length === 0) await truncate(file, 0);
      seen.push(line);
    }
    expect(await emptied.ended).toBe(0);
    expect(seen.at(-1)).toMatch(/ ended {2}\d+ /);
  });

  it('refuses what is said of samples where they have a container', async () => {
    const { exitCode, stderr } = await doppelton('monitor', '-', ...at, '--rate', '8000');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error USAGE: --rate .*--pcm$/m);
  });

  it('says what is wrong with a source', async () => {
    expect(await doppelton('monitor', 'missing.wav', ...at)).toMatchObject({ exitCode: 2 });
    const { stderr } = await doppelton('monitor', 'http://127.0.0.1:1/live', ...at);
    expect(stderr).toContain('error STREAM_UNAVAILABLE');
    const { stderr: other } = await doppelton('monitor', 'ftp://radio.example/live', ...at);
    expect(other).toMatch(/^error USAGE: .*http:\/\/ or https:\/\/, not ftp:/m);
  });
});
