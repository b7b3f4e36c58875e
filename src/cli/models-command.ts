import type { Command } from 'commander';
import { compressedFrames, frameCount } from '../features/index.js';
import { forwardFlops } from '../network/index.js';
import { listShippedModels, readModel } from '../platform/node/index.js';
import { formatTable } from './table.js';

/** `doppelton models` */
export function registerModelsCommand(program: Command): void {
  program
    .command('models')
    .description('List the models that ship with the program.')
    .option('--json', 'print their manifests as JSON')
    .addHelpText('after', '\nExample:\n  doppelton models')
    .action(async (flags: { json?: true }) => {
      const models = await Promise.all((await listShippedModels()).map((name) => readModel(name)));
      const manifests = models.map(({ manifest }) => manifest);
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(manifests, null, 2)}\n` : `${describeModels(manifests)}\n`,
      );
    });
}

function describeModels(manifests: Awaited<ReturnType<typeof readModel>>['manifest'][]): string {
  return formatTable(
    [
      ['name', 'version', 'fragment', 'at least', 'GFLOP', 'threshold', 'description'],
      ...manifests.map(({ name, version, fragment, network, features, decision, description }) => {
        const frames = compressedFrames(
          frameCount(fragment.seconds, features.constantQ),
          features.compression,
        );
        return [
          name,
          version,
          `${fragment.seconds} s`,
          `${fragment.minimumSeconds} s`,
          (forwardFlops(network, frames) / 1e9).toFixed(1),
          decision.threshold.toFixed(3),
          description,
        ];
      }),
    ],
    [2, 3, 4, 5],
  );
}
