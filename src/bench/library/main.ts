import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createOnnxRuntime, loadModel, openLibrary, openOrMakeLibrary } from '../../platform/node/index.js';
import { latencyPlot } from '../../report/index.js';
import type { LibraryEntry } from '../../search/index.js';
import { ExactNeighbours } from './exact-neighbours.js';
import { excerptQueries } from './excerpt-queries.js';
import { directionsOf, measureLibrary, NEIGHBOURS, type LibraryMeasurement } from './measure-library.js';
import { readEntries, repeatedRecordings } from './repeated-recordings.js';

// How a library builds, stores and searches by its size. See docs/scaling.md.
//
//   npm run bench:library -- --library DIR --into DIR|URL [--hours 10,100,1000] [--windows 5000000] [--out FILE.json] [--plot FILE.svg]
//
// DIR is a library of real recordings whose files are where they were; the larger one is filled with them and with
// recordings shaped like them, and stays.

/** One size. */
interface Row extends LibraryMeasurement {
  readonly hours: number;
  readonly windows: number;
  readonly storedBytes: number;
  /** From the beginning: putting in, and bringing the index up to date. */
  readonly addSeconds: number;
  readonly indexSeconds: number;
  /** The first search after opening. */
  readonly openSeconds: number;
}

const { values } = parseArgs({
  options: {
    library: { type: 'string' },
    into: { type: 'string' },
    hours: { type: 'string', default: '10,100,1000' },
    windows: { type: 'string', default: '0' },
    queries: { type: 'string', default: '40' },
    model: { type: 'string', default: 'default' },
    out: { type: 'string' },
    plot: { type: 'string' },
  },
});
const { library, into } = values;
if (library === undefined || into === undefined) throw new Error('--library and --into are needed');

/** Recordings that are put in at a time. */
const BATCH = 64;

const print = (line: string) => {
  process.stdout.write(`${line}\n`);
};

const source = await openLibrary(library);
const { settings } = source;
const originals = await readEntries(source);
await source.close();
const embedder = await loadModel(values.model, createOnnxRuntime());
const stepHours = values.hours
  .split(',')
  .map(Number)
  .filter((hours) => hours > 0);
const mostWindows = Number(values.windows);
const queries = await excerptQueries(
  within(originals, stepHours[0] ?? Infinity),
  Number(values.queries),
  embedder,
);
const directions = new Int8Array(queries.flatMap((query) => [...directionsOf(query)]));
const exact = new ExactNeighbours(directions, settings.embeddingSize, NEIGHBOURS);
print(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
print(`${originals.length} real recordings, ${queries.length} queries of 10 s`);

let store = await openOrMakeLibrary(into, settings);
const rows: Row[] = [];
let hours = 0;
let windows = 0;
let addSeconds = 0;
let indexSeconds = 0;
let batch: LibraryEntry[] = [];
for (const entry of repeatedRecordings(originals)) {
  batch.push(entry);
  exact.show(entry.windows.directions);
  hours += entry.recording.durationSeconds / 3600;
  windows += entry.windows.times.length / 2;
  const isStep = hours >= (stepHours[0] ?? Infinity);
  const isLast = stepHours.length <= (isStep ? 1 : 0) && windows >= mostWindows;
  if (batch.length < BATCH && !isStep && !isLast) continue;
  addSeconds += await secondsOf(() => store.add(batch));
  batch = [];
  if (!isStep && !isLast) continue;
  if (isStep) stepHours.shift();
  await measure();
  if (isLast) break;
}
await store.close();
await embedder.release();

/** Measures the library as it is by now, opened anew. */
async function measure(): Promise<void> {
  indexSeconds += await secondsOf(() => store.optimise());
  await store.close();
  store = await openLibrary(into!);
  const openSeconds = await secondsOf(() => store.nearest(directions.slice(0, settings.embeddingSize), 1));
  const measured = await measureLibrary(store, queries, exact.cosines(), embedder.manifest);
  const { storedBytes } = await store.stats();
  const row: Row = { hours, windows, storedBytes, addSeconds, indexSeconds, openSeconds, ...measured };
  rows.push(row);
  print(describeRow(row));
  if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);
  if (values.plot !== undefined) await writeFile(values.plot, plotOf(rows));
}

function plotOf(measured: readonly Row[]): string {
  const curve = (label: string, milliseconds: (row: Row) => number) => ({
    label,
    points: measured.map((row) => ({ hours: row.hours, milliseconds: milliseconds(row) })),
  });
  return latencyPlot(
    [
      curve('a search, 95th percentile', ({ search }) => search.p95Ms),
      curve('a search, median', ({ search }) => search.p50Ms),
      curve('of it nearest vectors, 95th percentile', ({ nearest }) => nearest.p95Ms),
      curve('of it nearest vectors, median', ({ nearest }) => nearest.p50Ms),
    ],
    {
      title: 'Search for 10 s of sound, by the size of the library',
      subtitle: `warm, ${measured[0]!.queries} queries, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
    },
  );
}

function describeRow(row: Row): string {
  const ms = ({ p50Ms, p95Ms }: { p50Ms: number; p95Ms: number }) =>
    `${p50Ms.toFixed(1)}/${p95Ms.toFixed(1)}`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const { recall } = row;
  return [
    `${row.hours.toFixed(0)} h, ${row.windows} windows: ${(row.storedBytes / 1e6 / row.hours).toFixed(3)} MB an hour`,
    `put in ${row.addSeconds.toFixed(0)} s, index ${row.indexSeconds.toFixed(0)} s, first search ${row.openSeconds.toFixed(2)} s`,
    `search p50/p95 ${ms(row.search)} ms (nearest ${ms(row.nearest)}, reading ${ms(row.reading)}, aligning ${ms(row.aligning)})`,
    `recall at 1, 10, 48: ${percent(recall.at1)}, ${percent(recall.at10)}, ${percent(recall.at48)}; found ${row.found} of ${row.queries}`,
  ].join('\n  ');
}

/** The first recordings that make so many hours. */
function within(entries: readonly LibraryEntry[], most: number): LibraryEntry[] {
  let sum = 0;
  return entries.filter(({ recording }) => (sum += recording.durationSeconds / 3600) <= most);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
