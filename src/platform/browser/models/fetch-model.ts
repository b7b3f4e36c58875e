import { parseModelManifest, type ModelManifest } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { decodeTensors, type NamedTensors } from '../../../network/index.js';
import { parseEvidenceModel, type EvidenceModel } from '../../../verification/index.js';
import { sha256Of } from '../files/sha256.js';

/** Addresses of a model's files. */
export interface ModelUrls {
  readonly manifest: string;
  readonly weights: string;
  readonly evidence: string;
}

/** How a model judges, without what it judges by. */
export interface ModelJudgement {
  readonly manifest: ModelManifest;
  readonly evidence: EvidenceModel;
}

/**
 * Fetches a model's manifest and how its findings are weighed.
 *
 * @throws DoppeltonError `MODEL_NOT_FOUND` when the server does not give a file, `MODEL_MALFORMED`, `MODEL_INCOMPATIBLE`.
 */
export async function fetchJudgement(urls: Omit<ModelUrls, 'weights'>): Promise<ModelJudgement> {
  const [manifestText, evidenceText] = await Promise.all(
    [urls.manifest, urls.evidence].map(async (url) => new TextDecoder().decode(await fetchBytes(url))),
  );
  const manifest = parseModelManifest(manifestText!, urls.manifest);
  const evidence = parseEvidenceModel(evidenceText!, urls.evidence);
  if (evidence.model.sha256 === manifest.weights.sha256) return { manifest, evidence };
  throw new DoppeltonError('MODEL_INCOMPATIBLE', `${urls.evidence} was fitted with other weights`);
}

/**
 * Fetches a model's weights.
 *
 * @throws DoppeltonError As {@link fetchJudgement}.
 */
export async function fetchWeights(url: string, manifest: ModelManifest): Promise<NamedTensors> {
  const bytes = await fetchBytes(url);
  if ((await sha256Of(bytes)) !== manifest.weights.sha256) {
    throw new DoppeltonError(
      'MODEL_INCOMPATIBLE',
      `${url} does not have the SHA-256 that the manifest names`,
    );
  }
  return decodeTensors(new Uint8Array(bytes), url).tensors;
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(url);
    if (response.ok) return await response.arrayBuffer();
  } catch (cause) {
    throw new DoppeltonError('MODEL_NOT_FOUND', `${url} could not be fetched`, cause);
  }
  throw new DoppeltonError('MODEL_NOT_FOUND', `${url} is not there`);
}
