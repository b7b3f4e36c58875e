import type { LibraryGraph, LibraryPair } from '../../collection/index.js';
import type { LibraryRecording } from '../../search/index.js';
import { escapeXml } from '../svg-markup.js';

interface Attribute<Item> {
  readonly name: string;
  readonly type: 'string' | 'double' | 'int';
  readonly value: (item: Item) => string | number;
}

const OF_RECORDINGS: readonly Attribute<LibraryRecording>[] = [
  { name: 'path', type: 'string', value: ({ path }) => path },
  { name: 'durationSeconds', type: 'double', value: ({ durationSeconds }) => durationSeconds },
  { name: 'codec', type: 'string', value: ({ format }) => format.codec },
  { name: 'sampleRateHz', type: 'double', value: ({ format }) => format.sampleRateHz },
  { name: 'bytes', type: 'double', value: ({ bytes }) => bytes },
];

const OF_PAIRS: readonly Attribute<LibraryPair>[] = [
  { name: 'tempoRatio', type: 'double', value: ({ line }) => line.tempoRatio },
  { name: 'pitchShiftSemitones', type: 'double', value: ({ line }) => line.pitchShiftSemitones },
  { name: 'referenceShare', type: 'double', value: ({ referenceShare }) => referenceShare },
  { name: 'candidateShare', type: 'double', value: ({ candidateShare }) => candidateShare },
  { name: 'segments', type: 'int', value: ({ segments }) => segments.length },
  { name: 'logLikelihoodRatio', type: 'double', value: ({ logLikelihoodRatio }) => logLikelihoodRatio },
];

const NAMESPACE = 'http://graphml.graphdrawing.org/xmlns';

/**
 * A library's graph as GraphML: recordings are nodes; what two have in common is an edge from the one that stands for
 * the reference to the other, since tempo and pitch have a direction.
 *
 * @see Brandes, Eiglsperger, Lerner & Pich, "Graph markup language (GraphML)", 2013.
 */
export function graphMl({ recordings, pairs }: Pick<LibraryGraph, 'recordings' | 'pairs'>): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<graphml xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${NAMESPACE} ${NAMESPACE}/1.0/graphml.xsd">`,
    ...keys('node', OF_RECORDINGS),
    ...keys('edge', OF_PAIRS),
    '<graph id="library" edgedefault="directed">',
    ...recordings.map(
      (recording) => `<node id="${recording.id}">${data('node', OF_RECORDINGS, recording)}</node>`,
    ),
    ...pairs.map((pair, i) => {
      const ends = `source="${pair.referenceId}" target="${pair.candidateId}"`;
      return `<edge id="pair${i}" ${ends}>${data('edge', OF_PAIRS, pair)}</edge>`;
    }),
    '</graph>',
    '</graphml>',
    '',
  ].join('\n');
}

type Owner = 'node' | 'edge';

function keys<Item>(owner: Owner, attributes: readonly Attribute<Item>[]): string[] {
  return attributes.map(
    ({ name, type }) => `<key id="${owner}.${name}" for="${owner}" attr.name="${name}" attr.type="${type}"/>`,
  );
}

function data<Item>(owner: Owner, attributes: readonly Attribute<Item>[], item: Item): string {
  return attributes
    .map(({ name, value }) => `<data key="${owner}.${name}">${escapeXml(String(value(item)))}</data>`)
    .join('');
}
