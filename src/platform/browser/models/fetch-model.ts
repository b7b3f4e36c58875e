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
  /** Of the file that holds the evidence model, in lower-case hexadecimal. */
  readonly evidenceSha256: string;
}

/**
 * Fetches a model's manifest and how its findings are weighed.
 *
 * @throws DoppeltonError `MODEL_NOT_FOUND` when the server does not give a file, `MODEL_MALFORMED`, `MODEL_INCOMPATIBLE`.
 */
export async function fetchJudgement(urls: Omit<ModelUrls, 'weights'>): Promise<ModelJudgement> {
  const [manifestBytes, evidenceBytes] = await Promise.all([
    fetchBytes(urls.manifest),
    fetchBytes(urls.evidence),
  ]);
  const textOf = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes);
  const manifest = parseModelManifest(textOf(manifestBytes), urls.manifest);
  const evidence = parseEvidenceModel(textOf(evidenceBytes), urls.evidence);
  if (evidence.model.sha256 === manifest.weights.sha256) {
    return { manifest, evidence, evidenceSha256: await sha256Of(evidenceBytes) };
  }
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
