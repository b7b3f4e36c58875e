import { VERBAL_CATALOGUES } from '../../verification/index.js';
import type { Catalogue } from './catalogue.js';
import { ENGLISH_REPORT } from './english-report.js';
import { ENGLISH_NUMBERS, englishAlteration } from './english-words.js';

export const ENGLISH: Catalogue = {
  language: 'en',
  numbers: ENGLISH_NUMBERS,
  verbal: VERBAL_CATALOGUES.en,
  alteration: englishAlteration,
  alterationKinds: {
    'pitch-shift': 'pitch shift',
    'tempo-change': 'change of tempo',
    'speed-change': 'change of speed',
    'band-limit': 'limited band',
    'added-noise': 'added noise',
    reverberation: 'reverberation',
    'lossy-coding': 'lossy coding',
    gain: 'change of level',
    cut: 'cut',
    insertion: 'insertion of foreign sound',
  },
  protocols: {
    tempo: 'tempo × 0.85 to 1.35',
    pitch: 'pitch −4 to +4 semitones',
    'tempo-wide': 'tempo × 0.5 to 2',
    'pitch-wide': 'pitch −7 to +7 semitones',
    speed: 'speed × 0.6 to 1.6',
    noise: 'noise at 0 dB SNR',
    reverb: 'reverberation of 0.5 to 3 s, or echo',
    codec: 'MP3, AAC or Opus at 12 to 128 kbit/s',
    band: 'low, high or band pass, or telephone',
    chain: 'two to four alterations at once',
    partial: 'excerpt between foreign sound',
  },
  figures: {
    reference: 'Reference',
    candidate: 'Candidate',
    hertz: 'Hz',
    waveforms: {
      caption:
        'Waveforms of both recordings, each over its whole length. Stretches in which the two run together are shaded and bear one number in both.',
      alternative:
        'Outlines of the two waveforms, one above the other; bands join the stretches that run together. The table of stretches gives the same places in numbers.',
      notAligned: {
        caption: 'Waveforms of both recordings, each over its whole length.',
        alternative: 'Outlines of the two waveforms, one above the other; no stretches run together.',
      },
    },
    spectrograms: {
      caption:
        'Constant-Q spectrograms on one time axis. The found tempo and pitch are undone in the candidate, so that what is the same stands at the same place; bars above mark the stretches that run together. Outside of them the nearest stretch is continued. Grey: no sound to show.',
      alternative:
        'Two spectrograms above each other, the reference and the candidate with tempo and pitch undone, on the time axis of the reference.',
      notAligned: {
        caption:
          'Constant-Q spectrograms of both recordings, each from its own beginning. No stretch was found to run together, so nothing is aligned or undone.',
        alternative: 'Two spectrograms above each other, not aligned.',
      },
      referenceTime: 'time in the reference',
      candidateTime: 'time in the candidate',
      level: 'dB below the loudest',
    },
    similarity: {
      caption:
        'Similarity of every stretch of the reference with every stretch of the candidate (cosine of their embeddings); lines: where the alignment found the two to run together. Grey: no sound.',
      alternative:
        'Matrix of similarities with the time of the reference to the right and the time of the candidate upwards; lines mark the aligned stretches.',
      notAligned: {
        caption:
          'Similarity of every stretch of the reference with every stretch of the candidate (cosine of their embeddings). Grey: no sound.',
        alternative:
          'Matrix of similarities with the time of the reference to the right and the time of the candidate upwards.',
      },
      scale: 'cosine',
    },
    validation: {
      fragments: (protocol, duration) => `${protocol}; fragments of ${duration}`,
      pairs: (list) => `pairs of ${list}, compared whole`,
      caption: (trials) =>
        `This case’s ratio on the curves of the validation (${trials}). Left: detection error tradeoff; the dot is where this case’s ratio would stand as threshold. Right: Tippett plot; the line is this case’s ratio, the band its 95 % interval.`,
      alternative:
        'Detection error tradeoff and Tippett plot of the validation trials, with this case’s likelihood ratio marked. The text beside it gives the same in numbers.',
      detTitle: 'DET',
      falseAcceptance: 'false acceptance rate, %',
      falseRejection: 'false rejection rate, %',
      tippettTitle: 'Tippett',
      ratio: 'log₁₀ likelihood ratio',
      share: 'trials with this ratio or more, %',
      targets: 'target trials (copies)',
      nonTargets: 'non-target trials',
      thisCase: (ratio) => `this case: ${ratio}`,
    },
  },
  report: ENGLISH_REPORT,
};
