import { DoppeltonError } from '../errors/index.js';
import { COLLAGE, type EvaluateFlags } from './evaluate-options.js';

/** What is evaluated, by the name that the command line gives it. */
type Evaluation =
  | 'one --protocol'
  | '--all-pairs'
  | 'a list of --pairs'
  | '--detectors'
  | '--renditions'
  | `the protocol ${typeof COLLAGE}`;

const COLLAGES = `the protocol ${COLLAGE}` as const;
const JUDGED_BY_EVIDENCE: readonly Evaluation[] = [
  '--all-pairs',
  'a list of --pairs',
  '--renditions',
  COLLAGES,
];

/**
 * Options that only some evaluations heed. Those of the machine (`--cache`, `--threads`) change no figure and are taken
 * everywhere.
 */
const HEEDED_BY: Partial<Readonly<Record<keyof EvaluateFlags, readonly Evaluation[]>>> = {
  targets: ['one --protocol'],
  nonTargets: ['one --protocol'],
  durations: ['--all-pairs'],
  fragments: ['--all-pairs'],
  levels: [COLLAGES],
  chunks: [COLLAGES],
  falseAlarms: [COLLAGES],
  stretches: ['--detectors', '--renditions'],
  calibrate: JUDGED_BY_EVIDENCE,
  calibration: JUDGED_BY_EVIDENCE,
  floor: ['--all-pairs', 'a list of --pairs'],
  floorRise: ['--all-pairs', 'a list of --pairs'],
  record: ['--all-pairs', 'a list of --pairs', '--renditions'],
  model: ['one --protocol', ...JUDGED_BY_EVIDENCE],
};

/**
 * @param isGiven - Whether an option was typed, rather than left at its default.
 * @throws DoppeltonError `USAGE` when the flags do not say what to evaluate, or say what it would not heed.
 */
export function requireUsage(flags: EvaluateFlags, isGiven: (name: keyof EvaluateFlags) => boolean): void {
  const evaluation = evaluationOf(flags);
  for (const [name, heeding] of Object.entries(HEEDED_BY)) {
    if (heeding.includes(evaluation) || !isGiven(name as keyof EvaluateFlags)) continue;
    refuse(`${optionName(name)} takes ${heeding.join(', or ')}; ${evaluation} does not heed it`);
  }
  const { calibrate, calibration, floor, floorRise, record } = flags;
  // A ratio against renditions is added to the evidence that is named.
  if (calibrate === true && calibration !== undefined && evaluation !== '--renditions') {
    refuse('--calibrate fits a calibration and --calibration names one; give one of them');
  }
  if ((floor !== undefined || floorRise !== undefined) && calibrate !== true) {
    refuse('--floor and --floor-rise take --calibrate: what is aligned is part of a calibration');
  }
  if (record !== undefined && calibrate === true) {
    refuse('--record writes figures on recordings that were not calibrated on; it takes no --calibrate');
  }
}

function evaluationOf(flags: EvaluateFlags): Evaluation {
  const { pairs, protocol = [], corpus, allPairs, detectors, renditions } = flags;
  const isCollage = protocol[0] === COLLAGE;
  if (pairs !== undefined) {
    if (allPairs === true || detectors === true || renditions !== undefined) {
      refuse('a list of --pairs is judged alone, without --all-pairs, --detectors or --renditions');
    }
    return 'a list of --pairs';
  }
  if (corpus === undefined || (protocol.length === 0 && detectors !== true && renditions === undefined)) {
    refuse('name a --protocol (or --detectors, or --renditions) and a --corpus, or a list of --pairs');
  }
  if (renditions !== undefined) {
    if (allPairs === true || detectors === true || protocol.length > 0) {
      refuse('--renditions are judged alone, without --protocol, --all-pairs and --detectors');
    }
    return '--renditions';
  }
  if (isCollage && (allPairs === true || detectors === true)) {
    refuse(`${COLLAGES} is judged alone, without --all-pairs and --detectors`);
  }
  if (detectors === true && (allPairs === true || protocol.length > 0)) {
    refuse('--detectors are judged alone, without --protocol and --all-pairs');
  }
  if (protocol.length > 1 && allPairs !== true) refuse('several protocols at once take --all-pairs');
  if (isCollage) return COLLAGES;
  if (detectors === true) return '--detectors';
  return allPairs === true ? '--all-pairs' : 'one --protocol';
}

/** As it is typed, from the name that the flags have it under. */
function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function refuse(message: string): never {
  throw new DoppeltonError('USAGE', message);
}
