import { extname } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { families, type Family, type LibraryGraph, type LibraryPair } from '../collection/index.js';
import { renderPng, requireWritablePlace, writeFileAtomically } from '../platform/node/index.js';
import { ENGLISH_NUMBERS, englishPlural, familyPicture, graphMl } from '../report/index.js';
import { EXIT_MATCH, EXIT_NO_MATCH } from './exit-codes.js';
import { addGraphOptions, readLibraryGraph, type GraphFlags } from './library-graph.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

interface ClusterFlags extends GraphFlags {
  readonly json?: true;
  readonly graphml?: string;
  readonly picture?: string;
}

/** `doppelton cluster` */
export function registerClusterCommand(program: Command): void {
  addGraphOptions(
    program
      .command('cluster')
      .description(
        'Find which recordings of a library have something in common: families of altered copies.',
      ),
  )
    .option('--json', 'print recordings, pairs and families as JSON')
    .option('--graphml <file>', 'write the graph as GraphML, for Gephi, yEd, Cytoscape, NetworkX and others')
    .addOption(
      new Option('--picture <file>', 'draw the families, as .svg or .png by the name').argParser(
        requirePicture,
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  doppelton cluster
  doppelton cluster --picture families.png --graphml families.graphml
  doppelton cluster --json | jq '.pairs[] | select(.line.tempoRatio > 1.05)'

An edge joins two recordings that have a stretch in common at any tempo (× 0.48 to 2.1) and pitch (± 10 semitones); it
carries tempo, pitch, what share of either lies in such a stretch, and the highest log10 likelihood ratio.

Exit codes: 0 when there are such recordings, 1 when there are none, 2 error.`,
    )
    .action(async (flags: ClusterFlags) => {
      for (const place of [flags.graphml, flags.picture]) {
        if (place !== undefined) await requireWritablePlace(place);
      }
      const graph = await readLibraryGraph(flags);
      if (flags.graphml !== undefined) await writeFileAtomically(flags.graphml, graphMl(graph));
      if (flags.picture !== undefined) await writePicture(flags.picture, graph);
      process.stdout.write(flags.json === true ? graphJson(graph) : describeGraph(graph));
      process.exitCode = graph.pairs.length > 0 ? EXIT_MATCH : EXIT_NO_MATCH;
    });
}

function requirePicture(file: string): string {
  if (/^\.(svg|png)$/i.test(extname(file))) return file;
  throw new InvalidArgumentError('--picture takes a file name that ends in .svg or .png.');
}

async function writePicture(file: string, graph: LibraryGraph): Promise<void> {
  const svg = familyPicture(graph);
  await writeFileAtomically(file, extname(file).toLowerCase() === '.png' ? renderPng(svg) : svg);
}

function graphJson(graph: LibraryGraph): string {
  const members = families(graph).map(({ recordings }) => recordings.map(({ id }) => id));
  return `${JSON.stringify({ ...graph, families: members }, null, 2)}\n`;
}

function describeGraph(graph: LibraryGraph): string {
  const all = families(graph);
  const members = all.reduce((sum, { recordings }) => sum + recordings.length, 0);
  const summary = `${graph.recordings.length} recordings: ${members} in ${all.length} ${englishPlural(all.length, 'family', 'families')}, ${graph.recordings.length - members} alone`;
  return `${[...all.map(describeFamily), summary].join('\n\n')}\n`;
}

function describeFamily({ recordings, pairs }: Family, index: number): string {
  const numbers = new Map(recordings.map(({ id }, i) => [id, String(i + 1)]));
  return [
    `family ${index + 1}`,
    formatTable(
      recordings.flatMap(({ paths }, i) =>
        paths.map((path, file) => [file === 0 ? `  ${i + 1}` : '  =', printable(path)]),
      ),
    ),
    formatTable(
      [
        ['', 'pair', 'tempo', 'pitch', 'in common', 'LR'],
        ...pairs.map((pair) => ['', ...describePair(pair, numbers)]),
      ],
      [2, 3, 4, 5],
    ),
  ].join('\n');
}

const { fixed, signed } = ENGLISH_NUMBERS;

function describePair(pair: LibraryPair, numbers: ReadonlyMap<string, string>): string[] {
  const { line, referenceShare, candidateShare } = pair;
  return [
    `${numbers.get(pair.referenceId)!} → ${numbers.get(pair.candidateId)!}`,
    `× ${fixed(line.tempoRatio, 4)}`,
    `${signed(line.pitchShiftSemitones, 2)} st`,
    `${fixed(100 * referenceShare, 0)} % / ${fixed(100 * candidateShare, 0)} %`,
    signed(pair.logLikelihoodRatio, 2),
  ];
}
