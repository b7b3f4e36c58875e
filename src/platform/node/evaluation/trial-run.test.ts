import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, createSignalsmithStretcher } from '../../../augment/index.js';
import type { Embedder } from '../../../embedding/index.js';
import { columns, PAPER_CONSTANT_Q, type ConstantQ } from '../../../features/index.js';
import { Rng } from '../../../numeric/index.js';
import { encodeWav } from '../../../../tests/sounds.js';
import { manifestOf } from '../../../embedding/manifest.contract.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { FeatureCache } from '../corpus/feature-cache.js';
import { hashFile } from '../files/file-hash.js';
import { renderFragments } from '../rendering/fragment-renderer.js';
import { evaluatePairs, listedRecordings } from './pairs-run.js';
import { evaluateProtocol } from './trial-run.js';

const SHORT_TEMPO = {
  name: 'short-tempo',
  title: 'Tempo',
  fragmentSeconds: 3,
  alteration: { kind: 'tempo', tempoRatio: { min: 0.9, max: 1.1 } },
} as const;

/** For mean magnitudes of the bins, which a change of tempo leaves alone. */
const manifest = manifestOf({
  name: 'spectrum',
  fragment: { seconds: 3, hopSeconds: 1, minimumSeconds: 1 },
});

/** An embedder without a network: enough to tell chords apart. */
const spectrumEmbedder: Embedder = {
  manifest,
  embeddingSize: 84,
  embed: (fragments) => Promise.resolve(fragments.map(meanSpectrum)),
  embedWindows: (plane, windows) =>
    Promise.resolve(
      windows.map(({ startFrame, frames }) => meanSpectrum(columns(plane, startFrame, startFrame + frames))),
    ),
  release: () => Promise.resolve(),
};

function meanSpectrum({ data, bins, frames }: ConstantQ): Float32Array {
  return Float32Array.from({ length: bins }, (_, bin) =>
    data.subarray(bin * frames, (bin + 1) * frames).reduce((sum, magnitude) => sum + magnitude, 0),
  );
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-evaluate-'));
  await mkdir(join(folder, 'music'));
  for (let i = 0; i < 4; i++) await writeFile(join(folder, 'music', `chord${i}.wav`), chordWav(i, 6));
  await writeFile(join(folder, 'music', 'short.wav'), chordWav(5, 2));
  await writeFile(
    join(folder, 'music', 'silent.wav'),
    encodeWav([new Float32Array(6 * 22_050)], 22_050, 's16'),
  );
  await writeFile(join(folder, 'music', 'broken.wav'), 'RIFF, but no sound follows');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Three notes of a chord of its own, with a little noise, at 22,050 Hz. */
function chordWav(seed: number, seconds: number): Uint8Array {
  const rng = new Rng(seed);
  const notes = Array.from({ length: 3 }, () => 110 * 2 ** (rng.integer(36) / 12));
  const samples = Float64Array.from({ length: seconds * 22_050 }, (_, n) => {
    const tones = notes.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * n) / 22_050), 0);
    return 0.18 * tones + 0.002 * rng.normal();
  });
  return encodeWav([samples], 22_050, 's16');
}

function protocolJob(out: string) {
  return {
    embedder: spectrumEmbedder,
    outFolder: join(folder, out),
    seed: 1,
    protocol: SHORT_TEMPO,
    corpusFolder: join(folder, 'music'),
    targets: 12,
    nonTargets: 12,
    cacheFolder: join(folder, 'cache'),
    threads: 2,
  };
}

