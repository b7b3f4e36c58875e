import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import type { LibraryEntry, LibraryRecording } from './library-recording.js';
import type { LibrarySettings, LibraryStore } from './library-store.js';

/** Where a library may be, for one test. */
export interface LibraryPlace {
  open(): Promise<LibraryStore>;
  openOrMake(settings: LibrarySettings): Promise<LibraryStore>;
  /** Deletes what is there. */
  remove(): Promise<void>;
}

export const SETTINGS: LibrarySettings = {
  model: { name: 'test', version: '1.0.0', sha256: 'ab'.repeat(32) },
  embeddingSize: 24,
  windowSeconds: 5,
  hopSeconds: 2.5,
};

/** A recording of noise: every number follows from the seed. */
export function noiseEntry(
  seed: number,
  { windows = 12, path = `/music/${seed}.ogg`, embeddingSize = SETTINGS.embeddingSize } = {},
): LibraryEntry {
  const rng = new Rng(seed);
  const columns = 27 * windows;
  return {
    recording: {
      id: seed.toString(16).padStart(64, '0'),
      path,
      paths: [path],
      bytes: 1000 + seed,
      durationSeconds: 2.5 * windows + 2.5,
      format: { container: 'ogg', codec: 'vorbis', sampleRateHz: 44_100, channels: 2 },
      variety: 5 + seed / 7,
      warnings: seed % 2 === 0 ? [] : ['truncated: 3.0 of the declared 9.0 s could be decoded'],
    },
    windows: {
      directions: Int8Array.from({ length: windows * embeddingSize }, () =>
        Math.round(254 * rng.uniform() - 127),
      ),
      times: Float32Array.from({ length: 2 * windows }, (_, i) => 2.5 * (i >> 1) + (i % 2 === 0 ? 0 : 5)),
    },
    sketch: {
      bins: 84,
      columns,
      bits: Uint8Array.from({ length: 11 * columns }, () => Math.floor(256 * rng.uniform())),
    },
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What every adapter of the port must do. */
export function describeLibraryStore(name: string, makePlace: () => Promise<LibraryPlace>): void {
  describe(`${name} as a library store`, () => {
    let place: LibraryPlace;
    let store: LibraryStore;

    beforeEach(async () => {
      place = await makePlace();
      store = await place.openOrMake(SETTINGS);
    });

    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    /** The same library as another process would see it. */
    async function reopen(): Promise<void> {
      await store.close();
      store = await place.open();
    }

    it('gives back what was put in, also when it is opened again', async () => {
      const entries = [noiseEntry(1), noiseEntry(2)];
      expect(await store.add(entries)).toEqual(entries.map(({ recording }) => recording.id));
      await reopen();
      expect(store.settings).toEqual(SETTINGS);
      for (const { recording, windows, sketch } of entries) {
        expect(await store.get(recording.id)).toEqual(recording);
        expect(await store.windows(recording.id)).toEqual(windows);
        expect(await store.sketch(recording.id)).toEqual(sketch);
      }
    });

    it('knows nothing of what is not there', async () => {
      const { id } = noiseEntry(1).recording;
      expect(await store.get(id)).toBeUndefined();
      expect(await store.windows(id)).toBeUndefined();
      expect(await store.sketch(id)).toBeUndefined();
      expect(await store.remove([id])).toEqual([]);
      expect(await store.nearest(noiseEntry(1).windows.directions, 3)).toEqual(Array(12).fill([]));
      expect(await collect(store.list())).toEqual([]);
    });

    it('leaves a recording that is there already as it is, in one batch and in two', async () => {
      const first = noiseEntry(1);
      const again = noiseEntry(1, { path: '/elsewhere/copy.ogg' });
      expect(await store.add([first, again])).toEqual([first.recording.id]);
      expect(await store.add([again, noiseEntry(2)])).toEqual([noiseEntry(2).recording.id]);
      expect(await store.get(first.recording.id)).toEqual(first.recording);
      expect(await store.stats()).toMatchObject({ recordings: 2, windows: 24 });
    });

    it('notes further places of a recording, in one batch and in two', async () => {
      const [one, two] = [noiseEntry(1), noiseEntry(2)];
      const file = ({ recording: { id } }: LibraryEntry, path: string) => ({ id, path });
      await store.add([one, two]);
      const copies = [file(one, '/copies/1.ogg'), file(one, '/copies/b.ogg'), file(two, '/2\n.ogg')];
      const known = [file(one, one.recording.path), file(noiseEntry(3), '/3.ogg')];
      const byPath = (files: readonly { readonly path: string }[]) =>
        files.map(({ path }) => path).toSorted();
      const added = await store.addPaths([...copies, ...known, copies[0]!]);
      expect(byPath(added)).toEqual(byPath(copies));
      expect(await store.addPaths(copies)).toEqual([]);
      await reopen();
      const paths = ['/music/1.ogg', '/copies/1.ogg', '/copies/b.ogg'];
      expect(await store.get(one.recording.id)).toEqual({ ...one.recording, paths });
      expect(await collect(store.list())).toMatchObject([{ paths }, { paths: ['/music/2.ogg', '/2\n.ogg'] }]);
      expect(await store.stats()).toMatchObject({ recordings: 2, windows: 24 });
      expect(await store.windows(one.recording.id)).toEqual(one.windows);
      expect(await collect(store.verify())).toEqual([]);
    });

    it('forgets a place, and a recording with its last one', async () => {
      const [one, two] = [noiseEntry(1), noiseEntry(2)];
      const { id, path } = one.recording;
      await store.add([one, two]);
      await store.addPaths([{ id, path: '/z/1.ogg' }]);
      expect(await store.removePaths([{ id, path }])).toEqual([]);
      expect(await store.get(id)).toMatchObject({ path: '/z/1.ogg', paths: ['/z/1.ogg'] });
      // In order of the paths that are left.
      expect((await collect(store.list())).map((recording) => recording.path)).toEqual([
        '/music/2.ogg',
        '/z/1.ogg',
      ]);
      expect(await store.removePaths([{ id, path }])).toEqual([]);
      const gone = [one, two].map(({ recording }) => recording.id);
      expect(
        await store.removePaths([
          { id, path: '/z/1.ogg' },
          { id, path: '/elsewhere.ogg' },
          { id: gone[1]!, path: two.recording.path },
        ]),
      ).toEqual(gone);
      expect(await collect(store.list())).toEqual([]);
      expect(await store.stats()).toMatchObject({ recordings: 0, windows: 0, durationSeconds: 0 });
    });

    it('says which ids are there', async () => {
      await store.add([noiseEntry(1), noiseEntry(3)]);
      const ids = [1, 2, 3].map((seed) => noiseEntry(seed).recording.id);
      expect(await store.known(ids)).toEqual(new Set([ids[0], ids[2]]));
      expect(await store.known([])).toEqual(new Set());
    });

    it('lists by path, whatever a name holds', async () => {
      const paths = [
        '/a/z.ogg',
        '/a/line\nbreak.ogg',
        '/a b.ogg',
        `/long/${'x'.repeat(3000)}.ogg`,
        '/ä/ö.ogg',
      ];
      await store.add(paths.map((path, i) => noiseEntry(i, { path })));
      const listed: LibraryRecording[] = await collect(store.list());
      expect(listed.map(({ path }) => path)).toEqual([
        '/a b.ogg',
        '/a/line\nbreak.ogg',
        '/a/z.ogg',
        `/long/${'x'.repeat(3000)}.ogg`,
        '/ä/ö.ogg',
      ]);
    });

    it('lists more recordings than it reads at a time', async () => {
      const entries = Array.from({ length: 600 }, (_, i) =>
        noiseEntry(i, { windows: 1, path: `/${String(i).padStart(4, '0')}` }),
      );
      await store.add(entries);
      const listed = await collect(store.list());
      expect(listed.map(({ id }) => id)).toEqual(entries.map(({ recording }) => recording.id));
    });

    it('finds every window by its own vector, before and after it is optimised', async () => {
      const entries = Array.from({ length: 40 }, (_, i) => noiseEntry(i));
      await store.add(entries.slice(0, 30));
      await expectToFindAll(entries.slice(0, 30));
      await store.optimise();
      await expectToFindAll(entries.slice(0, 30));
      await store.add(entries.slice(30));
      await expectToFindAll(entries);
      await reopen();
      await expectToFindAll(entries);
    });

    async function expectToFindAll(entries: readonly LibraryEntry[]): Promise<void> {
      for (const { recording, windows } of entries) {
        const found = await store.nearest(windows.directions, 3);
        found.forEach((neighbours, window) => {
          expect(neighbours).toHaveLength(3);
          expect(neighbours[0]).toMatchObject({
            recordingId: recording.id,
            window,
            startSeconds: windows.times[2 * window],
            endSeconds: windows.times[2 * window + 1],
          });
          expect(neighbours[0]!.cosine).toBeCloseTo(1, 2);
          expect(neighbours[1]!.cosine).toBeLessThanOrEqual(neighbours[0]!.cosine);
        });
      }
    }

    it('tells the cosine of the angle between two vectors', async () => {
      const entry = noiseEntry(5, { windows: 1 });
      await store.add([entry]);
      const query = noiseEntry(6, { windows: 1 }).windows.directions;
      const [neighbours] = await store.nearest(query, 1);
      const stored = entry.windows.directions;
      const product = (a: Int8Array, b: Int8Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
      const expected = product(query, stored) / Math.sqrt(product(query, query) * product(stored, stored));
      expect(neighbours![0]!.cosine).toBeCloseTo(expected, 2);
    });

    it('forgets what is removed, and takes it again', async () => {
      const entries = Array.from({ length: 20 }, (_, i) => noiseEntry(i));
      const ids = entries.map(({ recording }) => recording.id);
      await store.add(entries);
      await store.optimise();
      expect(await store.remove([...ids.slice(0, 15), 'ff'.repeat(32)])).toEqual(ids.slice(0, 15));
      expect(await store.stats()).toMatchObject({ recordings: 5, windows: 60 });
      const [found] = await store.nearest(
        entries[0]!.windows.directions.slice(0, SETTINGS.embeddingSize),
        50,
      );
      expect(found).toHaveLength(50);
      expect(found!.filter(({ recordingId }) => !ids.slice(15).includes(recordingId))).toEqual([]);
      await store.optimise();
      await store.add([entries[0]!]);
      await expectToFindAll([entries[0]!, entries[17]!]);
      expect(await collect(store.verify())).toEqual([]);
    });

    it('counts recordings, windows and seconds', async () => {
      await store.add([noiseEntry(1), noiseEntry(2)]);
      const { storedBytes, ...stats } = await store.stats();
      expect(stats).toEqual({ settings: SETTINGS, recordings: 2, windows: 24, durationSeconds: 65 });
      expect(storedBytes).toBeGreaterThan(24 * SETTINGS.embeddingSize);
    });

    it('has no length left when nothing is, whatever the lengths were', async () => {
      const lengths = [0.1, 0.7, 0.2];
      const entries = lengths.map((durationSeconds, i) => {
        const entry = noiseEntry(i);
        return { ...entry, recording: { ...entry.recording, durationSeconds } };
      });
      await store.add(entries);
      for (const { recording } of entries) await store.remove([recording.id]);
      expect(await store.stats()).toMatchObject({ recordings: 0, windows: 0, durationSeconds: 0 });
    });

    it('takes a batch whole or not at all', async () => {
      const fitting = noiseEntry(1);
      const other = noiseEntry(2);
      const wrong = { ...other, windows: { ...other.windows, directions: new Int8Array(7) } };
      await expect(store.add([fitting, wrong])).rejects.toMatchObject({ code: 'LIBRARY_INCOMPATIBLE' });
      expect(await store.stats()).toMatchObject({ recordings: 0 });
    });

    it('finds nothing wrong with a whole library, and says how far it has come', async () => {
      await store.add([noiseEntry(1), noiseEntry(2)]);
      await store.optimise();
      let seen = 0;
      expect(await collect(store.verify((recordings) => (seen += recordings)))).toEqual([]);
      expect(seen).toBe(2);
    });

    it('shows one writer’s recordings to another', async () => {
      const other = await place.open();
      try {
        await store.add([noiseEntry(1)]);
        expect(await other.add([noiseEntry(1), noiseEntry(2)])).toEqual([noiseEntry(2).recording.id]);
        await expectToFindAll([noiseEntry(1), noiseEntry(2)]);
        await other.optimise();
        expect(await store.stats()).toMatchObject({ recordings: 2 });
        await expectToFindAll([noiseEntry(1), noiseEntry(2)]);
      } finally {
        await other.close();
      }
    });

    it('is refused to another model, and to other settings', async () => {
      const model = { ...SETTINGS.model, sha256: 'cd'.repeat(32) };
      for (const settings of [
        { ...SETTINGS, model },
        { ...SETTINGS, hopSeconds: 1 },
      ]) {
        await expect(place.openOrMake(settings)).rejects.toMatchObject({ code: 'LIBRARY_INCOMPATIBLE' });
      }
      expect(store.settings).toEqual(SETTINGS);
    });
  });

  it(`${name}: there is none before one is made`, async () => {
    const place = await makePlace();
    try {
      await expect(place.open()).rejects.toMatchObject({ code: 'LIBRARY_NOT_FOUND' });
    } finally {
      await place.remove();
    }
  });
}
