import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DoppeltonError } from '../../../errors/index.js';
import { decodeTensors, encodeTensors, type NamedTensor } from '../../../network/index.js';
import type { MetricsRecord, TrainingCheckpoint, TrainingJournal } from '../../../training/index.js';
import { makeFolder, writeFileAtomically } from '../files/file-writing.js';

const CHECKPOINT_FILE = 'checkpoint.safetensors';
const METRICS_FILE = 'metrics.jsonl';

/** A training run's folder: the checkpoint that it can go on from, and its log as JSON lines. */
export interface TrainingFolder extends TrainingJournal {
  /** The checkpoint of an earlier run, if there is one. */
  readonly checkpoint: TrainingCheckpoint | undefined;
}

const headerSchema = z.strictObject({
  recipeSha256: z.string(),
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  lossSum: z.number(),
  schedule: z.strictObject({
    rate: z.number(),
    bestLoss: z.number().optional(),
    badEpochs: z.int().nonnegative(),
  }),
  optimiserStep: z.int().nonnegative(),
});

type CheckpointHeader = z.infer<typeof headerSchema>;

/**
 * Opens the folder of a run. A log that is ahead of the checkpoint is cut back to it.
 *
 * @param recipeSha256 - Of the recipe and the corpus' classes; a checkpoint of another is refused.
 * @throws DoppeltonError `CHECKPOINT_INCOMPATIBLE`, `MODEL_MALFORMED`, `FILE_UNWRITABLE`.
 */
export async function openTrainingFolder(folder: string, recipeSha256: string): Promise<TrainingFolder> {
  await makeFolder(folder);
  const checkpointPath = join(folder, CHECKPOINT_FILE);
  const metricsPath = join(folder, METRICS_FILE);
  const checkpoint = await readCheckpoint(checkpointPath, recipeSha256);
  await cutLog(metricsPath, checkpoint);
  return {
    checkpoint,
    save: (next) => writeFileAtomically(checkpointPath, encodeCheckpoint(next, recipeSha256)),
    async append(record) {
      try {
        await appendFile(metricsPath, `${JSON.stringify(record)}\n`);
      } catch (cause) {
        throw new DoppeltonError('FILE_UNWRITABLE', `cannot write ${metricsPath}`, cause);
      }
    },
  };
}

function encodeCheckpoint(checkpoint: TrainingCheckpoint, recipeSha256: string): Uint8Array {
  const { epoch, step, lossSum, schedule, state } = checkpoint;
  const header: CheckpointHeader = {
    recipeSha256,
    epoch,
    step,
    lossSum,
    schedule,
    optimiserStep: state.step,
  };
  const tensors = new Map<string, NamedTensor>();
  for (const [name, tensor] of state.parameters) tensors.set(`parameters/${name}`, tensor);
  for (const [name, tensor] of state.optimiser) tensors.set(`optimiser/${name}`, tensor);
  return encodeTensors(tensors, { checkpoint: JSON.stringify(header) });
}

async function readCheckpoint(path: string, recipeSha256: string): Promise<TrainingCheckpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DoppeltonError('FILE_UNREADABLE', `cannot read ${path}`, error);
  }
  const { tensors, metadata } = decodeTensors(bytes, path);
  const header = parseHeader(metadata['checkpoint'], path);
  if (header.recipeSha256 !== recipeSha256) {
    throw new DoppeltonError('CHECKPOINT_INCOMPATIBLE', `${path} belongs to another recipe or corpus`);
  }
  const group = (prefix: string) =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
    );
  return {
    epoch: header.epoch,
    step: header.step,
    lossSum: header.lossSum,
    schedule: header.schedule,
    state: {
      parameters: group('parameters/'),
      optimiser: group('optimiser/'),
      step: header.optimiserStep,
    },
  };
}

function parseHeader(text: string | undefined, path: string): CheckpointHeader {
  try {
    return headerSchema.parse(JSON.parse(text ?? 'null'));
  } catch (cause) {
    throw new DoppeltonError('CHECKPOINT_INCOMPATIBLE', `${path} is not a checkpoint of this program`, cause);
  }
}

/** Drops the log's records that the resumed run will write again. */
async function cutLog(path: string, checkpoint: TrainingCheckpoint | undefined): Promise<void> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new DoppeltonError('FILE_UNREADABLE', `cannot read ${path}`, error);
  }
  const kept = text.split('\n').filter((line) => line !== '' && isBefore(parseRecord(line), checkpoint));
  await writeFileAtomically(path, kept.map((line) => `${line}\n`).join(''));
}

/** The last line of a killed run may be torn. */
function parseRecord(line: string): MetricsRecord | undefined {
  try {
    return JSON.parse(line) as MetricsRecord;
  } catch {
    return undefined;
  }
}

function isBefore(record: MetricsRecord | undefined, checkpoint: TrainingCheckpoint | undefined): boolean {
  if (record === undefined || checkpoint === undefined) return false;
  if (record.epoch !== checkpoint.epoch) return record.epoch < checkpoint.epoch;
  return record.type === 'step' && record.step < checkpoint.step;
}
