import { decodeSignal, type Signal } from '../../audio/index.js';
import type { AlterationPorts } from '../../augment/index.js';
import { COLLAGE_LEVELS } from '../../evaluation/index.js';
import { StreamMonitor, type MonitorPorts } from '../../monitoring/index.js';
import type { Rng } from '../../numeric/index.js';
import { createAudioDecoder } from '../../platform/node/index.js';
import type { LibraryRecording } from '../../search/index.js';
import { alter } from './altered-copies.js';
import { share, type Share } from './share.js';

export interface MonitorFigures {
  readonly streamSeconds: number;
  /** Of the known excerpts, those that were told while they sounded or in the seconds after. */
  readonly detected: Share;
  /** Detections of what did not sound, and did not come with what sounded. */
  readonly falseDetections: number;
  /** From the beginning of an excerpt to the line that tells it, in seconds of the stream. */
  readonly delaySeconds: { readonly median: number; readonly p90: number; readonly most: number };
}

/** Sound that alternates in the stream: as long as a jingle, and longer than what a monitor searches at a time. */
const EXCERPT_SECONDS = 20;
const LATE_SECONDS = 8;
const LEVEL = 0.1;

/** A recording whose sound is, or is not, in the library. */
export interface StreamSource extends Pick<LibraryRecording, 'id' | 'path' | 'durationSeconds'> {
  readonly group: string;
}

interface Told {
  readonly id: string;
  readonly startSeconds: number;
  readonly atSeconds: number;
}

/** Streams foreign and known sound in turns, the latter altered, to a monitor. */
export async function measureMonitor(
  known: readonly StreamSource[],
  foreign: readonly StreamSource[],
  ports: MonitorPorts & {
    readonly alterations: AlterationPorts;
    readonly groupOf: ReadonlyMap<string, string>;
    readonly rng: Rng;
  },
): Promise<MonitorFigures> {
  const { alterations, groupOf, rng } = ports;
  const monitor = new StreamMonitor(ports);
  const told: Told[] = [];
  const push = async (signal: Signal) => {
    // As it comes from a source: a delay is counted in pieces of so much.
    const step = Math.round(0.25 * signal.sampleRateHz);
    for (let start = 0; start < signal.samples.length; start += step) {
      const events = await monitor.push(signal.samples.subarray(start, start + step), new Date(0));
      for (const { kind, detection } of events) {
        if (kind !== 'begin') continue;
        const { recording, streamStartSeconds: startSeconds } = detection;
        told.push({ id: recording.id, startSeconds, atSeconds: monitor.streamSeconds });
      }
    }
  };
  const played: { readonly source: StreamSource; readonly from: number; readonly to: number }[] = [];
  for (const [i, source] of known.entries()) {
    await push(await excerpt(foreign[i % foreign.length]!, rng));
    const from = monitor.streamSeconds;
    const level = COLLAGE_LEVELS[i % COLLAGE_LEVELS.length]!;
    await push(atLevel(alter(await excerpt(source, rng), level, { ports: alterations, rng })));
    played.push({ source, from, to: monitor.streamSeconds });
  }
  await push(await excerpt(foreign[0]!, rng));
  const delays: number[] = [];
  for (const { source, from, to } of played) {
    const first = told.find(
      ({ id, atSeconds }) => id === source.id && atSeconds >= from && atSeconds <= to + LATE_SECONDS,
    );
    if (first !== undefined) delays.push(first.atSeconds - from);
  }
  const isExplained = ({ id, startSeconds, atSeconds }: Told) =>
    played.some(
      ({ source, from, to }) =>
        groupOf.get(id) === source.group &&
        startSeconds <= to &&
        atSeconds >= from &&
        atSeconds <= to + LATE_SECONDS,
    );
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (rank: number) => sorted[Math.min(sorted.length - 1, Math.floor(rank * sorted.length))] ?? NaN;
  return {
    streamSeconds: monitor.streamSeconds,
    detected: share(delays.length, played.length),
    falseDetections: told.filter((each) => !isExplained(each)).length,
    delaySeconds: { median: at(0.5), p90: at(0.9), most: at(1) },
  };
}

async function excerpt({ path, durationSeconds }: StreamSource, rng: Rng): Promise<Signal> {
  const startSeconds = rng.uniform(0, Math.max(0, durationSeconds - EXCERPT_SECONDS - 1));
  return atLevel(
    await decodeSignal(createAudioDecoder(), path, { startSeconds, durationSeconds: EXCERPT_SECONDS }),
  );
}

/** Equally loud, as broadcasts are. */
function atLevel({ samples, sampleRateHz }: Signal): Signal {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const scale = power > 0 ? LEVEL / Math.sqrt(power) : 1;
  return { sampleRateHz, samples: samples.map((sample) => scale * sample) };
}
