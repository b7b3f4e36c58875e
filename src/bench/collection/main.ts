import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createSignalsmithStretcher } from '../../augment/index.js';
import { libraryGraph } from '../../collection/index.js';
import { Rng } from '../../numeric/index.js';
import {
  createOnnxRuntime,
  loadModel,
  loadSearchEvidence,
  openLibrary,
  openOrMakeLibrary,
  readCorpus,
} from '../../platform/node/index.js';
import type { LibraryEntry } from '../../search/index.js';
import { readEntries } from '../library/repeated-recordings.js';
import { alteredCopies } from './altered-copies.js';
import { measureFamilies } from './measure-families.js';
import { measureMonitor } from './measure-monitor.js';
import { describeShare } from './share.js';

// How right `cluster`, `dedupe` and `monitor` are. See docs/monitoring.md.
//
//   npm run bench:collection -- --corpus DIR --library DIR --into DIR [--split test] [--recordings 30] [--copies 3]
//     [--excerpts 60] [--seed 1] [--model default] [--out FILE.json]
//
// --library holds the corpus; a library of its split, less a fifth that is withheld, is made anew at --into. It is listened
// for in a stream; then altered copies of some recordings are put in beside the others.

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    library: { type: 'string' },
    into: { type: 'string' },
    split: { type: 'string', default: 'test' },
    recordings: { type: 'string', default: '30' },
    copies: { type: 'string', default: '3' },
    excerpts: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: 'default' },
    out: { type: 'string' },
  },
});
const { corpus: corpusFolder, library, into } = values;
if (corpusFolder === undefined || library === undefined || into === undefined) {
  throw new Error('--corpus, --library and --into are needed');
}

/** Of the split's groups, the share whose recordings are foreign to the library. */
const WITHHELD_SHARE = 0.2;
/** Copies are made of whole recordings of such a length, and excerpts taken of longer ones. */
const SHORTEST_SECONDS = 25;
const LONGEST_SECONDS = 150;

const print = (line: string) => {
  process.stdout.write(`${line}\n`);
};
const rng = new Rng(Number(values.seed));
const corpus = await readCorpus(corpusFolder, { hash: 'all' });
const described = new Map(corpus.recordings.map((recording) => [recording.sha256!, recording]));
const source = await openLibrary(library);
const { settings } = source;
const isSplit = corpus.recordings.some(({ split }) => split !== undefined);
const isWanted = ({ recording: { id } }: LibraryEntry) =>
  described.has(id) && (!isSplit || described.get(id)?.split === values.split);
const entries = (await readEntries(source)).filter(isWanted);
await source.close();

const groupOf = new Map(entries.map(({ recording: { id } }) => [id, described.get(id)!.group]));
const groups = rng.fork('withheld').shuffled([...new Set(groupOf.values())].sort());
const withheld = new Set(groups.slice(0, Math.ceil(WITHHELD_SHARE * groups.length)));
const isForeign = ({ recording: { id } }: LibraryEntry) => withheld.has(groupOf.get(id)!);
const held = entries.filter((entry) => !isForeign(entry));
const foreign = entries.filter(isForeign);
const isLong = ({ recording }: LibraryEntry) => recording.durationSeconds > SHORTEST_SECONDS;
const streamSource = ({ recording }: LibraryEntry) => ({ ...recording, group: groupOf.get(recording.id)! });

const embedder = await loadModel(values.model, createOnnxRuntime());
const { manifest } = embedder;
const evidence = await loadSearchEvidence(values.model, manifest);
const ports = { stretcher: await createSignalsmithStretcher() };
await rm(into, { recursive: true, force: true });
const store = await openOrMakeLibrary(into, settings);
await store.add(held);
await store.optimise();
const search = { store, config: manifest.features.constantQ, evidence };

const known = rng.fork('excerpts').shuffled(held.filter(isLong)).slice(0, Number(values.excerpts));
const monitor = await measureMonitor(known.map(streamSource), foreign.filter(isLong).map(streamSource), {
  ...{ embedder, search, alterations: ports, groupOf, rng: rng.fork('stream') },
});
const hours = monitor.streamSeconds / 3600;
print(`stream of ${hours.toFixed(2)} hours, library of ${held.length} recordings`);
print(`excerpts told: ${describeShare(monitor.detected)}; false detections: ${monitor.falseDetections}`);
print(`told within 10 s of their beginning: ${describeShare(monitor.promptly)}`);
for (const { level, detected, promptly } of monitor.byLevel) {
  print(`  ${level}: told ${describeShare(detected)}; within 10 s ${describeShare(promptly)}`);
}
const { median, p90, most } = monitor.delaySeconds;
print(`delay: median ${median.toFixed(1)} s, 90 % within ${p90.toFixed(1)} s, at most ${most.toFixed(1)} s`);

const usable = held.filter((entry) => isLong(entry) && entry.recording.durationSeconds < LONGEST_SECONDS);
const originals = rng.fork('copies').shuffled(usable).slice(0, Number(values.recordings));
const sourceOf = new Map<string, string>();
for (const { recording } of originals) {
  sourceOf.set(recording.id, recording.id);
  const own = rng.fork(recording.id);
  for (const { entry } of await alteredCopies(recording, Number(values.copies), {
    embedder,
    ports,
    rng: own,
  })) {
    sourceOf.set(entry.recording.id, recording.id);
    groupOf.set(entry.recording.id, groupOf.get(recording.id)!);
    await store.add([entry]);
  }
}
await store.optimise();
const figures = measureFamilies(await libraryGraph(search), { sourceOf, groupOf });
print(
  `library of ${held.length} recordings, of ${originals.length} of them ${values.copies} altered copies each`,
);
print(
  `pairs found: ${describeShare(figures.pairRecall)}; right of those found: ${describeShare(figures.pairPrecision)}`,
);
print(`pairs within one group, neither right nor wrong: ${figures.pairsWithinGroups}`);
print(`families right: ${describeShare(figures.families)}`);
print(
  `dedupe, copies with their original: ${describeShare(figures.dedupeRecall)}; wrong: ${describeShare(figures.dedupeWrong)}`,
);
if (values.out !== undefined) {
  const about = {
    split: values.split,
    seed: Number(values.seed),
    model: settings.model,
    held: held.length,
    originals: originals.length,
  };
  await writeFile(values.out, `${JSON.stringify({ about, monitor, families: figures }, null, 2)}\n`);
}
await store.close();
await embedder.release();
