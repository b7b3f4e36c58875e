import { DECODING_WARNINGS, type AudioFormat, type Signal } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { sha256Of } from '../files/sha256.js';
import { ByteReader } from './byte-reader.js';
import { oggEndIsMissing } from './ogg-header.js';
import { foreignSound, readSoundHeader } from './sound-header.js';

/** What one recording may last: browsers decode a file as a whole, and 15 minutes of stereo take 350 MB. */
export const LONGEST_SOUND_SECONDS = 900;
/** Of a file; more than the longest recording takes as stereo of 24 bits at 48 kHz. */
export const LARGEST_FILE_BYTES = 300_000_000;

/** Containers that tell their length are held to it, up to what a coder may add or leave. */
const DURATION_TOLERANCE_SECONDS = 0.15;
const DURATION_TOLERANCE_RATIO = 0.002;

/** A recording's sound and what is known about its file; can be sent to a worker. */
export interface DecodedSound {
  /** Stands for the file's path. */
  readonly name: string;
  /** Of the file's bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  readonly format: AudioFormat;
  /** The mean of the channels, at the file's own rate. */
  readonly signal: Signal;
  readonly warnings: readonly string[];
}

/** A decoded file: the sound to be analysed, and the one to be played. */
export interface OpenedSound {
  readonly sound: DecodedSound;
  readonly buffer: AudioBuffer;
}

/**
 * Decodes a file by the browser's own decoders, at the file's own rate. Runs in the page alone: workers have no
 * `decodeAudioData`.
 *
 * @param name - What to call the file.
 * @throws DoppeltonError `FILE_UNREADABLE`, `AUDIO_EMPTY`, `AUDIO_TOO_LONG`, `AUDIO_MALFORMED`, `AUDIO_UNSUPPORTED`,
 *   `AUDIO_NO_SOUND_TRACK`, `AUDIO_NOT_FINITE`.
 */
export async function decodeSound(file: Blob, name: string): Promise<OpenedSound> {
  if (file.size === 0) throw new DoppeltonError('AUDIO_EMPTY', `${name} has no bytes`);
  if (file.size > LARGEST_FILE_BYTES) throw tooLong(name, `has ${Math.round(file.size / 1e6)} MB`);
  const bytes = await readFile(file, name);
  const reader = new ByteReader(new Uint8Array(bytes));
  const header = requireSound(reader, name);
  const endIsMissing = header.container === 'ogg' && oggEndIsMissing(reader);
  requireShort(header.declaredDurationSeconds ?? (await durationByPlayer(file)), name);
  const sha256 = await sha256Of(bytes);
  const buffer = await decode(bytes, header, name);
  requireShort(buffer.duration, name);
  const samples = mixToMono(buffer, name);
  return {
    buffer,
    sound: {
      name,
      sha256,
      format: { ...header, channels: buffer.numberOfChannels },
      signal: { samples, sampleRateHz: buffer.sampleRate },
      warnings: truncation(header, buffer.duration, endIsMissing),
    },
  };
}

async function readFile(file: Blob, name: string): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    throw new DoppeltonError('FILE_UNREADABLE', `${name} cannot be read`, cause);
  }
}

function requireSound(file: ByteReader, name: string): AudioFormat {
  const foreign = foreignSound(file);
  if (foreign !== undefined) throw unsupported(name, foreign);
  const header = readSoundHeader(file);
  if (header === undefined) throw new DoppeltonError('AUDIO_MALFORMED', `${name} is no sound file`);
  if (header.codec === 'none') throw new DoppeltonError('AUDIO_NO_SOUND_TRACK', `${name} has no sound`);
  if (header.sampleRateHz === 0) throw unsupported(name, header.codec);
  return header;
}

function requireShort(seconds: number | undefined, name: string): void {
  if (seconds === undefined || seconds <= LONGEST_SOUND_SECONDS) return;
  throw tooLong(name, `lasts ${Math.round(seconds / 60)} minutes`);
}

