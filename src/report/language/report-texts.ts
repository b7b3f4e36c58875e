import type { SupportDirection } from '../../verification/index.js';
import type { ReportInput } from '../document/report-input.js';
import type { TestedUnit } from '../document/tested-conditions.js';

/** The texts of the examiner's report. Numbers come in written out. */
export interface ReportTexts {
  readonly title: string;
  readonly subtitle: string;
  readonly figure: (number: number) => string;
  readonly table: (number: number) => string;
  readonly page: (page: number, pages: number) => string;
  readonly heading: HeadingTexts;
  readonly head: {
    readonly case: string;
    readonly examiner: string;
    readonly date: string;
    readonly software: string;
    readonly signature: string;
    readonly reference: string;
    readonly candidate: string;
  };
  readonly question: {
    readonly intro: string;
    readonly proposition: (number: 1 | 2) => string;
    readonly notes: readonly string[];
  };
  readonly finding: FindingTexts;
  readonly found: FoundTexts;
  readonly validation: ValidationTexts;
  readonly conditions: ConditionTexts;
  readonly files: FileTexts;
  readonly model: ModelTexts;
  readonly limits: readonly string[];
  /** By the face of the program that made the report. */
  readonly reproduction: {
    readonly intro: Readonly<Record<ReportInput['madeBy'], (software: string) => string>>;
    readonly repeatable: Readonly<Record<ReportInput['madeBy'], string>>;
  };
}

export interface HeadingTexts {
  readonly question: string;
  readonly finding: string;
  readonly found: string;
  readonly pictures: string;
  readonly validation: string;
  readonly conditions: string;
  readonly files: string;
  readonly model: string;
  readonly limits: string;
  readonly reproduction: string;
}

export interface FindingTexts {
  readonly ratio: (log10: string) => string;
  readonly interval: (log10Low: string, log10High: string) => string;
  /** How much more probable the findings are under the proposition that they support. */
  readonly times: (direction: SupportDirection, times: string) => string;
  readonly timesInterval: (low: string, high: string) => string;
  /** In place of an interval that has no width. */
  readonly bound: (side: 'upper' | 'lower') => string;
  readonly atBound: (side: 'upper' | 'lower', trials: CalibrationCounts) => string;
  readonly noSupportStated: string;
  readonly scale: string;
  readonly notes: readonly string[];
  readonly decision: (verdict: 'match' | 'no-match', score: string, threshold: string) => string;
  /** Of the ratio of a copy against another rendition. */
  readonly rendition: (ratio: string, interval: string, phrase: string, missingPercent: string) => string;
  readonly uncalibrated: (
    cosine: string,
    threshold: string,
    verdict: 'match' | 'no-match',
  ) => readonly string[];
}

export interface CalibrationCounts {
  readonly targets: string;
  readonly nonTargets: string;
  readonly recordings: string;
}

/** How a ratio against other renditions did on others than it was fitted to. */
export interface RenditionFigures {
  readonly targets: string;
  readonly nonTargets: string;
  readonly compositions: string;
  readonly eerPercent: string;
  readonly cllr: string;
}

export interface FoundTexts {
  readonly together: (
    stretches: number,
    seconds: string,
    candidateSeconds: string,
    percent: string,
  ) => string;
  /** Where a stretch lies; the only one, or the longest of several. */
  readonly stretch: (isOnly: boolean, reference: Span, candidate: Span) => string;
  /** Pitch and tempo of a stretch, e.g. "two semitones lower"; undefined where there is nothing to say. */
  readonly pitch: (semitones: number, written: string) => string;
  readonly tempo: (ratio: number, percent: string) => string;
  /** How well a stretch agrees, and by how many standard deviations it stands out, where that is known. */
  readonly agreement: (score: string, prominence: string | undefined) => string;
  readonly alterations: (kinds: readonly string[]) => string;
  readonly noAlterations: string;
  readonly nothing: (reference: string, candidate: string, cosine: string) => string;
  readonly notSought: string;
  readonly segments: TableTexts;
  readonly alterationTable: TableTexts;
  readonly uncertainty: string;
}

/** A stretch of time, written out. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

export interface TableTexts {
  readonly caption: string;
  readonly head: readonly string[];
}

export interface ValidationTexts {
  readonly intro: (protocol: string, duration: string) => string;
  /** Of a list of pairs, whose shorter recordings are so long. */
  readonly introOfPairs: (list: string, shorter: string) => string;
  readonly none: string;
  readonly noCurve: string;
  readonly figures: TableTexts;
  readonly captionOfPairs: string;
  readonly terms: string;
  /** How many trials have the case's ratio or a more extreme one in the direction that it points to. */
  readonly reached: (counts: ReachedCounts) => string;
}

export interface ReachedCounts {
  readonly ratio: string;
  /** Trials with this ratio or more, or with this ratio or less. */
  readonly side: 'more' | 'less';
  /** The counts are exact, or the most that they can be. */
  readonly isExact: boolean;
  readonly targets: string;
  readonly allTargets: string;
  readonly nonTargets: string;
  readonly allNonTargets: string;
}

/** Whether a condition of the case was among those tested. */
export type ConditionStanding = 'inside' | 'outside' | 'untested' | 'judge';

export interface ConditionTexts {
  readonly intro: string;
  readonly table: TableTexts;
  readonly standing: Readonly<Record<ConditionStanding, string>>;
  readonly shorter: string;
  readonly longer: string;
  readonly several: string;
  readonly sound: string;
  readonly soundTested: string;
  readonly soundHere: string;
  readonly seconds: (seconds: string) => string;
  readonly range: (low: string, high: string) => string;
  /** Added to the tested lengths: beyond so many seconds, more are not counted. */
  readonly countedAs: (tested: string, seconds: string) => string;
  /** A range with its unit. */
  readonly units: Readonly<Record<TestedUnit, (range: string) => string>>;
  readonly testedBy: (range: string, protocols: string) => string;
  readonly notTested: string;
  readonly outside: (conditions: string) => string;
  readonly allInside: string;
}

export interface FileTexts {
  readonly table: TableTexts;
  readonly path: string;
  readonly sha256: string;
  readonly format: string;
  readonly container: (container: string, codec: string) => string;
  readonly sampleRate: string;
  readonly channels: string;
  readonly duration: string;
  readonly declared: string;
  readonly notDeclared: string;
  readonly noWarnings: string;
  /** Where the program's own warnings follow in its own words. */
  readonly warningsIntro: string;
  readonly decoding: (decoder: string, rateHz: string) => string;
}

export interface ModelTexts {
  readonly table: TableTexts;
  readonly model: string;
  readonly weights: string;
  readonly description: string;
  readonly training: string;
  readonly notRecorded: string;
  readonly features: string;
  readonly constantQ: (bins: number, binsPerOctave: number, low: string, high: string) => string;
  readonly fragments: string;
  readonly fragment: (seconds: string, hopSeconds: string) => string;
  readonly calibration: string;
  readonly calibrated: (counts: CalibrationCounts, low: string, high: string) => string;
  readonly calibrationFile: string;
  readonly renditions: string;
  readonly renditionBasis: (basis: string, low: string, high: string) => string;
  readonly renditionValidation: (figures: RenditionFigures) => string;
  readonly threshold: string;
  readonly basis: (threshold: string, basis: string) => string;
}
