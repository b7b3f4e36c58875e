import { decodeSignal, type Signal } from '../../audio/index.js';
import type { AlterationPorts } from '../../augment/index.js';
import { COLLAGE_LEVELS, type CollageLevel } from '../../evaluation/index.js';
import { StreamMonitor, type MonitorPorts } from '../../monitoring/index.js';
import type { Rng } from '../../numeric/index.js';
import { createAudioDecoder } from '../../platform/node/index.js';
import type { LibraryRecording } from '../../search/index.js';
import { alter } from './altered-copies.js';
import { share, type Share } from './share.js';

export interface MonitorFigures extends ToldShares {
  readonly streamSeconds: number;
  readonly byLevel: readonly (ToldShares & { readonly level: CollageLevel })[];
  /** Detections of what did not sound, and did not come with what sounded. */
  readonly falseDetections: number;
  /** From the beginning of an excerpt to the line that tells it, in seconds of the stream. */
  readonly delaySeconds: { readonly median: number; readonly p90: number; readonly most: number };
}

/** Of known excerpts. */
interface ToldShares {
  /** Those that were told while they sounded or in the seconds after. */
  readonly detected: Share;
  /** Those that were told within 10 s of their beginning. */
  readonly promptly: Share;
}

/** Sound that alternates in the stream: as long as a jingle, and longer than what a monitor searches at a time. */
const EXCERPT_SECONDS = 20;
const LATE_SECONDS = 8;
const PROMPT_SECONDS = 10;
const LEVEL = 0.1;

/** A recording whose sound is, or is not, in the library. */
export interface StreamSource extends Pick<LibraryRecording, 'id' | 'path' | 'durationSeconds'> {
  readonly group: string;
}

/** An excerpt of a known recording, altered as this level says, and when it sounded in the stream. */
interface Played {
  readonly source: StreamSource;
  readonly level: CollageLevel;
  readonly from: number;
  readonly to: number;
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
  const played: Played[] = [];
  for (const [i, source] of known.entries()) {
    await push(await excerpt(foreign[i % foreign.length]!, rng));
    const from = monitor.streamSeconds;
    const level = COLLAGE_LEVELS[i % COLLAGE_LEVELS.length]!;
    await push(atLevel(alter(await excerpt(source, rng), level, { ports: alterations, rng })));
    played.push({ source, level, from, to: monitor.streamSeconds });
  }
  await push(await excerpt(foreign[0]!, rng));
  const delayOf = ({ source, from, to }: Played): number | undefined => {
    const first = told.find(
      ({ id, atSeconds }) => id === source.id && atSeconds >= from && atSeconds <= to + LATE_SECONDS,
    );
    return first === undefined ? undefined : first.atSeconds - from;
  };
  const outcomes = played.map((each) => ({ level: each.level, delaySeconds: delayOf(each) }));
  const isExplained = ({ id, startSeconds, atSeconds }: Told) =>
    played.some(
      ({ source, from, to }) =>
        groupOf.get(id) === source.group &&
        startSeconds <= to &&
        atSeconds >= from &&
        atSeconds <= to + LATE_SECONDS,
    );
  const sorted = outcomes.flatMap(({ delaySeconds }) => delaySeconds ?? []).sort((a, b) => a - b);
  const at = (rank: number) => sorted[Math.min(sorted.length - 1, Math.floor(rank * sorted.length))] ?? NaN;
  return {
    streamSeconds: monitor.streamSeconds,
    ...sharesOf(outcomes),
    byLevel: COLLAGE_LEVELS.map((level) => ({
      level,
      ...sharesOf(outcomes.filter((outcome) => outcome.level === level)),
    })),
    falseDetections: told.filter((each) => !isExplained(each)).length,
    delaySeconds: { median: at(0.5), p90: at(0.9), most: at(1) },
  };
}

/** @param outcomes - Each with how long after its beginning an excerpt was told, if it was. */
function sharesOf(outcomes: readonly { readonly delaySeconds: number | undefined }[]): ToldShares {
  const delays = outcomes.flatMap(({ delaySeconds }) => delaySeconds ?? []);
  return {
    detected: share(delays.length, outcomes.length),
    promptly: share(delays.filter((seconds) => seconds <= PROMPT_SECONDS).length, outcomes.length),
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
