import type { MonitorEvent } from '../monitoring/index.js';
import { ENGLISH_NUMBERS } from '../report/index.js';
import { printable } from './printable.js';

const { fixed, signed, time } = ENGLISH_NUMBERS;

/** One line for people. */
export function describeMonitorEvent({ kind, detection }: MonitorEvent): string {
  const { number, recording, tempoRatio, pitchShiftSemitones, logLikelihoodRatio } = detection;
  const when = kind === 'begin' ? detection.startedAt : detection.endedAt;
  const stretch = `${time(detection.streamStartSeconds)} – ${time(detection.streamEndSeconds)}`;
  const reference = `${time(detection.referenceStartSeconds)} – ${time(detection.referenceEndSeconds)}`;
  return [
    when.toISOString(),
    `${kind === 'begin' ? 'begins' : 'ended '} ${number}`,
    printable(recording.path),
    kind === 'begin' ? `at ${time(detection.streamStartSeconds)}` : `sounded ${stretch}`,
    `its ${reference}`,
    `tempo × ${fixed(tempoRatio, 4)}`,
    `pitch ${signed(pitchShiftSemitones, 2)} semitones`,
    `log10 likelihood ratio ${fixed(logLikelihoodRatio, 2)}`,
  ].join('  ');
}

/** One line for programs. */
export function monitorEventJson({ kind, detection }: MonitorEvent): string {
  const { number, recording, ...stretch } = detection;
  const { id, path } = recording;
  return JSON.stringify({ event: kind, number, recording: { id, path }, ...stretch });
}
