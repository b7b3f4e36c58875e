import { expect, it } from 'vitest';
import { DECODING_WARNINGS } from '../../audio/index.js';
import { SEARCH_WARNINGS } from '../../search/index.js';
import { COMPARISON_WARNINGS } from '../../verification/index.js';
import { russianWarning } from './russian-warnings.js';

/** What a function of warnings gives for each of them: one that is added must be added here. */
type Examples<Warnings> = Readonly<Record<keyof Warnings, string>>;

const ofDecoding: Examples<typeof DECODING_WARNINGS> = {
  truncated: DECODING_WARNINGS.truncated(3.25, 9),
  endMissing: DECODING_WARNINGS.endMissing(3.25),
  damagedPackets: DECODING_WARNINGS.damagedPackets(7),
  missingInside: DECODING_WARNINGS.missingInside(1.5),
};
const ofComparisons: Examples<typeof COMPARISON_WARNINGS> = {
  holdsOneSound: COMPARISON_WARNINGS.holdsOneSound('запись', 1.25),
  soundsLikeNoise: COMPARISON_WARNINGS.soundsLikeNoise('запись', 31),
  driftingTempo: COMPARISON_WARNINGS.driftingTempo([0.982, 1.018]),
  otherRendition: COMPARISON_WARNINGS.otherRendition(true),
};
const ofSearches: Examples<typeof SEARCH_WARNINGS> = {
  holdsOneSound: SEARCH_WARNINGS.holdsOneSound(1.25),
  soundsLikeNoise: SEARCH_WARNINGS.soundsLikeNoise(31),
  short: SEARCH_WARNINGS.short(2.5, 4),
};
const ofRenditions = COMPARISON_WARNINGS.otherRendition(false);
const ofFiles = Object.values(ofDecoding).map((warning) => `запись: ${warning}`);

it.each([...ofFiles, ofRenditions, ...Object.values(ofComparisons), ...Object.values(ofSearches)])(
  'is said in Russian, with its numbers: %s',
  (warning) => {
    const russian = russianWarning(warning);
    expect(russian).not.toMatch(/[a-z]/i);
    expect(russian.match(/[\d.]*\d/g)).toEqual(warning.match(/[\d.]*\d/g));
    expect(russian.startsWith('запись: ')).toBe(warning.startsWith('запись: '));
  },
);

it('stays as it is where it is not known', () => {
  expect(russianWarning('a.wav: something new')).toBe('a.wav: something new');
});
