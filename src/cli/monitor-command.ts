import { Option, type Command } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import {
  FALSE_ALARMS_PER_HOUR,
  monitorStream,
  StreamMonitor,
  type MonitorEvent,
} from '../monitoring/index.js';
import {
  createOnnxRuntime,
  libraryName,
  loadModel,
  loadSearchEvidence,
  openLibrary,
  soundSource,
  type RawSound,
} from '../platform/node/index.js';
import { librarySettings, requireSameSettings } from '../search/index.js';
import { atFirstEndSignal } from './end-signal.js';
import { EXIT_MATCH, EXIT_NO_MATCH } from './exit-codes.js';
import { libraryOption } from './library-place.js';
import { describeMonitorEvent, monitorEventJson } from './monitor-text.js';
import { parseInteger, parseNumber } from './option-values.js';
import { printable } from './printable.js';

interface MonitorFlags {
  readonly library: string;
  readonly model?: string;
  readonly calibration?: string;
  readonly falseAlarms: number;
  readonly pcm?: RawSound['encoding'];
  readonly rate?: number;
  readonly channels?: number;
  readonly json?: true;
}

/** Of samples without a container, as of a CD. */
const PCM_RATE_HZ = 44_100;
const PCM_CHANNELS = 2;

/** `doppelton monitor SOURCE` */
export function registerMonitorCommand(program: Command): void {
  program
    .command('monitor')
    .description('Listen to endless sound and tell which recordings of a library are heard in it, and when.')
    .argument(
      '<source>',
      '- (standard input), http(s)://…, a file that grows, or device:FORMAT:NAME (in the words of ffmpeg)',
    )
    .addOption(libraryOption())
    .option('--model <name|folder>', 'model that made the library; by default the one that it names')
    .option('--calibration <file>', "a search.json of your own (evaluate --calibrate) for the model's")
    .addOption(
      new Option('--false-alarms <per hour>', 'of a stream that holds nothing of the library')
        .argParser(parseNumber('--false-alarms', 1e-9, 1e3))
        .default(FALSE_ALARMS_PER_HOUR),
    )
    .addOption(
      new Option('--pcm <encoding>', 'the source gives samples without a container').choices([
        's16le',
        'f32le',
      ]),
    )
    .addOption(
      new Option('--rate <hertz>', `of --pcm; ${PCM_RATE_HZ} unless given`).argParser(
        parseInteger('--rate', 1000, 384_000),
      ),
    )
    .addOption(
      new Option('--channels <count>', `of --pcm; ${PCM_CHANNELS} unless given`).argParser(
        parseInteger('--channels', 1, 64),
      ),
    )
    .option('--json', 'print each event as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton monitor https://radio.example/stream.mp3 --json
  arecord -f cd | doppelton monitor -
  my-receiver --raw | doppelton monitor - --pcm s16le --rate 48000 --channels 1
  doppelton monitor recording-in-progress.wav --library /srv/archive
  doppelton monitor device:alsa:default          (Linux; device:avfoundation::0 on macOS)

A line tells that a recording has begun to sound, mostly within 10 s, and another, some 12 s after its end, what of it was
heard. A stream or device that breaks off is connected to again; a file is read on as it grows. Ctrl-C ends it, with a
line for what was sounding. See docs/monitoring.md.

Exit codes: 0 when something was detected, 1 when nothing was, 2 error.`,
    )
    .action(async (source: string, flags: MonitorFlags) => {
      requirePcm(flags);
      process.exitCode = (await monitor(source, flags)) > 0 ? EXIT_MATCH : EXIT_NO_MATCH;
    });
}

/** A container says itself what it holds: a rate that is said of one would be taken for heard, and is not. */
function requirePcm(flags: MonitorFlags): void {
  const idle = (['rate', 'channels'] as const).find((name) => flags[name] !== undefined);
  if (flags.pcm === undefined && idle !== undefined) {
    throw new DoppeltonError(
      'USAGE',
      `--${idle} is said of samples without a container; name their encoding with --pcm`,
    );
  }
}

/** @returns How many detections there were. */
async function monitor(source: string, flags: MonitorFlags): Promise<number> {
  const store = await openLibrary(flags.library);
  try {
    const model = flags.model ?? store.settings.model.name;
    const embedder = await loadModel(model, createOnnxRuntime({ threads: 1 }));
    try {
      const { manifest, embeddingSize } = embedder;
      requireSameSettings(
        store.settings,
        librarySettings(manifest, embeddingSize),
        libraryName(flags.library),
      );
      const evidence = await loadSearchEvidence(model, manifest, flags.calibration);
      const search = { store, config: manifest.features.constantQ, evidence };
      const options = { falseAlarmsPerHour: flags.falseAlarms };
      return await listen(new StreamMonitor({ embedder, search }, options), source, flags);
    } finally {
      await embedder.release();
    }
  } finally {
    await store.close();
  }
}

async function listen(monitor: StreamMonitor, source: string, flags: MonitorFlags): Promise<number> {
  const end = endedBySignals();
  const raw = rawSound(flags);
  const sound = soundSource(source, {
    signal: end.signal,
    standardInput: process.stdin,
    ...(raw !== undefined && { raw }),
  });
  let detections = 0;
  try {
    for await (const event of monitorStream(monitor, sound, { now: () => new Date(), onBreak: tellBreak })) {
      if (event.kind === 'begin') detections++;
      await print(event, flags.json === true);
    }
  } finally {
    end.abort();
  }
  return detections;
}

function rawSound({ pcm, rate = PCM_RATE_HZ, channels = PCM_CHANNELS }: MonitorFlags): RawSound | undefined {
  return pcm === undefined ? undefined : { encoding: pcm, sampleRateHz: rate, channels };
}

function tellBreak(reason: string): void {
  process.stderr.write(`${printable(reason)}\n`);
}

/** Resolves when standard output has taken the line: a reader that is slow is waited for. */
function print(event: MonitorEvent, json: boolean): Promise<void> {
  const line = json ? monitorEventJson(event) : describeMonitorEvent(event);
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (cause) => {
      if (cause) reject(new DoppeltonError('FILE_UNWRITABLE', 'standard output cannot be written', cause));
      else resolve();
    });
  });
}

function endedBySignals(): AbortController {
  const end = new AbortController();
  atFirstEndSignal(() => {
    end.abort();
  });
  return end;
}
