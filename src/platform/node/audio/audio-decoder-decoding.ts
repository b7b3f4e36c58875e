import { AV_NOPTS_VALUE, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Frame, Packet } from 'node-av/lib';
import { DECODING_WARNINGS } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { closeAudioInput, type AudioInput } from './audio-decoder-input.js';
import { MonoResampler } from './audio-decoder-resampler.js';

/** Of a file: 1.5 s at 22,050 Hz. */
const CHUNK_SAMPLES = 32_768;
/** `next` comes back after so many packets even when they held no sound, so that the caller can do other work. */
const PACKETS_PER_STEP = 2048;
/** Where damage is silenced: no sound has larger samples, of which 1 is full scale. */
const LOUDEST_SAMPLE = 1e4;
/** What a header's duration may be off by without the recording counting as truncated. */
const DURATION_TOLERANCE_SECONDS = 0.15;
const DURATION_TOLERANCE_RATIO = 0.002;

/** What is made of the sound. */
export interface AudioDecodingOptions {
  readonly outputRateHz: number;
  /** As of the decoder. */
  readonly bandwidthHz?: number | undefined;
  /** Chunks are handed out as soon as they have this length. */
  readonly chunkSamples?: number;
  /** What becomes of samples that are no numbers, or are `silent` absurdly large: an error by default. */
  readonly notFinite?: 'refused' | 'silent';
}

/** One pass over an opened audio stream: packets to frames to mono samples. */
export class AudioDecoding {
  readonly #path: string;
  readonly #input: AudioInput;
  readonly #outputRateHz: number;
  readonly #resampler: MonoResampler;
  readonly #packet = new Packet();
  readonly #frame = new Frame();
  #state: 'reading' | 'ended' | 'freed' = 'reading';
  #samples = 0;
  /** Damaged packets that a good one followed, and those since the last good one. */
  #damagedInside = 0;
  #damagedSince = 0;
  #readingFailed = false;
  /** Where the last good frame ends on the file's own clock; unlike the count of samples, it runs on over losses. */
  #endSeconds = 0;
  #firstTimestamp: bigint | undefined;

  readonly #chunkSamples: number;
  readonly #notFinite: 'refused' | 'silent';
  readonly #loudest: number;

  /** Takes over `input` and frees it. */
  constructor(
    path: string,
    input: AudioInput,
    { outputRateHz, bandwidthHz, chunkSamples = CHUNK_SAMPLES, notFinite = 'refused' }: AudioDecodingOptions,
  ) {
    this.#chunkSamples = chunkSamples;
    this.#notFinite = notFinite;
    this.#loudest = notFinite === 'silent' ? LOUDEST_SAMPLE : Infinity;
    this.#path = path;
    this.#input = input;
    this.#outputRateHz = outputRateHz;
    this.#resampler = new MonoResampler(outputRateHz, bandwidthHz);
    this.#packet.alloc();
    this.#frame.alloc();
  }

