import { Option, type Command } from 'commander';
import { createOnnxRuntime, trainModel, type TrainingObserver } from '../platform/node/index.js';
import type { MetricsRecord } from '../training/index.js';
import { defaultCacheFolder } from './cache-folder.js';
import { parseInteger } from './option-values.js';
import { createProgress, type Progress } from './progress.js';

interface TrainFlags {
  readonly corpus: string;
  readonly renditions?: string;
  readonly out: string;
  readonly cache: string;
  readonly steps?: number;
  readonly threads?: number;
  readonly renderingThreads: number;
}

/** `doppelton train RECIPE --corpus DIR --out DIR` */
export function registerTrainCommand(program: Command): void {
  program
    .command('train')
    .description('Train a model by a recipe; goes on where an earlier run in the same folder stopped.')
    .argument('<recipe>', 'recipe, e.g. recipes/default.json')
    .requiredOption(
      '--corpus <dir>',
      'corpus: any folder of audio, the FMA as published, or a fetched corpus',
    )
    .option(
      '--renditions <dir>',
      'one folder a composition, holding renditions that play alike: hard negatives of a contrastive recipe',
    )
    .requiredOption('--out <dir>', 'receives checkpoint, metrics.jsonl and the model')
    .option('--cache <dir>', 'where features are kept between runs', defaultCacheFolder())
    .addOption(
      new Option('--steps <n>', 'stop after this many steps in all').argParser(
        parseInteger('--steps', 1, 1e9),
      ),
    )
    .addOption(
      new Option('--threads <n>', 'threads of the runtime; one per core when not given').argParser(
        parseInteger('--threads', 1, 1024),
      ),
    )
    .addOption(
      new Option('--rendering-threads <n>', 'threads that alter sound for a classification')
        .default(2)
        .argParser(parseInteger('--rendering-threads', 1, 64)),
    )
    .addHelpText(
      'after',
      `
Examples:
  doppelton train recipes/default.json --corpus corpus/debian --out runs/default
  doppelton train recipes/paper.json --corpus fma --out runs/paper --steps 3

Ctrl-C saves a checkpoint; the same command goes on from there and gives the same losses. The finished model lies in
DIR/model; use it with --model DIR/model.`,
    )
    .action(async (recipe: string, flags: TrainFlags) => {
      const interruption = new AbortController();
      const stop = () => {
        process.stderr.write('stopping after this step; the work is kept\n');
        interruption.abort();
      };
      process.once('SIGINT', stop).once('SIGTERM', stop);
      const observer = new TrainingDisplay();
      try {
        const manifest = await trainModel({
          recipePath: recipe,
          corpusFolder: flags.corpus,
          ...(flags.renditions === undefined ? {} : { renditionsFolder: flags.renditions }),
          outFolder: flags.out,
          cacheFolder: flags.cache,
          runtime: createOnnxRuntime({ threads: flags.threads }),
          renderingThreads: flags.renderingThreads,
          signal: interruption.signal,
          observer,
          ...(flags.steps === undefined ? {} : { maximumSteps: flags.steps }),
        });
        observer.done();
        process.stdout.write(
          manifest === undefined
            ? `stopped at the step limit; the checkpoint is in ${flags.out}\n`
            : `${flags.out}/model: ${manifest.name} ${manifest.version}, threshold ${manifest.decision.threshold.toFixed(4)} (${manifest.decision.basis})\n`,
        );
      } finally {
        observer.done();
        process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
      }
    });
}

/** Shows a run on standard error: notes, a progress line, and a line for each epoch. */
class TrainingDisplay implements TrainingObserver {
  #label = '';
  #prepared = 0;
  #stepsLeft = 0;
  #progress: Progress | undefined;

  note(text: string): void {
    this.done();
    process.stderr.write(`${text}\n`);
  }

  preparing(label: string, done: number, total: number): void {
    this.#show(label, total, '');
    this.#progress?.advance(done - this.#prepared);
    this.#prepared = done;
    // Fragments are prepared between epochs; steps are timed from here on.
    if (done === total) this.#showTraining();
  }

  starting(totalSteps: number, doneSteps: number): void {
    this.#stepsLeft = totalSteps - doneSteps;
    this.#showTraining();
  }

  record(record: MetricsRecord): void {
    if (record.type === 'step') {
      const { epoch, loss, accuracy, rate } = record;
      const figures = `epoch ${epoch + 1}, loss ${loss.toFixed(3)}, accuracy ${(100 * accuracy).toFixed(1)} %, rate ${rate.toPrecision(3)}`;
      this.#stepsLeft--;
      this.#progress?.advance(1, figures);
      return;
    }
    const validation = Object.entries(record.validation ?? {}).map(
      ([name, value]) => `${name} ${Number(value.toPrecision(4))}`,
    );
    const line = [`epoch ${record.epoch + 1}: mean loss ${record.meanLoss.toFixed(4)}`, ...validation];
    process.stderr.write(`\r${line.join(', ')}\n`);
  }

  done(): void {
    this.#progress?.done();
    this.#progress = undefined;
    this.#label = '';
  }

  #showTraining(): void {
    if (this.#stepsLeft > 0) this.#show('training', this.#stepsLeft, 'steps');
  }

  #show(label: string, total: number, unit: string): void {
    if (this.#label === label) return;
    this.done();
    this.#label = label;
    this.#prepared = 0;
    this.#progress = createProgress({ label, total, unit });
  }
}
