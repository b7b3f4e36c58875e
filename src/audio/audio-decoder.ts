/** What a container says about its sound, before decoding. */
export interface AudioFormat {
  /** Container name, e.g. `ogg`, `mp3`, `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** Codec name, e.g. `vorbis`, `mp3`, `pcm_s16le`. */
  readonly codec: string;
  /** Of the file, before resampling. */
  readonly sampleRateHz: number;
  readonly channels: number;
  /** As the header declares it; absent when it does not. */
  readonly declaredDurationSeconds?: number;
}

/** An open recording: its sound as mono chunks at the decoder's output rate. */
export interface DecodedAudio {
  readonly format: AudioFormat;
  readonly sampleRateHz: number;
  /**
   * The samples in order, in chunks of any length > 0; bounded memory whatever the recording's length. Can be
   * iterated once. Warnings are complete when the iteration has ended.
   *
   * @throws DoppeltonError `AUDIO_MALFORMED` when not one sample can be decoded, `AUDIO_NOT_FINITE` on NaN.
   */
  readonly chunks: AsyncIterable<Float32Array>;
  /** Things a user must know about this decode, such as how far a truncated file could be read. */
  readonly warnings: readonly string[];
  /** Frees the decoder; called also by the end of the iteration. */
  close(): Promise<void>;
}

/** Port: turns a recording's location into sound. Adapters live in `platform/`. */
export interface AudioDecoder {
  /**
   * @param path - File to decode.
   * @throws DoppeltonError `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_UNREADABLE`, `AUDIO_EMPTY`, `AUDIO_MALFORMED`,
   *   `AUDIO_UNSUPPORTED`, `AUDIO_NO_SOUND_TRACK`.
   */
  open(path: string): Promise<DecodedAudio>;
}
