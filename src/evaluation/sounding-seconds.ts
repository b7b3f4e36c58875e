import type { ConstantQPlane, ConstantQConfig } from '../features/index.js';

/** How much of a recording there is to draw fragments from. */
export interface SoundSurvey {
  /** Seconds that can be relied on: up to the centre of the last constant-Q frame. */
  readonly durationSeconds: number;
  /** For every whole second begun, 1 when something sounds in it. */
  readonly sounding: Uint8Array;
}

/** The magnitude of a sine at about −60 dB of full scale: quieter seconds count as silence. */
const SOUNDING_MAGNITUDE = 3e-3;

/** Marks the seconds of a recording in which some constant-Q bin rises above −60 dBFS. */
export function surveySound(plane: ConstantQPlane, config: ConstantQConfig): SoundSurvey {
  const framesPerSecond = config.sampleRateHz / config.hopSamples;
  const durationSeconds = (plane.frames - 1) / framesPerSecond;
  const sounding = new Uint8Array(Math.max(1, Math.ceil(durationSeconds)));
  for (let second = 0; second < sounding.length; second++) {
    const first = Math.min(plane.frames - 1, Math.floor(second * framesPerSecond));
    const last = Math.min(plane.frames, Math.ceil((second + 1) * framesPerSecond));
    const { data } = plane.slice(first, last - first);
    if (data.some((magnitude) => magnitude > SOUNDING_MAGNITUDE)) sounding[second] = 1;
  }
  return { durationSeconds, sounding };
}

/** Share of a fragment's seconds in which something must sound. */
const SOUNDING_SHARE = 0.75;

/**
 * Where a fragment may start so that at least three quarters of its seconds sound.
 *
 * @returns Whole seconds, rising; a fragment that starts within the second after one of them is admissible as far as
 *   it ends inside the recording. Empty when there is none.
 */
export function admissibleStarts(survey: SoundSurvey, fragmentSeconds: number): number[] {
  const { durationSeconds, sounding } = survey;
  const span = Math.ceil(fragmentSeconds);
  const starts: number[] = [];
  for (let start = 0; start + fragmentSeconds <= durationSeconds; start++) {
    let heard = 0;
    for (let second = start; second < start + span; second++) heard += sounding[second] ?? 0;
    if (heard >= SOUNDING_SHARE * span) starts.push(start);
  }
  return starts;
}
