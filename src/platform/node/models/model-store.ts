import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  createNetworkEmbedder,
  parseModelManifest,
  type Embedder,
  type ModelManifest,
} from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  decodeTensors,
  encodeTensors,
  type GraphRuntime,
  type NamedTensors,
} from '../../../network/index.js';
import { shippedPath } from '../files/package-root.js';
import { writeResultFiles } from '../files/result-folder.js';

const MANIFEST_FILE = 'model.json';
const WEIGHTS_FILE = 'weights.safetensors';

/** A model as it lies on disk, checked and ready to run. */
export interface StoredModel {
  readonly manifest: ModelManifest;
  readonly weights: NamedTensors;
}

/** Names of the models that ship with the package, sorted. */
export async function listShippedModels(): Promise<string[]> {
  const entries = await readdir(shippedPath('models/'), { withFileTypes: true });
  return entries
    .filter(
      (entry) => entry.isDirectory() && existsSync(shippedPath(`models/${entry.name}/${MANIFEST_FILE}`)),
    )
    .map((entry) => entry.name)
    .sort();
}

/**
 * Reads a model's manifest alone.
 *
 * @param nameOrPath - As in {@link readModel}.
 * @throws DoppeltonError `MODEL_NOT_FOUND`, `MODEL_MALFORMED`.
 */
export async function readManifest(nameOrPath: string): Promise<ModelManifest> {
  const path = join(locateModel(nameOrPath), MANIFEST_FILE);
  return parseModelManifest((await readPart(path)).toString('utf8'), path);
}

/**
 * Reads a model's manifest and weights, and checks that they belong together.
 *
 * @param nameOrPath - Name of a shipped model, folder of a model, or path of its model.json.
 * @throws DoppeltonError `MODEL_NOT_FOUND`, `MODEL_MALFORMED`, `MODEL_INCOMPATIBLE` when the weights' hash differs.
 */
export async function readModel(nameOrPath: string): Promise<StoredModel> {
  const folder = locateModel(nameOrPath);
  const manifest = await readManifest(folder);
  const weightsPath = join(folder, manifest.weights.file);
  const bytes = await readPart(weightsPath);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.weights.sha256) {
    throw new DoppeltonError(
      'MODEL_INCOMPATIBLE',
      `${weightsPath} has SHA-256 ${sha256.slice(0, 16)}…, ${MANIFEST_FILE} names ${manifest.weights.sha256.slice(0, 16)}…`,
    );
  }
  return { manifest, weights: decodeTensors(bytes, weightsPath).tensors };
}

/**
 * Loads a model for use.
 *
 * @param nameOrPath - As in {@link readModel}.
 * @throws DoppeltonError What {@link readModel} throws, and `RUNTIME_FAILED`.
 */
export async function loadModel(nameOrPath: string, runtime: GraphRuntime): Promise<Embedder> {
  const { manifest, weights } = await readModel(nameOrPath);
  return createNetworkEmbedder(runtime, manifest, weights);
}

/**
 * Writes a model's folder, in place of an earlier model there: both files are whole before either is moved to its place.
 *
 * @returns The manifest as written.
 * @throws DoppeltonError `FILE_UNWRITABLE`.
 */
export async function writeModel(
  folder: string,
  manifest: Omit<ModelManifest, 'weights'>,
  weights: NamedTensors,
): Promise<ModelManifest> {
  const bytes = encodeTensors(weights);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const whole: ModelManifest = { ...manifest, weights: { file: WEIGHTS_FILE, sha256 } };
  await writeResultFiles(folder, {
    [WEIGHTS_FILE]: bytes,
    [MANIFEST_FILE]: `${JSON.stringify(whole, null, 2)}\n`,
  });
  return whole;
}

/**
 * The folder of a model.
 *
 * @throws DoppeltonError `MODEL_NOT_FOUND`.
 */
export function locateModel(nameOrPath: string): string {
  if (/^[a-z0-9-]+$/.test(nameOrPath)) {
    const shipped = shippedPath(`models/${nameOrPath}`);
    if (existsSync(join(shipped, MANIFEST_FILE))) return shipped;
  }
  const folder = basename(nameOrPath) === MANIFEST_FILE ? dirname(nameOrPath) : nameOrPath;
  if (existsSync(join(folder, MANIFEST_FILE))) return folder;
  throw new DoppeltonError(
    'MODEL_NOT_FOUND',
    `no shipped model is called ${nameOrPath}, and ${join(folder, MANIFEST_FILE)} does not exist`,
  );
}

async function readPart(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DoppeltonError('MODEL_MALFORMED', `${path} cannot be read`, cause);
  }
}
