import { ENGLISH_NUMBERS, englishAlteration, englishPlural } from '../../report/index.js';
import { VERBAL_CATALOGUES } from '../../verification/index.js';
import type { PageTexts } from './page-texts.js';

const { strengths } = VERBAL_CATALOGUES.en;

export const ENGLISH: PageTexts = {
  languageName: 'English',
  numbers: ENGLISH_NUMBERS,
  alteration: englishAlteration,
  warning: (warning) => warning,
  page: {
    question: 'Is one recording an altered copy of another?',
    privacy: 'The files stay on this device. All of the computing is done in this page; nothing is sent.',
    language: 'Language',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    skip: 'Skip to the content',
    views: { compare: 'Compare two files', search: 'Search the library', duplicates: 'Duplicates' },
  },
  files: {
    reference: 'Reference',
    referenceHint: 'the recording to hold against',
    candidate: 'Candidate',
    candidateHint: 'the recording in question',
    query: 'Query',
    queryHint: 'a recording, or parts of several in a row, from 4 s up',
    choose: 'Choose a file',
    change: 'Choose another',
    drop: 'or drop it here; two at once fill both places',
    dropOne: 'or drop it here',
    swap: 'Swap',
    compare: 'Compare',
    formats:
      'WAV, FLAC, MP3, AAC and M4A, Ogg Vorbis, Opus and WebM, up to 15 minutes each. The command line (doppelton compare) takes any length and also AIFF, ALAC, WMA, AMR and more.',
    megabytes: (bytes) => `${ENGLISH_NUMBERS.fixed(bytes / 1e6, 1)} MB`,
  },
  progress: {
    labels: {
      compare: 'Progress of the comparison',
      search: 'Progress of the search',
      duplicates: 'Progress of the search for duplicates',
    },
    steps: {
      decoding: 'Decoding the files',
      analysing: 'Analysing the sound',
      comparing: 'Aligning and weighing',
      sending: 'Sending the file to the service',
      waiting: 'Waiting for the service',
      searching: 'Searching the library',
      pairing: 'Holding the recordings against one another',
    },
    left: (seconds) => `about ${seconds} s left`,
    cancel: 'Cancel',
    cancelled: 'Cancelled. The files are still chosen.',
  },
  verdict: {
    heading: (direction, strength) => {
      if (direction === 'neither' || strength === 'none') return 'No support for either proposition';
      const words = `${strengths[strength].charAt(0).toUpperCase()}${strengths[strength].slice(1)} support`;
      return direction === 'same' ? `${words} for an altered copy` : `${words} for different recordings`;
    },
    match: 'Match',
    noMatch: 'No match',
    decision: (score, threshold, isAbove) =>
      `log₁₀ likelihood ratio ${score}, ${isAbove ? 'above' : 'not above'} the threshold of ${threshold}`,
    ratio: 'Likelihood ratio',
    ratioTimes: (ratio) =>
      `The findings are about ${ratio} times more probable if the candidate is an altered copy than if the two come from different recordings.`,
    ratioOneIn: (ratio) =>
      `The findings are about ${ratio} times more probable if the two come from different recordings than if the candidate is an altered copy.`,
    interval: (low, high) => `95 % interval, log₁₀: ${low} to ${high}`,
    bound: 'This is the bound of what the calibration supports; the findings may say more.',
    noSupport: 'Cut off at 0: no support for a common origin is stated; see the warnings.',
    rendition: 'A copy, or another rendition?',
    propositions: 'Propositions',
    meaning:
      'The ratio tells how well either proposition explains the findings. It is not the probability of a proposition, and it identifies no recording: that takes what else is known of the case.',
    scale: 'Position on the scale of likelihood ratios',
    scaleEnds: ['different recordings', 'altered copy'],
    together: (seconds, parts) =>
      parts === 1
        ? `They run together for ${seconds} of the candidate, in one stretch.`
        : `They run together for ${seconds} of the candidate, in ${parts} stretches.`,
    nothingTogether: 'No stretch was found in which the two run together.',
  },
  pictures: {
    heading: 'Both recordings on one time axis',
    caption:
      'Constant-Q spectrograms, low notes at the bottom. The candidate is drawn with the tempo and pitch of the longest common stretch undone. Bands join what runs together; click one to hear it.',
    captionApart:
      'Constant-Q spectrograms, low notes at the bottom, each from its own beginning. Nothing is aligned.',
    alternative: (parts) =>
      `Two spectrograms above each other with ${parts} common ${parts === 1 ? 'stretch' : 'stretches'} joined by bands. The table of stretches gives the same places in numbers.`,
    similarityHeading: 'Similarity of all stretches',
    similarityCaption:
      'Every fragment of the reference (to the right) held against every one of the candidate (upwards); bright is alike. Lines: where the two were found to run together.',
    similarityAlternative:
      'Matrix of similarities of the fragments of both recordings; lines mark the common stretches.',
    seconds: 's',
  },
  segments: {
    heading: 'Stretches that run together',
    closest: 'Most alike stretches, for listening only: they are no evidence of a common origin',
    number: 'No.',
    listen: 'Listen',
    tempo: 'Tempo',
    pitch: 'Pitch, semitones',
    agreement: 'Agreement',
    play: (number) => `Play stretch ${number}`,
    pause: (number) => `Pause stretch ${number}`,
    alterations: 'What was done to the candidate',
    noAlterations: 'No alteration was found.',
  },
  listening: {
    heading: 'Listen',
    modes: {
      reference: 'Reference',
      candidate: 'Candidate',
      undone: 'Candidate, change undone',
      both: 'Both: reference left, candidate undone right',
    },
    position: 'Position in the reference',
    preparing: 'Preparing the sound …',
  },
  details: {
    heading: 'Details',
    length: 'Length',
    format: 'Format',
    channels: (channels) => (channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`),
    model: 'Model',
    cosine: 'Highest cosine of two fragments',
    validation: 'Validation nearest to this case',
    ofProtocol: (protocol, seconds) => `protocol ${protocol}, ${seconds} s`,
    ofPairs: (list, shortest, longest) =>
      `pairs of ${list}, the shorter recording ${shortest} to ${longest} s long`,
    validated: ({ trials, targets, nonTargets, eer, cllr }) =>
      `${trials}, ${targets} target and ${nonTargets} non-target trials: equal error rate ${eer} %, Cllr ${cllr} bit`,
    warnings: 'Warnings',
    save: 'Save the result (JSON)',
  },
  report: {
    heading: 'Report',
    about:
      'All that an examiner needs to defend the finding, as one file: propositions, ratio, pictures, validation, conditions, limits. It is made here, by this page. What is left empty is a line to fill in.',
    date: 'Date',
    case: 'Case',
    examiner: 'Examiner',
    language: 'Language of the report',
    save: 'Save the report (HTML)',
    print: 'Print it, or save it as PDF',
    making: 'Writing the report …',
  },
  search: {
    question: 'Where in the library does a recording come from?',
    privacy: (service) =>
      `Here the file does leave this device: it is sent to the service at ${service}, searched for there, and deleted after the search. Only the comparison of two files sends nothing.`,
    library: (recordings, hours) => `The library holds ${recordings} recordings, ${hours} hours.`,
    notSearchable:
      'The model of this library cannot weigh what a search finds: its likelihood ratios are not calibrated for searches.',
    key: 'API key of the service',
    useKey: 'Use it',
    search: 'Search',
    cancelled: 'Cancelled. The service deletes what it was sent.',
    found: (recordings) =>
      recordings === 0
        ? 'Nothing in the library matches'
        : recordings === 1
          ? 'One recording of the library matches'
          : `${recordings} recordings of the library match`,
    meaning: ({ hours, threshold, falseAlarms }) =>
      `${hours} hours were searched. What is shown has a log₁₀ likelihood ratio, before it is bounded to what the calibration supports, above ${threshold}; of queries that have nothing in such a library, ${falseAlarms} % would show something all the same.`,
    matched: (length, ratio) => `${length} long, log₁₀ likelihood ratio ${ratio}`,
    names: { reference: 'In the library', candidate: 'In the query' },
    listening: {
      heading: 'Listen',
      modes: {
        reference: 'Library',
        candidate: 'Query',
        undone: 'Query, change undone',
        both: 'Both: library left, query undone right',
      },
      position: 'Position in the library’s recording',
      preparing: 'Preparing the sound …',
    },
  },
  duplicates: {
    question: 'Which recordings of the library have something in common?',
    privacy: (service) =>
      `The service at ${service} holds its recordings against one another. Nothing is sent from this device; recordings are fetched when they are played.`,
    start: 'Find duplicates',
    cancelled: 'Cancelled. The service has stopped.',
    found: (families) =>
      families === 0
        ? 'No two recordings have anything in common, and no file is there twice'
        : `${families} ${englishPlural(families, 'family', 'families')} of recordings with something in common, or of identical files`,
    meaning: ({ recordings, hours, threshold, falseAlarms }) =>
      `${recordings} recordings, ${hours} hours, were searched for in one another. Stretches count whose log₁₀ likelihood ratio, before it is bounded to what the calibration supports, is above ${threshold}; of recordings that have nothing in common with any other, ${falseAlarms} % would be joined to one all the same.`,
    reading:
      'In the maps a dot is a recording, numbered as in the table below it; a ring around it marks a best copy. A line joins two with something in common: the thicker, the more. Click either to hear it. Beside a line: tempo and pitch where they were changed, the shares in common, the log₁₀ likelihood ratio (LR).',
    changes: {
      none: 'tempo and pitch unchanged',
      tempo: 'tempo changed',
      pitch: 'pitch changed',
      both: 'both changed',
    },
    family: (number, recordings, files) =>
      `Family ${number}: ${recordings} ${englishPlural(recordings, 'recording')}${files > recordings ? ` in ${files} files` : ''}`,
    map: (recordings, pairs) =>
      `Map of ${recordings} recordings and ${pairs} ${englishPlural(pairs, 'pair')}; the tables below say the same.`,
    partDrawn: (drawn, recordings) =>
      `Too many for a map: it shows the ${drawn} of ${recordings} recordings that are best connected, and the pairs between them. The tables have them all.`,
    recordings: 'Recordings',
    recording: 'Recording',
    role: 'What it is',
    best: 'Best copy',
    copyOf: (number) => `copy of ${number}`,
    alteredOf: (number) => `altered copy of ${number}`,
    part: 'has parts in common',
    sameAs: (number) => `the same bytes as ${number}`,
    worse: {
      agrees: 'tempo or pitch that few have',
      intact: 'damaged',
      lossless: 'lossy',
      'sample-rate': 'lower sample rate',
      'bit-rate': 'lower bit rate',
      length: 'shorter',
    },
    pairs: 'Pairs',
    pair: 'Pair',
    share: 'In common',
    semitones: 'st',
    play: (what) => `Play ${what}`,
    pause: (what) => `Pause ${what}`,
    more: (families) => `Show more (${families} left)`,
    listening: {
      heading: 'Listen',
      modes: {
        reference: 'First',
        candidate: 'Second',
        undone: 'Second, change undone',
        both: 'Both: first left, second undone right',
      },
      position: 'Position in the recording',
      preparing: 'Preparing the sound …',
    },
  },
  errors: {
    heading: 'This did not work',
    codes: {
      AUDIO_EMPTY: {
        what: 'The file has no bytes.',
        remedy: 'Copy or export the recording again.',
      },
      AUDIO_MALFORMED: {
        what: 'The file is not sound, or is damaged so that nothing can be decoded.',
        remedy: 'Check that it plays elsewhere, and convert it to WAV or FLAC if it does.',
      },
      AUDIO_UNSUPPORTED: {
        what: 'Browsers do not decode this kind of sound.',
        remedy:
          'Convert the recording to WAV or FLAC, or use the command line (doppelton compare), which reads it.',
      },
      AUDIO_NO_SOUND_TRACK: {
        what: 'The file has no sound: a picture, or a video without a sound track.',
        remedy: 'Choose a file with sound.',
      },
      AUDIO_TOO_SHORT: {
        what: 'The recording is shorter than the 1.5 s that a comparison needs.',
        remedy: 'Choose a longer recording.',
      },
      AUDIO_TOO_LONG: {
        what: 'The recording is too long for a browser: the limit is 15 minutes and 300 MB.',
        remedy: 'Cut it, or use the command line (doppelton compare), which takes recordings of any length.',
      },
      AUDIO_SILENT: {
        what: 'The recording holds no sound above digital silence.',
        remedy: 'Check the channel and the level of the recording.',
      },
      AUDIO_NOT_FINITE: {
        what: 'The file holds numbers that are no sound (NaN or infinity).',
        remedy: 'Export the recording again.',
      },
      FILE_UNREADABLE: {
        what: 'The file could not be read. It may have been moved or changed since it was chosen.',
        remedy: 'Choose it again.',
      },
      LIBRARY_UNAVAILABLE: {
        what: 'The service or its library cannot be reached.',
        remedy: 'Check that the service runs, and try again.',
      },
      KEY_REJECTED: {
        what: 'The service does not know this key.',
        remedy: 'Ask whoever runs the service for a key.',
      },
      RECORDING_UNPLAYABLE: {
        what: 'The library knows this recording, but its file is no longer where it was.',
        remedy: 'Put the file back, or add the recording again.',
      },
      MODEL_NOT_FOUND: {
        what: 'The model could not be loaded from this page’s server.',
        remedy: 'Check the connection and reload the page.',
      },
      RUNTIME_FAILED: {
        what: 'The neural network could not be run in this browser.',
        remedy: 'Close other tabs to free memory, or try an up-to-date browser.',
      },
    },
    other: {
      what: 'Something went wrong inside the page.',
      remedy: 'Reload the page and try again; report the message below if it comes back.',
    },
    message: 'Message',
    tooManyFiles: 'Two files at most can be compared; the first two were taken.',
    insecure:
      'This address is not secure (HTTPS or this machine), so the browser withholds what the page needs. Open the page under HTTPS.',
  },
};
