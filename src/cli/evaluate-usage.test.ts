import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { DoppeltonError } from '../errors/index.js';
import { addEvaluateOptions, type EvaluateFlags } from './evaluate-options.js';
import { requireUsage } from './evaluate-usage.js';

/** Reads a command line as the program does, and checks it. */
function check(line: string): void {
  const command = addEvaluateOptions(new Command()).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  command.parse([...line.split(' '), '--out', 'results'], { from: 'user' });
  requireUsage(command.opts<EvaluateFlags>(), (name) => command.getOptionValueSource(name) === 'cli');
}

/** Whether it is, or else refused as wrong usage. */
function isTaken(line: string): boolean {
  try {
    check(line);
    return true;
  } catch (error) {
    if (error instanceof DoppeltonError && error.code === 'USAGE') return false;
    throw error;
  }
}

const EVALUATIONS = {
  'one --protocol': '--protocol tempo --corpus music',
  '--all-pairs': '--all-pairs --protocol tempo,pitch --corpus music',
  'a list of --pairs': '--pairs mine.csv',
  '--detectors': '--detectors --corpus music',
  '--renditions': '--renditions tunes --corpus music',
  'the protocol collage': '--protocol collage --corpus music',
};
type Name = keyof typeof EVALUATIONS;
const [protocol, allPairs, pairs, detectors, renditions, collage] = Object.keys(EVALUATIONS) as Name[];

describe('requireUsage', () => {
  it.each(['--pairs mine.csv', '--protocol tempo', '--detectors', '--all-pairs --protocol tempo'])(
    'refuses renditions beside %s',
    (other) => {
      expect(
        isTaken(`--renditions tunes ${other.startsWith('--pairs') ? '' : '--corpus music '}${other}`),
      ).toBe(false);
    },
  );

  it('adds a ratio against renditions to evidence that is named', () => {
    expect(isTaken(`${EVALUATIONS['--renditions']} --calibrate --calibration own.json`)).toBe(true);
    expect(isTaken(`${EVALUATIONS['--all-pairs']} --calibrate --calibration own.json`)).toBe(false);
  });

  it.each<[string, (Name | undefined)[]]>([
    ['--targets 7', [protocol]],
    ['--non-targets 7', [protocol]],
    ['--durations 5', [allPairs]],
    ['--fragments 2', [allPairs]],
    ['--levels easy', [collage]],
    ['--chunks 12', [collage]],
    ['--false-alarms 0.01', [collage]],
    ['--stretches 8', [detectors, renditions]],
    ['--calibrate', [allPairs, pairs, renditions, collage]],
    ['--calibration own.json', [allPairs, pairs, renditions, collage]],
    ['--calibrate --floor 0.3', [allPairs, pairs]],
    ['--calibrate --floor-rise 0.02', [allPairs, pairs]],
    ['--record models/own', [allPairs, pairs, renditions]],
    ['--model paper', [protocol, allPairs, pairs, renditions, collage]],
    ['--seed 3 --threads 1 --cache kept --json', [protocol, allPairs, pairs, detectors, renditions, collage]],
  ])('takes %s where it is heeded, and refuses it elsewhere', (options, heeding) => {
    const taking = Object.entries(EVALUATIONS).filter(([, line]) => isTaken(`${line} ${options}`));
    expect(taking.map(([name]) => name)).toEqual(heeding);
  });

  it('names the option that is not heeded, and what would heed it', () => {
    expect(() => {
      check(`${EVALUATIONS['--all-pairs']} --targets 7`);
    }).toThrow('--targets takes one --protocol; --all-pairs does not heed it');
  });

  it.each([
    ['--calibrate --calibration own.json', 'give one of them'],
    ['--calibrate --record models/own', 'it takes no --calibrate'],
    ['--floor 0.3', 'take --calibrate'],
  ])('refuses %s together', (options, reason) => {
    expect(() => {
      check(`${EVALUATIONS['--all-pairs']} ${options}`);
    }).toThrow(reason);
  });

  it.each([
    [
      '--corpus music',
      'name a --protocol (or --detectors, or --renditions) and a --corpus, or a list of --pairs',
    ],
    [
      '--protocol tempo',
      'name a --protocol (or --detectors, or --renditions) and a --corpus, or a list of --pairs',
    ],
    ['--protocol tempo,pitch --corpus music', 'several protocols at once take --all-pairs'],
    ['--pairs mine.csv --all-pairs', 'judged alone'],
    ['--pairs mine.csv --detectors', 'judged alone'],
    ['--protocol collage --all-pairs --corpus music', 'judged alone'],
    ['--protocol collage --detectors --corpus music', 'judged alone'],
    ['--detectors --protocol tempo --corpus music', 'judged alone'],
    ['--detectors --all-pairs --protocol tempo --corpus music', 'judged alone'],
    ['--all-pairs --protocol tempo,collage --corpus music', 'The protocol collage is named alone'],
    ['--all-pairs --protocol all,tempo --corpus music', 'The protocol all is named alone'],
    ['--all-pairs --protocol tempo,nosuch --corpus music', 'There is no protocol nosuch'],
  ])('refuses %s', (line, reason) => {
    expect(() => {
      check(line);
    }).toThrow(reason);
  });
});
