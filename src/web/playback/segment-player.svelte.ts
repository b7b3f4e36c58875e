import type { DoppeltonError } from '../../errors/index.js';
import { startWorker } from '../comparison/start-worker.js';
import { callWorker } from '../comparison/worker-call.js';
import { asFailure } from '../service/service-error.js';
import type { CommonStretch } from './common-stretch.js';
import type { UndoJob } from './sound-undoing.js';

/** What is heard. `undone`: the candidate at the reference's tempo and pitch. */
export const LISTENING_MODES = ['reference', 'candidate', 'undone', 'both'] as const;
export type ListeningMode = (typeof LISTENING_MODES)[number];

export interface PlayedBuffers {
  readonly reference: AudioBuffer;
  readonly candidate: AudioBuffer;
}

/** Plays the common stretches of two recordings; whatever is heard, places are those of the reference. */
export class SegmentPlayer {
  /** The one that was played last: starting another one stops it. */
  static #playing: SegmentPlayer | undefined;

  mode = $state<ListeningMode>('reference');
  isPlaying = $state(false);
  isPreparing = $state(false);
  /** Seconds into the stretch, by the reference. */
  position = $state(0);
  index = $state(0);
  /** Why what was to be heard could not be had. */
  failure = $state.raw<DoppeltonError>();

  readonly stretches: readonly CommonStretch[];
  readonly #load: () => Promise<PlayedBuffers>;
  #buffers: PlayedBuffers | undefined;
  readonly #undone = new Map<number, Promise<AudioBuffer>>();
  #context: AudioContext | undefined;
  #worker: Worker | undefined;
  /** Aborted when the worker is ended. */
  #calls = new AbortController();
  #sources: AudioBufferSourceNode[] = [];
  #frame = 0;
  /** Counts starts and stops, so that one which had to wait knows whether it was overtaken. */
  #turn = 0;

  /** @param load - Gives the sounds when they are first played; asked again when it failed. */
  constructor(stretches: readonly CommonStretch[], load: () => Promise<PlayedBuffers>) {
    this.stretches = stretches;
    this.#load = load;
  }

  /** The stretch that is played, or would be. */
  get stretch(): CommonStretch {
    return this.stretches[this.index]!;
  }

  /** Length of the stretch in the reference. */
  get durationSeconds(): number {
    return this.stretch.referenceEndSeconds - this.stretch.referenceStartSeconds;
  }

  /** What the sound card is doing. */
  get contextState(): AudioContextState | 'none' {
    return this.#context?.state ?? 'none';
  }

  async toggle(index: number): Promise<void> {
    if (this.isPlaying && index === this.index) {
      this.pause();
      return;
    }
    if (index !== this.index || this.position >= this.durationSeconds - 0.05) this.position = 0;
    this.index = index;
    await this.#play();
  }

  async listenTo(mode: ListeningMode): Promise<void> {
    this.mode = mode;
    if (this.isPlaying) await this.#play();
  }

  async seek(seconds: number): Promise<void> {
    this.position = Math.min(this.durationSeconds, Math.max(0, seconds));
    if (this.isPlaying) await this.#play();
  }

  pause(): void {
    this.#turn++;
    this.#silence();
    this.isPlaying = false;
  }

  /** Frees the sound card and the worker. */
  async close(): Promise<void> {
    this.pause();
    this.#endWorker();
    await this.#context?.close();
  }

