import type { AlterationKind, DetectedAlteration } from '../../detection/index.js';
import type { ProtocolName } from '../../evaluation/index.js';
import type { Language, VerbalCatalogue } from '../../verification/index.js';
import type { NumberFormat } from './number-format.js';
import type { ReportTexts } from './report-texts.js';
import type { FigureTexts } from './figure-texts.js';

/**
 * All that is said in one language. A catalogue is a constant of this type in a file of its own, listed in `CATALOGUES`;
 * what it leaves out, the compiler names.
 */
export interface Catalogue {
  readonly language: Language;
  readonly numbers: NumberFormat;
  readonly verbal: VerbalCatalogue;
  /** One detected alteration, e.g. `pitch +2.01 semitones (± 0.25)`. */
  readonly alteration: (alteration: DetectedAlteration) => string;
  readonly alterationKinds: Readonly<Record<AlterationKind, string>>;
  /** How the protocols of the validation alter copies. */
  readonly protocols: Readonly<Record<ProtocolName, string>>;
  readonly figures: FigureTexts;
  readonly report: ReportTexts;
}
