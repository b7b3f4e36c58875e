import { AV_LOG_QUIET, AV_NOPTS_VALUE, AVDISCARD_ALL, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import {
  avGetCodecName,
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
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
  // What goes wrong is told by return codes; the library must not write to the terminal itself.
  Log.setLevel(AV_LOG_QUIET);
  const demuxer = openDemuxer(path);
  let codec: CodecContext | undefined;
  try {
    // Taken before findStreamInfo, which replaces a missing duration by a guess from the bit rate.
    const declaredByStream = new Map(demuxer.streams.map((s) => [s.index, streamDurationSeconds(s)]));
    const declaredByContainer = containerDurationSeconds(demuxer) ?? wavDurationSeconds(path);
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
      endIsMissing: format.container === 'ogg' && oggEndIsMissing(path),
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

function openDemuxer(path: string): FormatContext {
  const demuxer = new FormatContext();
  const options = Dictionary.fromObject({
    format_whitelist: CONTAINERS.join(','),
    protocol_whitelist: 'file',
  });
  // The prefix keeps names such as `concat:a|b` or `http://x` from being taken for a protocol.
  const status = demuxer.openInputSync(`file:${path}`, null, options);
  options.free();
  if (status < 0) throw notAudio(path, status);
  return demuxer;
}

function chooseStream(demuxer: FormatContext, path: string): Stream {
  const index = demuxer.findBestStream(AVMEDIA_TYPE_AUDIO);
  const stream = demuxer.streams[index];
  if (index < 0 || stream === undefined) {
    if (demuxer.nbStreams === 0) throw notAudio(path, index);
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
