import evidence from '../../../models/default/evidence.json?url';
import manifest from '../../../models/default/model.json?url';
import weights from '../../../models/default/weights.safetensors?url';
import type { ModelUrls } from '../../platform/browser/index.js';

/** Where the page's own server keeps the default model. */
export const MODEL_URLS: ModelUrls = {
  manifest: absolute(manifest),
  weights: absolute(weights),
  evidence: absolute(evidence),
};

/** Addresses are written relative to the script that names them. */
function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}
