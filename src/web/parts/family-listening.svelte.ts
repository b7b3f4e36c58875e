import type { LibraryFamily, LibraryRecording } from '../../client/index.js';
import { longestStretch } from '../playback/common-stretch.js';
import { SegmentPlayer } from '../playback/segment-player.svelte.js';
import { servedLibrary } from '../service/library-client.js';

/** What of a family is listened to: one recording, or what a pair has in common. */
export interface Heard {
  readonly kind: 'recording' | 'pair';
  /** In the family's list of these. */
  readonly index: number;
}

/** Plays a family's recordings and pairs, one at a time. */
export class FamilyListening {
  heard = $state.raw<Heard>();
  player = $state.raw<SegmentPlayer>();
  readonly #family: LibraryFamily;
  readonly #recordings: ReadonlyMap<string, LibraryRecording>;

  constructor(family: LibraryFamily) {
    this.#family = family;
    this.#recordings = new Map(family.recordings.map((recording) => [recording.id, recording]));
  }

  isPlaying(kind: Heard['kind'], index: number): boolean {
    return this.#isHeard(kind, index) && this.player?.isPlaying === true;
  }

  /** Plays; what is played already pauses, and goes on. */
  toggle({ kind, index }: Heard): void {
    if (!this.#isHeard(kind, index) || this.player === undefined) {
      this.close();
      this.heard = { kind, index };
      this.player = kind === 'pair' ? this.#pairPlayer(index) : this.#recordingPlayer(index);
    }
    void this.player.toggle(this.player.index);
  }

  close(): void {
    void this.player?.close();
  }

  #isHeard(kind: Heard['kind'], index: number): boolean {
    return this.heard?.kind === kind && this.heard.index === index;
  }

  #recordingPlayer(index: number): SegmentPlayer {
    const recording = this.#family.recordings[index]!;
    const end = recording.durationSeconds;
    const whole = {
      ...{ referenceStartSeconds: 0, referenceEndSeconds: end },
      ...{ candidateStartSeconds: 0, candidateEndSeconds: end },
      ...{ tempoRatio: 1, pitchShiftSemitones: 0 },
    };
    return new SegmentPlayer([whole], () => this.#load(recording, recording));
  }

  #pairPlayer(index: number): SegmentPlayer {
    const { segments, referenceId, candidateId } = this.#family.pairs[index]!;
    const [reference, candidate] = [this.#recordings.get(referenceId)!, this.#recordings.get(candidateId)!];
    const player = new SegmentPlayer(segments, () => this.#load(reference, candidate));
    player.index = segments.indexOf(longestStretch(segments) as (typeof segments)[number]);
    player.mode = 'both';
    return player;
  }

  async #load(reference: LibraryRecording, candidate: LibraryRecording) {
    const [first, second] = await Promise.all([
      servedLibrary.sound(reference),
      servedLibrary.sound(candidate),
    ]);
    return { reference: first, candidate: second };
  }
}
