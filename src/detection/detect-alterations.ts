import { candidateCodec } from './coding/lossy-coding.js';
import type { BandEdge } from './band-edges.js';
import { measureChanges, type ChangeMeasurements } from './change-measurements.js';
import type { CommonSound } from './common-sound.js';
import type { DetectedAlteration, SoundAlteration } from './detected-alteration.js';
import { detectEdits } from './edits.js';
import { placed } from './placed-alterations.js';
import { detectTimeChange } from './time-change.js';

/** With less sound in common nothing is said. */
export const LEAST_SECONDS_FOR_TIME = 1.5;
/** With less sound in common nothing is said that takes statistics over cells. */
export const LEAST_SECONDS_FOR_SOUND = 4;

// Chosen on the validation split; see the figures of `evaluateDetectors`.
const REVERBERATION_EVIDENCE = 0.12;
const EDGE_EVIDENCE_DB = 40;
const EDGE_DROP_DB = 6;
const NOISE_SHARE = 0.35;
const NOISE_ROUGHNESS_DB = 0.9;
const NOISE_EVIDENCE = 0.1;
const LEAST_GAIN_DB = 1;
/** Stretching and rooms change the level by themselves. */
const LEAST_GAIN_OF_CHANGED_DB = 3;

const EDGE_ERROR_OCTAVES = 0.37;
const SNR_ERROR_DB = 10;
const DECAY_ERROR_FACTOR = 2.4;
const GAIN_ERROR_DB = 0.6;
const GAIN_ERROR_OF_CHANGED_DB = 3;

/**
 * What was done to the sound: the reference is brought to the candidate's tempo, pitch and time, and the two are
 * compared cell by cell. Only what the sound supports is named; an empty list says that nothing was found.
 *
 * Each part is looked at by itself, and what was not found in all of them says in which stretches it was.
 *
 * @param parts - As {@link commonParts} gives them.
 */
export function detectAlterations(parts: readonly CommonSound[]): DetectedAlteration[] {
  const telling = parts.filter(({ seconds }) => seconds >= LEAST_SECONDS_FOR_TIME);
  const timed = telling.map(({ segments }) => ({ segments, found: detectTimeChange(segments) }));
  const heard = telling.map((part) => ({
    segments: part.segments,
    found: part.seconds < LEAST_SECONDS_FOR_SOUND ? [] : judgeSound(measureChanges(part), part),
  }));
  const inOrder = telling
    .flatMap(({ segments }) => segments)
    .toSorted((a, b) => a.candidateStartSeconds - b.candidateStartSeconds);
  return [...placed(timed), ...detectEdits(inOrder), ...placed(heard)];
}

/** What measurements support, of all that is not a matter of time. */
export function judgeSound(measured: ChangeMeasurements, part: CommonSound): SoundAlteration[] {
  const { model, noise, band } = measured;
  const timeChanged = detectTimeChange(part.segments).length > 0;
  const found: SoundAlteration[] = [];
  const reverberant = model.reverberationEvidence > REVERBERATION_EVIDENCE;
  const noisy =
    noise.share > NOISE_SHARE && noise.roughnessDb < NOISE_ROUGHNESS_DB && noise.evidence > NOISE_EVIDENCE;
  const low = supportedEdge(band?.low);
  const high = supportedEdge(band?.high);
  if (low !== undefined || high !== undefined) {
    found.push({
      kind: 'band-limit',
      ...(low === undefined ? {} : { lowHz: low }),
      ...(high === undefined ? {} : { highHz: high }),
      uncertaintyOctaves: EDGE_ERROR_OCTAVES,
    });
  }
  if (noisy) found.push({ kind: 'added-noise', snrDb: noise.snrDb, uncertaintyDb: SNR_ERROR_DB });
  if (reverberant) {
    found.push({
      kind: 'reverberation',
      decaySeconds: model.decaySeconds,
      uncertaintyFactor: DECAY_ERROR_FACTOR,
    });
  }
  const codec = candidateCodec(part, timeChanged);
  if (codec !== undefined) found.push({ kind: 'lossy-coding', ...codec });
  const gainDb = band?.levelDb ?? 0;
  const changed = timeChanged || reverberant;
  if (Math.abs(gainDb) > (changed ? LEAST_GAIN_OF_CHANGED_DB : LEAST_GAIN_DB)) {
    found.push({ kind: 'gain', gainDb, uncertaintyDb: changed ? GAIN_ERROR_OF_CHANGED_DB : GAIN_ERROR_DB });
  }
  return found;
}

function supportedEdge(edge: BandEdge | undefined): number | undefined {
  if (edge === undefined) return undefined;
  return edge.evidenceDb > EDGE_EVIDENCE_DB && edge.dropDb > EDGE_DROP_DB ? edge.frequencyHz : undefined;
}
