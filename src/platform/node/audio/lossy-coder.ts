import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG2_SKIP_MANUAL,
  AV_LOG_QUIET,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBMP3LAME,
  FF_ENCODER_LIBOPUS,
  type AVSampleFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet, Rational } from 'node-av/lib';
import type { LossyCodec, LossyCoder, LossyCoding } from '../../../augment/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { MonoResampler } from './audio-decoder-resampler.js';

const MONO_LAYOUT = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n } as const;

interface CoderSettings {
  readonly encoder: FFEncoderCodec;
  readonly sampleFormat: AVSampleFormat;
  /** The rate that programs choose for a mono stream of so many kilobits a second. */
  readonly sampleRateHz: (bitrateKbps: number) => number;
}

/** Below these rates halved sampling sounds better, and encoders choose it by themselves. */
const CODERS: Readonly<Record<LossyCodec, CoderSettings>> = {
  mp3: {
    encoder: FF_ENCODER_LIBMP3LAME,
    sampleFormat: AV_SAMPLE_FMT_FLTP,
    sampleRateHz: (bitrateKbps) => (bitrateKbps < 48 ? 22_050 : 44_100),
  },
  aac: {
    encoder: FF_ENCODER_AAC,
    sampleFormat: AV_SAMPLE_FMT_FLTP,
    sampleRateHz: (bitrateKbps) => (bitrateKbps < 40 ? 22_050 : 44_100),
  },
  // Opus narrows its band by itself.
  opus: { encoder: FF_ENCODER_LIBOPUS, sampleFormat: AV_SAMPLE_FMT_FLT, sampleRateHz: () => 48_000 },
};

/** Silence after the sound, so that neither a frame nor a filter swallows its end. */
const TAIL_SECONDS = 0.2;

/** The rate that {@link createLossyCoder} has a codec work at. */
export function codecSampleRateHz({ codec, bitrateKbps }: LossyCoding): number {
  return CODERS[codec].sampleRateHz(bitrateKbps);
}

/** The real encoders and decoders of FFmpeg. Needs no start, and keeps nothing between calls. */
export function createLossyCoder(): LossyCoder {
  Log.setLevel(AV_LOG_QUIET);
  return { code };
}

/** @throws DoppeltonError `INTERNAL` when FFmpeg refuses, which no setting within its limits makes it do. */
function code(
  samples: Float32Array,
  sampleRateHz: number,
  { codec, bitrateKbps }: LossyCoding,
): Float32Array<ArrayBuffer> {
  const coder = CODERS[codec];
  const rateHz = coder.sampleRateHz(bitrateKbps);
  const padded = new Float32Array(samples.length + Math.ceil(TAIL_SECONDS * sampleRateHz));
  padded.set(samples);
  const source = resample(padded, sampleRateHz, rateHz);
  const { decoded, delaySamples } = encodeAndDecode(source, coder, rateHz, bitrateKbps);
  const result = new Float32Array(samples.length);
  const back = resample(decoded.subarray(delaySamples), rateHz, sampleRateHz);
  result.set(back.subarray(0, samples.length));
  return result;
}

function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples;
  const resampler = new MonoResampler(toHz);
  const frame = frameOf(samples, fromHz, AV_SAMPLE_FMT_FLT, 0);
  try {
    resampler.push(frame);
    resampler.flush();
    return resampler.take();
  } finally {
    frame.free();
    resampler.free();
  }
}

/** @returns The decoded sound, and how many of its samples come before the first that was encoded. */
function encodeAndDecode(
  samples: Float32Array,
  { encoder: name, sampleFormat }: CoderSettings,
  rateHz: number,
  bitrateKbps: number,
) {
  const encoder = openEncoder(name, sampleFormat, rateHz, bitrateKbps);
  const decoding = new PacketDecoding(encoder, rateHz);
  const packet = new Packet();
  packet.alloc();
  try {
    // 0 where a codec takes frames of any length.
    const frameSamples = encoder.frameSize > 0 ? encoder.frameSize : 1024;
    for (let start = 0; start < samples.length; start += frameSamples) {
      // Whole frames only: what comes back from a shorter last one differs from codec to codec.
      const part = new Float32Array(frameSamples);
      part.set(samples.subarray(start, start + frameSamples));
      const frame = frameOf(part, rateHz, sampleFormat, start);
      const status = encoder.sendFrameSync(frame);
      frame.free();
      requireStatus(status, name);
      drain(encoder, packet, decoding, name);
    }
    requireStatus(encoder.sendFrameSync(null), name);
    drain(encoder, packet, decoding, name);
    return decoding.finish();
  } finally {
    packet.free();
    decoding.free();
    encoder.freeContext();
  }
}