/** What the browser's player takes a file's length to be; undefined where it does not play it or cannot say. */
function durationByPlayer(file: Blob): Promise<number | undefined> {
  const player = document.createElement('audio');
  const address = URL.createObjectURL(file);
  return new Promise<number | undefined>((resolve) => {
    player.preload = 'metadata';
    player.addEventListener('loadedmetadata', () => {
      resolve(Number.isFinite(player.duration) ? player.duration : undefined);
    });
    player.addEventListener('error', () => {
      resolve(undefined);
    });
    player.src = address;
  }).finally(() => {
    player.removeAttribute('src');
    URL.revokeObjectURL(address);
  });
}

async function decode(bytes: ArrayBuffer, header: AudioFormat, name: string): Promise<AudioBuffer> {
  let context: OfflineAudioContext;
  try {
    // At the file's own rate the browser does not resample.
    context = new OfflineAudioContext(1, 1, header.sampleRateHz);
  } catch (cause) {
    throw unsupported(name, `sound at ${header.sampleRateHz} Hz`, cause);
  }
  try {
    const buffer = await context.decodeAudioData(bytes);
    if (buffer.length > 0) return buffer;
  } catch (cause) {
    // Browsers do not say whether it was the codec or the data.
    const plays = document.createElement('audio').canPlayType(mediaType(header)) !== '';
    if (!plays) throw unsupported(name, header.codec, cause);
    throw new DoppeltonError('AUDIO_MALFORMED', `${name}: no sound could be decoded`, cause);
  }
  throw new DoppeltonError('AUDIO_MALFORMED', `${name}: no sound could be decoded`);
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  vorbis: 'audio/ogg; codecs=vorbis',
  opus: 'audio/ogg; codecs=opus',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
  aac: 'audio/mp4; codecs=mp4a.40.2',
  pcm_u8: 'audio/wav; codecs=1',
  pcm_s16le: 'audio/wav; codecs=1',
  pcm_s24le: 'audio/wav; codecs=1',
  pcm_s32le: 'audio/wav; codecs=1',
  pcm_f32le: 'audio/wav; codecs=1',
};

function mediaType({ codec }: AudioFormat): string {
  return MEDIA_TYPES[codec] ?? 'audio/unknown';
}

/** The mean of the channels, as the command line mixes. */
function mixToMono(buffer: AudioBuffer, name: string): Float32Array {
  const count = buffer.numberOfChannels;
  const mono = new Float32Array(buffer.length);
  for (let channel = 0; channel < count; channel++) {
    const samples = buffer.getChannelData(channel);
    for (let i = 0; i < mono.length; i++) mono[i]! += samples[i]! / count;
  }
  const bad = mono.findIndex((sample) => !Number.isFinite(sample));
  if (bad < 0) return mono;
  const seconds = (bad / buffer.sampleRate).toFixed(1);
  throw new DoppeltonError('AUDIO_NOT_FINITE', `${name}: NaN or infinite samples near ${seconds} s`);
}

function truncation(
  { declaredDurationSeconds: declared }: AudioFormat,
  decodedSeconds: number,
  endIsMissing: boolean,
): string[] {
  if (declared !== undefined) {
    const tolerance = Math.max(DURATION_TOLERANCE_SECONDS, DURATION_TOLERANCE_RATIO * declared);
    if (decodedSeconds < declared - tolerance) return [DECODING_WARNINGS.truncated(decodedSeconds, declared)];
  }
  return endIsMissing ? [DECODING_WARNINGS.endMissing(decodedSeconds)] : [];
}

function tooLong(name: string, what: string): DoppeltonError {
  const limit = `${LONGEST_SOUND_SECONDS / 60} minutes and ${LARGEST_FILE_BYTES / 1e6} MB`;
  return new DoppeltonError('AUDIO_TOO_LONG', `${name} ${what}; in a browser the limit is ${limit}`);
}

function unsupported(name: string, kind: string, cause?: unknown): DoppeltonError {
  return new DoppeltonError('AUDIO_UNSUPPORTED', `${name}: browsers do not decode ${kind}`, cause);
}
