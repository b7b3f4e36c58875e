import type { DuplicateCopy } from '../../client/index.js';
import type { DetectedAlteration } from '../../detection/index.js';
import type { ErrorCode } from '../../errors/index.js';
import type { NumberFormat, PairChange } from '../../report/index.js';
import type { SupportDirection, SupportStrength } from '../../verification/index.js';
import type { ListeningMode } from '../playback/segment-player.svelte.js';

/** What went wrong, and what to do. */
export interface ErrorText {
  readonly what: string;
  readonly remedy: string;
}

/** Of the controls that play two recordings side by side. */
export interface ListeningTexts {
  readonly heading: string;
  readonly modes: Readonly<Record<ListeningMode, string>>;
  readonly position: string;
  readonly preparing: string;
}

/** What the page is for. */
export type ViewName = 'compare' | 'search' | 'duplicates';

/** What takes time. */
type Step = 'decoding' | 'analysing' | 'comparing' | 'sending' | 'waiting' | 'searching' | 'pairing';

/** All that the page says in one language; what a catalogue leaves out, the compiler names. */
export interface PageTexts {
  /** As the language calls itself. */
  readonly languageName: string;
  readonly numbers: NumberFormat;
  readonly alteration: (alteration: DetectedAlteration) => string;
  /** What the domain warns of, which it does in English. */
  readonly warning: (warning: string) => string;

  readonly page: {
    readonly question: string;
    readonly privacy: string;
    readonly language: string;
    readonly theme: string;
    readonly themes: Readonly<Record<'system' | 'light' | 'dark', string>>;
    readonly skip: string;
    readonly views: Readonly<Record<ViewName, string>>;
  };
  readonly files: {
    readonly reference: string;
    readonly referenceHint: string;
    readonly candidate: string;
    readonly candidateHint: string;
    readonly query: string;
    readonly queryHint: string;
    readonly choose: string;
    readonly change: string;
    readonly drop: string;
    readonly dropOne: string;
    readonly swap: string;
    readonly compare: string;
    readonly formats: string;
    readonly megabytes: (bytes: number) => string;
  };
  readonly progress: {
    /** Of what. */
    readonly labels: Readonly<Record<ViewName, string>>;
    readonly steps: Readonly<Record<Step, string>>;
    readonly left: (seconds: number) => string;
    readonly cancel: string;
    readonly cancelled: string;
  };
  readonly verdict: {
    readonly heading: (direction: SupportDirection, strength: SupportStrength) => string;
    readonly match: string;
    readonly noMatch: string;
    readonly decision: (score: string, threshold: string, isAbove: boolean) => string;
    readonly ratio: string;
    readonly ratioTimes: (ratio: string) => string;
    readonly ratioOneIn: (ratio: string) => string;
    readonly interval: (low: string, high: string) => string;
    readonly bound: string;
    readonly noSupport: string;
    readonly rendition: string;
    readonly propositions: string;
    readonly meaning: string;
    readonly scale: string;
    readonly scaleEnds: readonly [string, string];
    readonly together: (seconds: string, parts: number) => string;
    readonly nothingTogether: string;
  };
  readonly pictures: {
    readonly heading: string;
    readonly caption: string;
    readonly captionApart: string;
    readonly alternative: (parts: number) => string;
    readonly similarityHeading: string;
    readonly similarityCaption: string;
    readonly similarityAlternative: string;
    readonly seconds: string;
  };
  readonly segments: {
    readonly heading: string;
    readonly closest: string;
    readonly number: string;
    readonly listen: string;
    readonly tempo: string;
    readonly pitch: string;
    readonly agreement: string;
    readonly play: (number: number) => string;
    readonly pause: (number: number) => string;
    readonly alterations: string;
    readonly noAlterations: string;
  };
  readonly listening: ListeningTexts;
  readonly details: {
    readonly heading: string;
    readonly length: string;
    readonly format: string;
    readonly channels: (channels: number) => string;
    readonly model: string;
    readonly cosine: string;
    readonly validation: string;
    /** What the trials of a validation were: a protocol's, or those of a list of pairs. */
    readonly ofProtocol: (protocol: string, seconds: string) => string;
    readonly ofPairs: (list: string, shortest: string, longest: string) => string;
    readonly validated: (figures: {
      readonly trials: string;
      readonly targets: string;
      readonly nonTargets: string;
      readonly eer: string;
      readonly cllr: string;
    }) => string;
    readonly warnings: string;
    readonly save: string;
  };
  readonly report: {
    readonly heading: string;
    readonly about: string;
    readonly date: string;
    readonly case: string;
    readonly examiner: string;
    readonly language: string;
    readonly save: string;
    readonly print: string;
    readonly making: string;
  };
  readonly search: {
    readonly question: string;
    /** Where the query is sent. */
    readonly privacy: (service: string) => string;
    readonly library: (recordings: string, hours: string) => string;
    readonly notSearchable: string;
    readonly key: string;
    readonly useKey: string;
    readonly search: string;
    readonly cancelled: string;
    readonly found: (recordings: number) => string;
    readonly meaning: (search: {
      readonly hours: string;
      readonly threshold: string;
      readonly falseAlarms: string;
    }) => string;
    readonly matched: (length: string, ratio: string) => string;
    readonly names: { readonly reference: string; readonly candidate: string };
    readonly listening: ListeningTexts;
  };
  readonly duplicates: {
    readonly question: string;
    readonly privacy: (service: string) => string;
    readonly start: string;
    readonly cancelled: string;
    readonly found: (families: number) => string;
    readonly meaning: (search: {
      readonly recordings: string;
      readonly hours: string;
      readonly threshold: string;
      readonly falseAlarms: string;
    }) => string;
    /** How a map is to be read. */
    readonly reading: string;
    readonly changes: Readonly<Record<PairChange, string>>;
    readonly family: (number: number, recordings: number, files: number) => string;
    /** Instead of a map that is not seen. */
    readonly map: (recordings: number, pairs: number) => string;
    readonly partDrawn: (drawn: number, recordings: number) => string;
    readonly recordings: string;
    readonly recording: string;
    readonly role: string;
    readonly best: string;
    readonly copyOf: (number: number) => string;
    readonly alteredOf: (number: number) => string;
    readonly part: string;
    /** Of a further file of a recording. */
    readonly sameAs: (number: number) => string;
    /** In what a copy is worse than the best one. */
    readonly worse: Readonly<Record<NonNullable<DuplicateCopy['worseBy']>, string>>;
    readonly pairs: string;
    readonly pair: string;
    readonly share: string;
    /** The unit, shortened. */
    readonly semitones: string;
    readonly play: (what: string) => string;
    readonly pause: (what: string) => string;
    readonly more: (families: number) => string;
    readonly listening: ListeningTexts;
  };
  readonly errors: {
    readonly heading: string;
    readonly codes: Partial<Readonly<Record<ErrorCode, ErrorText>>>;
    readonly other: ErrorText;
    readonly message: string;
    readonly tooManyFiles: string;
    readonly insecure: string;
  };
}
