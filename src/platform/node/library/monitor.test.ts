import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joined, sampleMusic, silence } from '../../../alignment/music.contract.js';
import { applyTempoAndPitch, createSignalsmithStretcher } from '../../../augment/index.js';
import type { Signal } from '../../../audio/index.js';
import type { Embedder } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  monitorStream,
  StreamMonitor,
  type MonitorEvent,
  type MonitorRetention,
  type StreamPart,
} from '../../../monitoring/index.js';
import { Rng } from '../../../numeric/index.js';
import {
  LIBRARY_HOP_SECONDS,
  libraryEntry,
  librarySettings,
  type LibraryStore,
} from '../../../search/index.js';
import { scoreEvidence } from '../../../search/search-evidence.contract.js';
import { analyseFile } from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { hashFile } from '../files/file-hash.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { openOrMakeLibrary } from './open-library.js';

const sample = (name: string) => fileURLToPath(new URL(`../../../../samples/${name}`, import.meta.url));
const RATE_HZ = 22_050;

let folder: string;
let embedder: Embedder;
let store: LibraryStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-monitor-'));
  embedder = await loadModel('default', createOnnxRuntime({ threads: 1 }));
  const { manifest, embeddingSize } = embedder;
  store = await openOrMakeLibrary(join(folder, 'library'), librarySettings(manifest, embeddingSize));
  const ports = { decoder: createAudioDecoder(), embedder, hashFile };
  for (const name of ['original.ogg', 'different.ogg']) {
    const file = await analyseFile(ports, sample(name), {
      hopSeconds: LIBRARY_HOP_SECONDS,
      forDetection: false,
    });
    await store.add([libraryEntry(file, (await stat(sample(name))).size, manifest)]);
  }
});

afterAll(async () => {
  await store.close();
  await embedder.release();
  await rm(folder, { recursive: true });
});

function newMonitor(): StreamMonitor {
  const { manifest } = embedder;
  const search = { store, config: manifest.features.constantQ, evidence: scoreEvidence(manifest) };
  // By the evidence of the test, which knows of no chance, one an hour.
  return new StreamMonitor({ embedder, search }, { falseAlarmsPerHour: 1 });
}

/** An event, and how much of the stream had been heard when it came. */
type Heard = MonitorEvent & { readonly atSeconds: number };

/** Feeds a signal in pieces, at times as if it came live. */
async function feed(monitor: StreamMonitor, { samples }: Signal, pieceSeconds = 0.5): Promise<Heard[]> {
  const heard: Heard[] = [];
  const length = Math.round(pieceSeconds * RATE_HZ);
  for (let start = 0; start < samples.length; start += length) {
    const piece = samples.subarray(start, start + length);
    const seconds = monitor.streamSeconds + piece.length / RATE_HZ;
    const events = await monitor.push(piece, new Date(1000 * seconds));
    heard.push(...events.map((event) => ({ ...event, atSeconds: monitor.streamSeconds })));
  }
  return heard;
}

function noise(seconds: number): Signal {
  const rng = new Rng(5);
  return {
    sampleRateHz: RATE_HZ,
    samples: Float32Array.from({ length: seconds * RATE_HZ }, () => 0.1 * rng.normal()),
  };
}

const fileOf = ({ detection }: MonitorEvent) => detection.recording.path.split('/').at(-1);

