import { AV_LOG_QUIET, AV_NOPTS_VALUE, AVDISCARD_ALL, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import {
  avGetCodecName,
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
  InputFormat,
  Log,
  type Stream,
} from 'node-av/lib';
import type { AudioFormat } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { oggEndIsMissing } from './audio-decoder-ogg-end.js';
import { wavDurationSeconds } from './audio-decoder-wav-header.js';

/**
 * The containers that are opened. A list, because some that FFmpeg knows (playlists, `concat` scripts) would read
 * other files than the one named. Pictures are on it so that one is called a file without sound, not a broken one.
 */
const CONTAINERS = [
  ...['wav', 'w64', 'aiff', 'au', 'caf', 'voc', 'sox', 'iff', 'dsf', 'ast', 'xwma'],
  ...['flac', 'wv', 'ape', 'tta', 'tak', 'mpc', 'mpc8', 'shn', 'oma'],
  ...['mp3', 'aac', 'loas', 'ac3', 'eac3', 'dts', 'dtshd', 'truehd', 'mlp', 'amr', 'amrnb', 'amrwb', 'gsm'],
  ...['ogg', 'matroska', 'mov', 'asf', 'avi', 'flv', 'mpeg', 'mpegts', 'mpegvideo', 'rm', 'nut', 'mxf'],
  ...['gif', 'image2', 'png_pipe', 'jpeg_pipe', 'bmp_pipe', 'tiff_pipe', 'webp_pipe'],
];

/** An opened file: its demuxer, the audio stream to read and a decoder for it. The caller closes it. */
export interface AudioInput {
  readonly demuxer: FormatContext;
  readonly streamIndex: number;
  readonly codec: CodecContext;
  readonly format: AudioFormat;
  /** Of the stream's timestamps: seconds per tick. */
  readonly timeBase: { readonly num: number; readonly den: number };
  /** Whether the file shows by itself that it was cut off. */
  readonly endIsMissing: boolean;
}

/**
 * Opens the file's best audio stream (FFmpeg's choice: the default track, else the one with most channels and bits).
 *
 * @param path - A regular file; the caller has made sure.
 * @throws DoppeltonError `AUDIO_MALFORMED`, `AUDIO_UNSUPPORTED`, `AUDIO_NO_SOUND_TRACK`.
 */
export function openAudioInput(path: string): AudioInput {
  // The prefix keeps names such as `concat:a|b` or `http://x` from being taken for a protocol.
  const options = { protocol_whitelist: 'file' };
  return openInput({ url: `file:${path}`, name: path, options, file: path });
}

/** Samples without a container. */
export interface RawSound {
  readonly encoding: 's16le' | 'f32le';
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** How far a stream is read to find out what it is: not as far as a file, since what is not there yet is waited for. */
const STREAM_PROBE = { probesize: '65536', analyzeduration: '1000000' };

/**
 * Opens the sound on this process's standard input, which nothing else in the process may have touched.
 *
 * @param name - What to call it in an error.
 * @param raw - What the samples are; a container is looked for where it is not said.
 * @throws DoppeltonError As {@link openAudioInput}.
 */
export function openAudioStream(name: string, raw?: RawSound): AudioInput {
  const options = {
    protocol_whitelist: 'pipe',
    // Whoever records for longer than a WAV file may be, or is still at it, has written a length that does not hold.
    ignore_length: '1',
    ...STREAM_PROBE,
    ...(raw !== undefined && { sample_rate: String(raw.sampleRateHz), ch_layout: `${raw.channels}c` }),
  };
  return openInput({
    url: 'pipe:0',
    name,
    options,
    ...(raw !== undefined && { container: raw.encoding }),
  });
}

interface InputPlace {
  readonly url: string;
  /** What to call it in an error. */
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** FFmpeg's name of the container, where it is not to be found out. */
  readonly container?: string;
  /** Where it can be read a second time, for what the demuxer does not tell of. */
  readonly file?: string;
}

function openInput(place: InputPlace): AudioInput {
  // What goes wrong is told by return codes; the library must not write to the terminal itself.
  Log.setLevel(AV_LOG_QUIET);
  const demuxer = openDemuxer(place);
  const { name: path, file } = place;
  let codec: CodecContext | undefined;
  try {
    // Taken before findStreamInfo, which replaces a missing duration by a guess from the bit rate.
    const declaredByStream = new Map(demuxer.streams.map((s) => [s.index, streamDurationSeconds(s)]));
    const declaredByContainer =
      containerDurationSeconds(demuxer) ?? (file === undefined ? undefined : wavDurationSeconds(file));
    const status = demuxer.findStreamInfoSync(null);
    if (status < 0) throw notAudio(path, status);
    const stream = chooseStream(demuxer, path);
    const declaredDurationSeconds =
      declaredByStream.get(stream.index) ?? (demuxer.nbStreams === 1 ? declaredByContainer : undefined);
    codec = openCodec(stream, path);
    const format: AudioFormat = {
      container: demuxer.iformat?.name ?? 'unknown',
      codec: avGetCodecName(stream.codecpar.codecId) ?? 'unknown',
      sampleRateHz: stream.codecpar.sampleRate,
      channels: stream.codecpar.channelLayout.nbChannels,
      ...(declaredDurationSeconds === undefined ? {} : { declaredDurationSeconds }),
    };
    const { num, den } = stream.timeBase;
    return {
      demuxer,
      streamIndex: stream.index,
      codec,
      format,
      timeBase: { num, den },
      endIsMissing: file !== undefined && format.container === 'ogg' && oggEndIsMissing(file),
    };
  } catch (error) {
    codec?.freeContext();
    demuxer.closeInputSync();
    throw error;
  }
}

/** Frees what `openAudioInput` opened. */
export function closeAudioInput(input: AudioInput): void {
  input.codec.freeContext();
  input.demuxer.closeInputSync();
}

function openDemuxer({ url, name, options, container }: InputPlace): FormatContext {
  const demuxer = new FormatContext();
  const dictionary = Dictionary.fromObject({
    format_whitelist: container ?? CONTAINERS.join(','),
    ...options,
  });
  const format = container === undefined ? null : InputFormat.findInputFormat(container);
  const status = demuxer.openInputSync(url, format, dictionary);
  dictionary.free();
  if (status < 0) throw notAudio(name, status);
  return demuxer;
}

function chooseStream(demuxer: FormatContext, path: string): Stream {
  const index = demuxer.findBestStream(AVMEDIA_TYPE_AUDIO);
  const stream = demuxer.streams[index];
  if (index < 0 || stream === undefined) {
    // By the file's name alone anything may be taken for sound, of which nothing is known then: no rate, no channels.
    const hasOther = demuxer.streams.some(({ codecpar }) => codecpar.codecType !== AVMEDIA_TYPE_AUDIO);
    if (!hasOther) throw notAudio(path, index);
    throw new DoppeltonError('AUDIO_NO_SOUND_TRACK', `${path}: has no sound`);
  }
  for (const other of demuxer.streams) if (other.index !== index) other.discard = AVDISCARD_ALL;
  return stream;
}

function openCodec(stream: Stream, path: string): CodecContext {
  const parameters = stream.codecpar;
  const decoder = Codec.findDecoder(parameters.codecId);
  if (decoder === null) {
    const name = avGetCodecName(parameters.codecId) ?? 'unknown';
    throw new DoppeltonError('AUDIO_UNSUPPORTED', `${path}: sound in the codec ${name} cannot be decoded`);
  }
  const codec = new CodecContext();
  codec.allocContext3(decoder);
  codec.parametersToContext(parameters);
  // Without the packets' time base the codec cannot trim encoder delay and padding.
  codec.pktTimebase = stream.timeBase;
  codec.threadCount = 1;
  if (codec.open2Sync(decoder, null) >= 0) return codec;
  codec.freeContext();
  throw new DoppeltonError(
    'AUDIO_MALFORMED',
    `${path}: the ${decoder.name ?? 'audio'} stream cannot be opened`,
  );
}

function streamDurationSeconds(stream: Stream): number | undefined {
  const { num, den } = stream.timeBase;
  return stream.duration === AV_NOPTS_VALUE || stream.duration <= 0n
    ? undefined
    : (Number(stream.duration) * num) / den;
}

function containerDurationSeconds(demuxer: FormatContext): number | undefined {
  const MICROSECONDS = 1_000_000;
  return demuxer.duration === AV_NOPTS_VALUE || demuxer.duration <= 0n
    ? undefined
    : Number(demuxer.duration) / MICROSECONDS;
}

function notAudio(path: string, status: number): DoppeltonError {
  return new DoppeltonError(
    'AUDIO_MALFORMED',
    `${path}: not audio, or damaged from the start`,
    new Error(`FFmpeg error ${status}`),
  );
}