function drain(encoder: CodecContext, packet: Packet, decoding: PacketDecoding, name: string): void {
  for (;;) {
    const status = encoder.receivePacketSync(packet);
    if (status === AVERROR_EAGAIN || status === AVERROR_EOF) return;
    requireStatus(status, name);
    decoding.push(packet);
    packet.unref();
  }
}

function openEncoder(
  name: CoderSettings['encoder'],
  sampleFormat: CoderSettings['sampleFormat'],
  rateHz: number,
  bitrateKbps: number,
): CodecContext {
  const codec = Codec.findEncoderByName(name);
  if (codec === null) throw new DoppeltonError('INTERNAL', `FFmpeg has no ${name}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = rateHz;
  context.sampleFormat = sampleFormat;
  context.channelLayout = MONO_LAYOUT;
  context.bitRate = BigInt(Math.round(1000 * bitrateKbps));
  context.timeBase = new Rational(1, rateHz);
  context.threadCount = 1;
  // Puts what the decoder must know beforehand beside the packets, as in a file.
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  const status = context.open2Sync(codec, null);
  if (status >= 0) return context;
  context.freeContext();
  throw new DoppeltonError('INTERNAL', `${name} does not start (FFmpeg error ${status})`);
}

/** The decoder at the other end of the line. */
class PacketDecoding {
  readonly #decoder = new CodecContext();
  readonly #frame = new Frame();
  readonly #gathered: MonoResampler;
  #firstTimestamp: number | undefined;

  constructor(encoder: CodecContext, rateHz: number) {
    this.#frame.alloc();
    this.#gathered = new MonoResampler(rateHz);
    const codec = Codec.findDecoder(encoder.codecId);
    if (codec === null) throw new DoppeltonError('INTERNAL', 'FFmpeg has no decoder for what it encodes');
    this.#decoder.allocContext3(codec);
    this.#decoder.sampleRate = rateHz;
    this.#decoder.channelLayout = MONO_LAYOUT;
    this.#decoder.extraData = encoder.extraData;
    this.#decoder.threadCount = 1;
    // Some decoders would take the delay out by themselves, others not: none shall.
    this.#decoder.setFlags2(AV_CODEC_FLAG2_SKIP_MANUAL);
    requireStatus(this.#decoder.open2Sync(codec, null), 'decoder');
  }

  push(packet: Packet | null): void {
    // The encoder's first packet lies before the sound by its own delay and the decoder's.
    if (packet !== null) this.#firstTimestamp ??= Number(packet.pts);
    requireStatus(this.#decoder.sendPacketSync(packet), 'decoder');
    for (;;) {
      const status = this.#decoder.receiveFrameSync(this.#frame);
      if (status === AVERROR_EAGAIN || status === AVERROR_EOF) return;
      requireStatus(status, 'decoder');
      this.#gathered.push(this.#frame);
      this.#frame.unref();
    }
  }

  finish() {
    this.push(null);
    this.#gathered.flush();
    return { decoded: this.#gathered.take(), delaySamples: Math.max(0, -(this.#firstTimestamp ?? 0)) };
  }

  free(): void {
    this.#gathered.free();
    this.#frame.free();
    this.#decoder.freeContext();
  }
}

function frameOf(
  samples: Float32Array,
  sampleRateHz: number,
  format: CoderSettings['sampleFormat'],
  position: number,
): Frame {
  return Frame.fromAudioBuffer(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), {
    nbSamples: samples.length,
    format,
    sampleRate: sampleRateHz,
    channelLayout: MONO_LAYOUT,
    timeBase: { num: 1, den: sampleRateHz },
    pts: BigInt(position),
  });
}

function requireStatus(status: number, who: string): void {
  if (status < 0 && status !== AVERROR_EOF) {
    throw new DoppeltonError('INTERNAL', `${who} failed (FFmpeg error ${status})`);
  }
}
