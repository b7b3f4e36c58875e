import { Option, type Command } from 'commander';
import { libraryGraph, type LibraryGraph } from '../collection/index.js';
import { libraryName, loadSearchEvidence, openLibrary, readManifest } from '../platform/node/index.js';
import { requireSameModel } from '../search/index.js';
import { libraryOption } from './library-place.js';
import { parseNumber } from './option-values.js';
import { createProgress, type Progress } from './progress.js';

/** What the commands that look at a library as a whole have in common. */
export interface GraphFlags {
  readonly library: string;
  readonly model?: string;
  readonly calibration?: string;
  readonly falseAlarms?: number;
}

export function addGraphOptions(command: Command): Command {
  return command
    .addOption(libraryOption())
    .option('--model <name|folder>', 'model that made the library; by default the one that it names')
    .option('--calibration <file>', "a search.json of your own (evaluate --calibrate) for the model's")
    .addOption(
      new Option(
        '--false-alarms <rate>',
        "share of recordings that have nothing in common with any other and may be joined to one all the same; the calibration's own by default",
      ).argParser(parseNumber('--false-alarms', 1e-9, 1)),
    );
}

/** What the recordings of a library have in common, with progress. */
export async function readLibraryGraph(flags: GraphFlags): Promise<LibraryGraph> {
  const store = await openLibrary(flags.library);
  try {
    const model = flags.model ?? store.settings.model.name;
    const manifest = await readManifest(model);
    const { name, version, weights, features } = manifest;
    requireSameModel(store.settings, { name, version, sha256: weights.sha256 }, libraryName(flags.library));
    const evidence = await loadSearchEvidence(model, manifest, flags.calibration);
    const { recordings } = await store.stats();
    const progress = createProgress({ label: 'searching', total: recordings, unit: 'recordings' });
    let behindCopies: Progress | undefined;
    try {
      return await libraryGraph(
        { store, config: features.constantQ, evidence },
        {
          ...(flags.falseAlarms !== undefined && { falseAlarmRatePerRecording: flags.falseAlarms }),
          onRecording: () => {
            progress.advance(1);
          },
          onCrowded: (_, total) => {
            progress.done();
            behindCopies ??= createProgress({ label: 'behind close copies', total, unit: 'recordings' });
            behindCopies.advance(1);
          },
        },
      );
    } finally {
      progress.done();
      behindCopies?.done();
    }
  } finally {
    await store.close();
  }
}