  async #play(): Promise<void> {
    const turn = ++this.#turn;
    if (SegmentPlayer.#playing !== this) SegmentPlayer.#playing?.pause();
    SegmentPlayer.#playing = this;
    this.#silence();
    this.isPlaying = true;
    this.failure = undefined;
    try {
      await this.#start(turn);
    } catch (error) {
      // Of what nobody waits for any more, nothing is told.
      if (turn !== this.#turn) return;
      this.pause();
      this.failure = asFailure(error);
    }
  }

  async #start(turn: number): Promise<void> {
    const context = (this.#context ??= new AudioContext());
    await context.resume();
    const { mode } = this;
    const buffers = await this.#prepared();
    if (turn !== this.#turn) return;
    const undone =
      mode === 'undone' || mode === 'both' ? await this.#undoneBuffer(this.index, buffers) : undefined;
    if (turn !== this.#turn) return;
    const { stretch, position } = this;
    const start = context.currentTime + 0.03;
    if (mode === 'reference' || mode === 'both') {
      const at = stretch.referenceStartSeconds + position;
      this.#source(buffers.reference, mode === 'both' ? -1 : 0, start, at, this.durationSeconds - position);
    }
    if (mode === 'candidate') {
      const at = stretch.candidateStartSeconds + position / stretch.tempoRatio;
      this.#source(buffers.candidate, 0, start, at, stretch.candidateEndSeconds - at);
    }
    if (undone !== undefined) {
      this.#source(undone, mode === 'both' ? 1 : 0, start, position, this.durationSeconds - position);
    }
    this.#follow(start, position, mode === 'candidate' ? stretch.tempoRatio : 1);
  }

  #source(buffer: AudioBuffer, pan: number, when: number, offset: number, seconds: number): void {
    const context = this.#context!;
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(new StereoPannerNode(context, { pan })).connect(context.destination);
    source.start(when, Math.max(0, offset), Math.max(0, seconds));
    this.#sources.push(source);
  }

  /** Moves the position on until the end. */
  #follow(start: number, from: number, speed: number): void {
    const step = () => {
      const heard = Math.max(0, this.#context!.currentTime - start);
      this.position = Math.min(this.durationSeconds, from + heard * speed);
      if (this.position >= this.durationSeconds) this.pause();
      else this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #silence(): void {
    cancelAnimationFrame(this.#frame);
    for (const source of this.#sources.splice(0)) source.stop();
  }

  async #prepared(): Promise<PlayedBuffers> {
    if (this.#buffers !== undefined) return this.#buffers;
    this.isPreparing = true;
    try {
      return (this.#buffers = await this.#load());
    } finally {
      this.isPreparing = false;
    }
  }

  /** The candidate's part of a stretch at the reference's tempo and pitch; kept. */
  async #undoneBuffer(index: number, { candidate }: PlayedBuffers): Promise<AudioBuffer> {
    this.isPreparing = true;
    try {
      return await (this.#undone.get(index) ?? this.#undoAndKeep(index, candidate));
    } finally {
      this.isPreparing = false;
    }
  }

  #undoAndKeep(index: number, candidate: AudioBuffer): Promise<AudioBuffer> {
    const undone = this.#undo(this.stretches[index]!, candidate);
    this.#undone.set(index, undone);
    undone.catch((error: unknown) => {
      this.#undone.delete(index);
      // The worker broke, and would not answer again.
      if (asFailure(error).code === 'INTERNAL') this.#endWorker();
    });
    return undone;
  }

  async #undo(stretch: CommonStretch, candidate: AudioBuffer): Promise<AudioBuffer> {
    const { sampleRate } = candidate;
    const first = Math.floor(stretch.candidateStartSeconds * sampleRate);
    const end = Math.ceil(stretch.candidateEndSeconds * sampleRate);
    const worker = (this.#worker ??= startWorker());
    const { signal: ended } = this.#calls;
    const buffer = new AudioBuffer({
      length: Math.max(1, Math.round((end - first) * stretch.tempoRatio)),
      sampleRate,
      numberOfChannels: candidate.numberOfChannels,
    });
    for (let channel = 0; channel < candidate.numberOfChannels; channel++) {
      const samples = candidate.getChannelData(channel).slice(first, end);
      const job: UndoJob = {
        task: 'undo',
        signal: { samples, sampleRateHz: sampleRate },
        tempoRatio: stretch.tempoRatio,
        shiftSemitones: stretch.pitchShiftSemitones,
      };
      const options = { transfer: [samples.buffer], signal: ended };
      const undone = await callWorker<Float32Array<ArrayBuffer>>(worker, job, options);
      buffer.copyToChannel(undone.subarray(0, buffer.length), channel);
    }
    return buffer;
  }

  #endWorker(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#calls.abort();
    this.#calls = new AbortController();
  }
}