describe('a stream that is listened to', () => {
  it('gives a detection within 10 s of its sound and its end soon after, and none of silence and noise', async () => {
    const altered = applyTempoAndPitch(
      await sampleMusic('original.ogg', 5, 25),
      { tempoRatio: 1.1, shiftSemitones: 1 },
      await createSignalsmithStretcher(),
    );
    const seconds = altered.samples.length / RATE_HZ;
    const monitor = newMonitor();
    const heard = await feed(
      monitor,
      joined(silence(15), altered, noise(15), await sampleMusic('different.ogg', 10, 20)),
    );
    const last = (await monitor.interrupt()).map((event) => ({ ...event, atSeconds: monitor.streamSeconds }));
    const events = [...heard, ...last];
    expect(events.map((event) => [event.kind, fileOf(event)])).toEqual([
      ['begin', 'original.ogg'],
      ['end', 'original.ogg'],
      ['begin', 'different.ogg'],
      ['end', 'different.ogg'],
    ]);
    const [begin, end, other] = events as [Heard, Heard, Heard];
    expect(begin.atSeconds).toBeLessThan(15 + 10);
    expect(Math.abs(begin.detection.streamStartSeconds - 15)).toBeLessThan(1.5);
    expect(begin.detection.startedAt.getTime()).toBeCloseTo(1000 * begin.detection.streamStartSeconds, -1);
    expect(Math.abs(end.detection.streamEndSeconds - 15 - seconds)).toBeLessThan(1.5);
    expect(end.atSeconds).toBeLessThan(15 + seconds + 15);
    expect(end.detection.tempoRatio).toBeCloseTo(1.1, 1.7);
    expect(Math.abs(end.detection.pitchShiftSemitones - 1)).toBeLessThan(0.3);
    expect(Math.abs(end.detection.referenceStartSeconds - 5)).toBeLessThan(1.5);
    expect(other.atSeconds).toBeLessThan(30 + seconds + 10);
  });

  it('is searched more often while it may soon be a match, and tells nothing that is none', async () => {
    const { manifest } = embedder;
    let searches = 0;
    const counted = new Proxy(store, {
      get: (target, name) => {
        if (name === 'nearest') searches++;
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    const search = { store: counted, config: manifest.features.constantQ, evidence: scoreEvidence(manifest) };
    // So few that the threshold lies above what a copy reaches, but not far above.
    const monitor = new StreamMonitor({ embedder, search }, { falseAlarmsPerHour: 3e-11 });
    const searchesIn = async (signal: Signal) => {
      const before = searches;
      expect(await feed(monitor, signal)).toEqual([]);
      return searches - before;
    };
    const ofNoise = await searchesIn(noise(20));
    const ofCopy = await searchesIn(await sampleMusic('original.ogg', 5, 20));
    expect(ofNoise).toBeGreaterThan(5);
    expect(ofNoise).toBeLessThan(10);
    expect(ofCopy).toBeGreaterThan(1.8 * ofNoise);
    // A stream that breaks off is no longer promising.
    await monitor.interrupt();
    expect(await searchesIn(noise(20))).toBe(ofNoise);
  });

  it('gives the same however the sound was cut', async () => {
    const music = joined(await sampleMusic('original.ogg', 10, 16), silence(10));
    const places = async (pieceSeconds: number) => {
      const monitor = newMonitor();
      const events = [...(await feed(monitor, music, pieceSeconds)), ...(await monitor.interrupt())];
      return events.map(({ kind, detection }) => [
        kind,
        detection.streamStartSeconds,
        detection.streamEndSeconds,
      ]);
    };
    const live = await places(0.5);
    expect(live).toHaveLength(2);
    expect(await places(26)).toEqual(live);
  });

  it('ends what sounds where it is interrupted, and begins anew behind', async () => {
    const monitor = newMonitor();
    const first = await feed(monitor, await sampleMusic('original.ogg', 0, 14));
    const ended = await monitor.interrupt();
    // A connection that lasts for less than a fragment.
    const short = [
      ...(await feed(monitor, await sampleMusic('original.ogg', 14, 1))),
      ...(await monitor.interrupt()),
    ];
    expect(short).toEqual([]);
    const second = await feed(monitor, await sampleMusic('original.ogg', 20, 14));
    const last = await monitor.interrupt();
    expect([first, ended, second, last].map((events) => events.map(({ kind }) => kind))).toEqual([
      ['begin'],
      ['end'],
      ['begin'],
      ['end'],
    ]);
    expect(last[0]!.detection.streamStartSeconds).toBeGreaterThan(14.5);
    expect(last[0]!.detection.referenceStartSeconds).toBeGreaterThan(19);
    expect(await monitor.interrupt()).toEqual([]);
  });

  it('gives times in the order of the sound where that comes faster than it plays, and an end before a failure', async () => {
    const { samples } = await sampleMusic('original.ogg', 5, 14);
    let milliseconds = 1_000_000;
    async function* burst(): AsyncGenerator<StreamPart, void, undefined> {
      for (let start = 0; start < samples.length; start += 4096) {
        milliseconds += 10;
        yield samples.subarray(start, start + 4096);
        await Promise.resolve();
      }
      throw new DoppeltonError('AUDIO_NOT_FINITE', 'the stream: broken');
    }
    const events: MonitorEvent[] = [];
    const listening = async () => {
      const now = () => new Date(milliseconds);
      for await (const event of monitorStream(newMonitor(), burst(), { now })) events.push(event);
    };
    await expect(listening()).rejects.toMatchObject({ code: 'AUDIO_NOT_FINITE' });
    expect(events.map(({ kind }) => kind)).toEqual(['begin', 'end']);
    for (const { detection } of events) {
      const { startedAt, endedAt, streamStartSeconds, streamEndSeconds } = detection;
      expect(startedAt.getTime()).toBeGreaterThanOrEqual(1_000_000);
      expect(endedAt.getTime()).toBeLessThanOrEqual(milliseconds);
      // Ten milliseconds a piece, give or take the half second that marks lie apart.
      const expected = ((streamEndSeconds - streamStartSeconds) * RATE_HZ * 10) / 4096;
      expect(Math.abs(endedAt.getTime() - startedAt.getTime() - expected)).toBeLessThan(50);
    }
  });

  it('holds no more after an hour than after a minute', async () => {
    const monitor = newMonitor();
    const quarter = joined(silence(885), await sampleMusic('original.ogg', 5, 15));
    const most = { columns: 0, fragments: 0, openDetections: 0, timeMarks: 0 };
    let detections = 0;
    for (let i = 0; i < 4; i++) {
      const events = await feed(monitor, quarter, 5);
      detections += events.filter(({ kind }) => kind === 'begin').length;
      for (const name of Object.keys(most) as (keyof MonitorRetention)[]) {
        most[name] = Math.max(most[name], monitor.retained[name]);
      }
    }
    expect(monitor.streamSeconds).toBe(3600);
    expect(detections).toBe(4);
    // Columns and fragments of 12 s, and times of 36 s.
    expect(most.columns).toBeLessThanOrEqual(517);
    expect(most.fragments).toBeLessThanOrEqual(20);
    expect(most.openDetections).toBeLessThanOrEqual(1);
    expect(most.timeMarks).toBeLessThanOrEqual(80);
  });
});