describe('evaluateProtocol', () => {
  it('tells chords apart whatever the tempo, writes all four files and lists what it left out', async () => {
    const summary = await evaluateProtocol(protocolJob('out'));
    expect(summary).toMatchObject({
      protocol: 'short-tempo',
      targets: 12,
      nonTargets: 12,
      recordings: 4,
      eer: 0,
    });
    expect(summary.modelThreshold).toBe(0.9);
    expect(summary.skipped.map(({ path, reason }) => [path, reason]).sort()).toEqual([
      ['broken.wav', 'corrupt'],
      ['short.wav', 'too-short'],
      ['silent.wav', 'silent'],
    ]);
    const written = join(folder, 'out');
    expect((await readdir(written)).sort()).toEqual(['det.png', 'det.svg', 'scores.csv', 'summary.json']);
    expect(JSON.parse(await readFile(join(written, 'summary.json'), 'utf8'))).toEqual(summary);
    const lines = (await readFile(join(written, 'scores.csv'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(25);
    expect(lines[0]).toMatch(/^score,label,reference,/);
  });

  it('gives the same scores from the cache as from fresh sound', async () => {
    await evaluateProtocol(protocolJob('first'));
    const rendered = await readdir(join(folder, 'cache'), { recursive: true });
    // Six recordings that can be decoded, twelve fragments, and an altered copy of each.
    expect(rendered.filter((name) => name.endsWith('.cqt'))).toHaveLength(6 + 12 + 12);
    await evaluateProtocol({ ...protocolJob('fresh'), cacheFolder: join(folder, 'other-cache'), threads: 1 });
    const scores = (out: string) => readFile(join(folder, out, 'scores.csv'), 'utf8');
    expect(await scores('fresh')).toBe(await scores('first'));
  });

  it('puts excerpts into foreign sound, rendered by the threads, and says so in the scores', async () => {
    const protocol = {
      name: 'short-partial',
      title: 'Partial',
      fragmentSeconds: 3,
      alteration: { kind: 'partial', beforeSeconds: 0.5, afterSeconds: 0.5 },
    } as const;
    const summary = await evaluateProtocol({ ...protocolJob('partial'), protocol });
    expect(summary).toMatchObject({ targets: 12, nonTargets: 12, recordings: 4 });
    const lines = (await readFile(join(folder, 'partial', 'scores.csv'), 'utf8')).trim().split('\n').slice(1);
    expect(lines.every((line) => /after 0.5 s and before 0.5 s of (chord\d|short).wav/.test(line))).toBe(
      true,
    );
  });

  it('says which split is empty, and leaves no folder behind', async () => {
    const job = { ...protocolJob('none'), split: 'val' as const };
    await expect(evaluateProtocol(job)).rejects.toMatchObject({ code: 'CORPUS_EMPTY' });
    expect(await readdir(folder)).not.toContain('none');
  });
});

describe('renderFragments', () => {
  it('renders the altered copy of the stretch: a faster one is shorter', async () => {
    const path = join(folder, 'music', 'chord0.wav');
    const source = { path, sha256: await hashFile(path) };
    const ports = {
      decoder: createAudioDecoder(),
      stretcher: await createSignalsmithStretcher(),
      cache: new FeatureCache(join(folder, 'render-cache')),
      config: PAPER_CONSTANT_Q,
    };
    const fragment = { startSeconds: 1.5, durationSeconds: 3 };
    const [plain, faster] = await renderFragments(
      source,
      [fragment, { ...fragment, augmentation: chain({ kind: 'tempo', tempoRatio: 1.25 }) }],
      ports,
    );
    expect(plain!.frames).toBe(1 + Math.floor((3 * 22_050) / 512));
    expect(faster!.frames).toBe(1 + Math.floor((3 * 22_050) / 1.25 / 512));
    await expect(renderFragments(source, [{ ...fragment, startSeconds: 4 }], ports)).rejects.toMatchObject({
      code: 'AUDIO_MALFORMED',
    });
  });
});

describe('evaluatePairs', () => {
  it('scores the pairs of a list by what compares them, by tag, and skips what cannot be decoded', async () => {
    const list = join(folder, 'pairs.csv');
    await writeFile(
      list,
      [
        'reference,candidate,label,kind',
        'music/chord0.wav,music/chord0.wav,1,same',
        'music/chord1.wav,music/chord1.wav,1,same',
        'music/chord0.wav,music/chord1.wav,0,other',
        'music/chord1.wav,music/chord2.wav,0,other',
        'music/chord1.wav,music/broken.wav,0,other',
        '',
      ].join('\n'),
    );
    const decoder = createAudioDecoder();
    const lengthOf = async (path: string) => {
      let samples = 0;
      for await (const chunk of (await decoder.open(path)).chunks) samples += chunk.length;
      return samples;
    };
    const { summary, validation } = await evaluatePairs({
      embedder: spectrumEmbedder,
      outFolder: join(folder, 'pairs'),
      seed: 1,
      pairsFile: list,
      // Decodes both, so that broken sound is met, and knows a recording by its name.
      compare: async (a, b) => {
        const facts = async (path: string) => ({ durationSeconds: (await lengthOf(path)) / 22_050 });
        return { score: a === b ? 1 : 0, reference: await facts(a), candidate: await facts(b) };
      },
    });
    const listed = await listedRecordings(list);
    expect(listed.map(({ id }) => id)).toEqual(
      ['chord0', 'chord1', 'chord2', 'broken'].map((name) => `music/${name}.wav`),
    );
    expect(listed[1]!.sha256).toBe(await hashFile(join(folder, 'music/chord1.wav')));
    // Only figures of evidence can be recorded.
    expect(validation).toBeUndefined();
    expect(summary).toMatchObject({ pairs: 'pairs.csv', targets: 2, nonTargets: 2, eer: 0, recordings: 3 });
    expect(summary.perTag['kind']).toEqual({
      same: { targets: 2, nonTargets: 0 },
      other: { targets: 0, nonTargets: 2 },
    });
    expect(summary.skipped).toMatchObject([
      { path: 'music/chord1.wav, music/broken.wav', reason: 'corrupt' },
    ]);
    expect(await readdir(join(folder, 'pairs'))).toHaveLength(4);
  });
});