  /**
   * Decodes the next stretch.
   *
   * @returns Samples, shape (n) with n >= 0, or `undefined` after the last.
   * @throws DoppeltonError `AUDIO_MALFORMED` at the end if there was no sample at all, `AUDIO_TOO_SHORT` if there were
   *   fewer than the resampling filter needs (some 15 ms); `AUDIO_NOT_FINITE`.
   */
  next(): Float32Array | undefined {
    if (this.#state !== 'reading') return undefined;
    for (let i = 0; i < PACKETS_PER_STEP && this.#resampler.length < this.#chunkSamples; i++) {
      if (this.#readPacket()) continue;
      this.#state = 'ended';
      this.#resampler.flush();
      break;
    }
    const chunk = this.#resampler.take();
    this.#makeFinite(chunk);
    this.#samples += chunk.length;
    if (this.#state === 'ended' && this.#samples === 0) throw this.#noSound();
    return chunk;
  }

  /** What the user must know about this decode; complete when `next` has returned `undefined`. */
  warnings(): string[] {
    const warnings: string[] = [];
    const declared = this.#input.format.declaredDurationSeconds;
    const decoded = this.#samples / this.#outputRateHz;
    const reached = Math.max(decoded, this.#endSeconds);
    if (declared !== undefined && reached < declared - durationTolerance(declared)) {
      warnings.push(DECODING_WARNINGS.truncated(decoded, declared));
    } else if (this.#input.endIsMissing || this.#readingFailed || this.#damagedSince > 0) {
      warnings.push(DECODING_WARNINGS.endMissing(decoded));
    }
    const missing = reached - decoded;
    if (this.#damagedInside > 0) {
      warnings.push(DECODING_WARNINGS.damagedPackets(this.#damagedInside));
    }
    if (missing > durationTolerance(reached)) {
      warnings.push(DECODING_WARNINGS.missingInside(missing));
    }
    return warnings;
  }

  /** May be called any number of times. */
  free(): void {
    if (this.#state === 'freed') return;
    this.#state = 'freed';
    this.#resampler.free();
    this.#packet.free();
    this.#frame.free();
    closeAudioInput(this.#input);
  }

  /** Reads and decodes one packet, or drains the codec; false at the end. */
  #readPacket(): boolean {
    const status = this.#input.demuxer.readFrameSync(this.#packet);
    if (status < 0) {
      this.#readingFailed = status !== AVERROR_EOF;
      this.#decode(null);
      return false;
    }
    if (this.#packet.streamIndex === this.#input.streamIndex) this.#decode(this.#packet);
    this.#packet.unref();
    return true;
  }

  #decode(packet: Packet | null): void {
    const sent = this.#input.codec.sendPacketSync(packet);
    let damaged = sent < 0 && sent !== AVERROR_EOF;
    for (;;) {
      const status = this.#input.codec.receiveFrameSync(this.#frame);
      if (status === AVERROR_EAGAIN || status === AVERROR_EOF) break;
      if (status < 0) {
        damaged = true;
        break;
      }
      // Frames that only the final draining brings out do not make an earlier damage one of the middle.
      if (packet !== null) {
        this.#damagedInside += this.#damagedSince;
        this.#damagedSince = 0;
      }
      this.#noteEnd();
      this.#resampler.push(this.#frame);
      this.#frame.unref();
    }
    if (damaged) this.#damagedSince++;
  }

  #noteEnd(): void {
    const timestamp = this.#frame.bestEffortTimestamp;
    if (timestamp === AV_NOPTS_VALUE) return;
    const { num, den } = this.#input.timeBase;
    this.#firstTimestamp ??= timestamp;
    const start = (Number(timestamp - this.#firstTimestamp) * num) / den;
    this.#endSeconds = start + this.#frame.nbSamples / this.#frame.sampleRate;
  }

  #noSound(): DoppeltonError {
    return this.#endSeconds > 0
      ? new DoppeltonError('AUDIO_TOO_SHORT', `${this.#path}: lasts only ${this.#endSeconds.toFixed(3)} s`)
      : new DoppeltonError('AUDIO_MALFORMED', `${this.#path}: no sound could be decoded`);
  }

  #makeFinite(chunk: Float32Array): void {
    for (let i = 0; i < chunk.length; i++) {
      // False for what is no number, too.
      if (Math.abs(chunk[i]!) < this.#loudest) continue;
      if (this.#notFinite === 'silent') {
        chunk[i] = 0;
        continue;
      }
      const seconds = ((this.#samples + i) / this.#outputRateHz).toFixed(1);
      throw new DoppeltonError(
        'AUDIO_NOT_FINITE',
        `${this.#path}: NaN or infinite samples near ${seconds} s`,
      );
    }
  }
}

function durationTolerance(declaredSeconds: number): number {
  return Math.max(DURATION_TOLERANCE_SECONDS, DURATION_TOLERANCE_RATIO * declaredSeconds);
}
