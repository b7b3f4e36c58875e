import { VERBAL_CATALOGUES } from '../../verification/index.js';
import { englishPlural } from './number-format.js';
import type { ReportTexts } from './report-texts.js';

const { same, different } = VERBAL_CATALOGUES.en.propositions;

export const ENGLISH_REPORT: ReportTexts = {
  title: 'Comparison of two recordings',
  subtitle: 'Report of an evaluative examination: is one recording an altered copy of the other?',
  figure: (number) => `Figure ${number}`,
  table: (number) => `Table ${number}`,
  page: (page, pages) => `Page ${page} of ${pages}`,
  heading: {
    question: 'Question',
    finding: 'Finding',
    found: 'What was found',
    pictures: 'Pictures',
    validation: 'Validation',
    conditions: 'Conditions of this case and of the validation',
    files: 'Files',
    model: 'Model and calibration',
    limits: 'Limits',
    reproduction: 'Reproduction',
  },
  head: {
    case: 'Case',
    examiner: 'Examiner',
    date: 'Date',
    software: 'Software',
    signature: 'Signature',
    reference: 'Reference',
    candidate: 'Candidate',
  },
  question: {
    intro: 'The findings are evaluated given two propositions that exclude each other:',
    proposition: (number) => `Proposition H${number}`,
    notes: [
      'The reference and the candidate are the files named in the section on files. Which of the propositions is true, or how probable either is, is not for this report to say: that depends on everything else that is known of the case as well.',
      'Propositions other than these two, such as two performances of one composition by the same players, two mixes of one session, or two pieces made from the same samples, were not evaluated and would need an evaluation of their own. Whether it is a copy or another rendition by a synthesiser is asked apart, in the finding, where the sound allows it.',
    ],
  },
  finding: {
    ratio: (log10) => `log₁₀ likelihood ratio ${log10}`,
    interval: (low, high) => `95 % interval ${low} to ${high}`,
    times: (direction, times) => {
      if (direction === 'neither') {
        return `The findings are about as probable if ${same} (H1) as if ${different} (H2): likelihood ratio ${times}.`;
      }
      const [if1, if2] =
        direction === 'same' ? [`${same} (H1)`, `${different} (H2)`] : [`${different} (H2)`, `${same} (H1)`];
      return `The findings are about ${times} times more probable if ${if1} than if ${if2}.`;
    },
    timesInterval: (low, high) =>
      `As a plain ratio of H1 to H2, the 95 % interval reaches from about ${low} to about ${high}.`,
    bound: (side) => `the ${side} bound of what the calibration supports`,
    atBound: (side, { targets, nonTargets, recordings }) =>
      `This is the ${side} bound of what the calibration’s trials support (${targets} target and ${nonTargets} non-target trials of ${recordings} recordings). ${side === 'upper' ? 'Stronger support for H1' : 'Stronger support for H2'} is not stated, however ${side === 'upper' ? 'alike' : 'unlike'} the recordings are; the interval is cut off at the same bound.`,
    noSupportStated:
      'No support for H1 is stated, because the sound of a recording cannot prove a common origin (see the warnings in the section on files); the ratio and its interval are therefore cut off at 1 (log₁₀ 0).',
    scale:
      'Verbal scale of the ENFSI guideline (2015), by likelihood ratio: from 2 weak, 10 moderate, 100 moderately strong, 1000 strong, 10 000 very strong, 1 000 000 extremely strong support; the same for reciprocals in favour of the alternative.',
    notes: [
      'The likelihood ratio says how much more probable the findings are under one proposition than under the other. It is not the probability of a proposition, and it identifies nothing absolutely.',
    ],
    decision: (verdict, score, threshold) =>
      verdict === 'match'
        ? `For sorting, the program calls this a match: ${score} exceeds the threshold of ${threshold}. The threshold is a setting of the program, not a conclusion on the case.`
        : `For sorting, the program calls this no match: ${score} does not exceed the threshold of ${threshold}. The threshold is a setting of the program, not a conclusion on the case.`,
    rendition: (ratio, interval, phrase, missingPercent) =>
      `Asked apart, of what runs together: log₁₀ likelihood ratio ${ratio} (${interval}) of a copy against another rendition. ${phrase} This rests on how much of what is loud in one recording is missing in the other, whichever way round that is less: ${missingPercent} %.`,
    uncalibrated: (cosine, threshold, verdict) => [
      `The model is not calibrated: no likelihood ratio can be stated, and no support for either proposition. The highest cosine between a fragment of the reference and one of the candidate is ${cosine}.`,
      `For sorting, the program calls this ${verdict === 'match' ? 'a match' : 'no match'} (threshold ${threshold}). A cosine is a measure of likeness, not of the strength of evidence.`,
    ],
  },
  found: {
    together: (stretches, seconds, candidateSeconds, percent) =>
      `In ${stretches === 1 ? 'one stretch' : `${stretches} stretches`}, ${seconds} s of the candidate’s ${candidateSeconds} s (${percent} %), the candidate runs along with the reference.`,
    stretch: (isOnly, reference, candidate) =>
      `${isOnly ? 'It' : 'The longest'} runs from ${reference.from} to ${reference.to} of the reference and from ${candidate.from} to ${candidate.to} of the candidate.`,
    pitch: (semitones, written) =>
      Math.abs(semitones) < 0.05
        ? 'Its pitch is that of the reference'
        : `Its pitch is ${written} semitones ${semitones < 0 ? 'lower' : 'higher'} than that of the reference`,
    tempo: (ratio, percent) =>
      Math.abs(ratio - 1) < 0.0005
        ? 'and its tempo is the same.'
        : `and it plays ${percent} % ${ratio > 1 ? 'faster' : 'slower'}.`,
    agreement: (score, prominence) =>
      `After undoing tempo and pitch, the details of the two spectrograms correlate at ${score} (1 would be the very same, 0 nothing in common).${prominence === undefined ? '' : ` That exceeds the mean of what they correlate at up to 4 s beside it by ${prominence} standard deviations.`}`,
    alterations: (kinds) =>
      `The sound shows ${englishPlural(kinds.length, 'a trace', 'traces')} of: ${kinds.join(', ')}.`,
    noAlterations: 'No alteration of the sound was found.',
    nothing: (reference, candidate, cosine) =>
      `No stretch was found in which the two recordings provably run together. What sounds most alike stands at ${reference} in the reference and at ${candidate} in the candidate (cosine ${cosine}).`,
    notSought: 'Alterations of the sound are sought only where the recordings run together.',
    segments: {
      caption: 'Stretches in which the two recordings run together',
      head: ['No.', 'reference', 'candidate', 'length', 'tempo', 'pitch, semitones', 'agreement'],
    },
    alterationTable: { caption: 'What was done to the sound', head: ['alteration', 'estimate'] },
    uncertainty:
      'The bounds beside an estimate are fixed, for tempo and speed by the length of the longest stretch: about 95 % of the errors stayed within them on stretches of the validation split. They do not know of this case. Stretches that differ in tempo or pitch were looked at apart, and what was not found in all of them says where it was; traces other than those of tempo, pitch, cuts and insertions were sought where stretches of one tempo and pitch last 4 s or more together. What is not listed was not found, which does not prove that it was not done.',
  },
  validation: {
    intro: (protocol, duration) =>
      `The calibration was tested on recordings that it was not fitted to. Nearest to this case are the trials with ${protocol} and fragments of ${duration}.`,
    introOfPairs: (list, shorter) =>
      `The calibration was tested on pairs of recordings that it was not fitted to: those of the list ${list}, compared whole. The shorter recording of a pair lasts ${shorter}.`,
    none: 'No validation was recorded for this calibration: how well its ratios hold is not known.',
    noCurve:
      'The curves of these trials were not recorded with the calibration, so this case’s ratio cannot be shown on them; the table gives their figures.',
    figures: {
      caption: 'Validation at this length of fragments',
      head: [
        'alteration of the copies',
        'target trials',
        'non-target trials',
        'EER, %',
        'Cllr, bit',
        'least Cllr, bit',
      ],
    },
    captionOfPairs: 'Validation on pairs of whole recordings',
    terms:
      'Target trials compare a fragment or a recording with an altered copy of it, non-target trials those of two recordings. EER: the error rate where false acceptances and false rejections are as frequent; 0 means that no error was made in as many trials. Cllr: the cost of the ratios as they are, 0 for perfect ones, 1 for such as say nothing; least Cllr: what the best calibration of the same scores would cost.',
    reached: ({ ratio, side, isExact, targets, allTargets, nonTargets, allNonTargets }) => {
      const most = isExact ? '' : 'at most ';
      return `A log₁₀ likelihood ratio of ${ratio} or ${side} was given to ${most}${targets} of ${allTargets} target trials and to ${most}${nonTargets} of ${allNonTargets} non-target trials.`;
    },
  },
  conditions: {
    intro: 'Figures of a validation hold for the conditions that were tested. Where this case lies:',
    table: {
      caption: 'This case against the tested conditions',
      head: ['condition', 'this case', 'tested', 'standing'],
    },
    standing: { inside: 'inside', outside: 'OUTSIDE', untested: 'not tested', judge: 'examiner to judge' },
    shorter: 'length of the shorter recording',
    longer: 'length of the longer recording',
    several: 'alterations at once',
    sound: 'kind of sound',
    soundTested: 'music; see the model’s training and validation data',
    soundHere: '(to be filled in by the examiner)',
    seconds: (seconds) => `${seconds} s`,
    range: (low, high) => `${low} to ${high}`,
    countedAs: (tested, seconds) => `${tested}; the calibration counts what is longer as ${seconds}`,
    units: {
      ratio: (range) => `× ${range}`,
      semitones: (range) => `${range} semitones`,
      decibels: (range) => `${range} dB`,
      seconds: (range) => `${range} s`,
      hertz: (range) => `${range} Hz`,
      kilobits: (range) => `${range} kbit/s`,
      count: (range) => range,
    },
    testedBy: (range, protocols) => `${range} (${protocols})`,
    notTested: 'not tested by itself',
    outside: (conditions) =>
      `Outside of what was tested, or not tested by themselves: ${conditions}. There the figures of the validation are a guide at best.`,
    allInside: 'What could be checked by the program lies inside the tested conditions.',
  },
  files: {
    table: { caption: 'The files, as given', head: ['', 'reference', 'candidate'] },
    path: 'path as given',
    sha256: 'SHA-256',
    format: 'format',
    container: (container, codec) => `${container}, codec ${codec}`,
    sampleRate: 'sample rate',
    channels: 'channels',
    duration: 'decoded duration',
    declared: 'declared duration',
    notDeclared: 'not declared',
    noWarnings: 'Decoding gave no warnings.',
    warningsIntro: 'Warnings of the program:',
    decoding: (decoder, rateHz) =>
      `Both were decoded by ${decoder}, mixed to one channel by the mean of all, and resampled to ${rateHz} Hz. Nothing else was done to the sound before the comparison.`,
  },
  model: {
    table: { caption: 'What the ratio rests on', head: [] },
    model: 'model',
    weights: 'SHA-256 of the weights',
    description: 'description',
    training: 'training data',
    notRecorded: 'not recorded in the model',
    features: 'features',
    constantQ: (bins, binsPerOctave, low, high) =>
      `constant-Q transform, ${bins} bins of ${binsPerOctave} an octave, ${low} to ${high} Hz`,
    fragments: 'fragments',
    fragment: (seconds, hopSeconds) => `${seconds} s, every ${hopSeconds} s`,
    calibration: 'calibration',
    calibrated: ({ targets, nonTargets, recordings }, low, high) =>
      `logistic regression on ${targets} target and ${nonTargets} non-target trials of ${recordings} recordings; log₁₀ ratios bounded to ${low} … ${high}`,
    calibrationFile: 'SHA-256 of the calibration',
    renditions: 'ratio of a copy against another rendition',
    renditionBasis: (basis, low, high) =>
      `logistic regression on ${basis}; log₁₀ ratios bounded to ${low} … ${high}`,
    renditionValidation: ({ targets, nonTargets, compositions, eerPercent, cllr }) =>
      `tested on ${targets} copies and on ${nonTargets} renditions of ${compositions} other compositions: equal error rate ${eerPercent} %, Cllr ${cllr} bit`,
    threshold: 'threshold',
    basis: (threshold, basis) => `${threshold}: ${basis}`,
  },
  limits: [
    'The ratio holds for the two propositions above and for sound like that of the calibration and the validation. Whether the sound of this case is like it, the examiner must judge.',
    'Productions that share samples, loops or synthesised parts can agree in long stretches without being copies, and so can performances of one composition. Two renditions of one sequence of notes (MIDI) by different synthesisers get as high a ratio as a copy does: every note sounds at its time in both. Where a ratio of a copy against another rendition is stated, it says which of the two it sounds like; that ratio was made from renditions by synthesisers, not by people, was tested on stretches of 10 and 20 s, and cannot tell apart two sets of sounds that share samples. Where none is stated, another rendition needs propositions of its own.',
    'The alignment assumes one tempo and one pitch within a stretch; a drifting tape comes out in pieces or not at all.',
    'Strong reverberation or noise, other music over the copy, short excerpts and several alterations at once make copies go unfound: a ratio below 1 supports H2 only as strongly as it says, and no match is no proof of different origins. Where other music lies over a copy, as loud as it or louder, the ratio can fall to its lower bound.',
    'The program compares sound. It says nothing about who made a recording, when, by what device, or which of the two came first.',
    'The listed alterations are estimates from the sound; an alteration that leaves no trace in the spectrogram is not found.',
  ],
  reproduction: {
    intro: {
      command: (software) => `This report was made by the command (${software}):`,
      page: (software) =>
        `This report was made in a browser by the page of the program (${software}), with the settings that stand above. This command gives the same findings up to rounding:`,
    },
    repeatable: {
      command:
        'The same files, model and settings give the same report, byte for byte, with the same version of the software on the same kind of machine.',
      page: 'The same files, model and settings give the same report, byte for byte, with the same version of the software in the same browser on the same kind of machine. Browsers decode compressed sound by decoders of their own, so another browser, or the command, may differ in the last digits.',
    },
  },
};
