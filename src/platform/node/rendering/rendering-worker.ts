import { workerData } from 'node:worker_threads';
import { createSignalsmithStretcher } from '../../../augment/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { FeatureCache } from '../corpus/feature-cache.js';
import { renderFragments } from './fragment-renderer.js';
import { createLossyCoder } from '../audio/lossy-coder.js';
import type { RenderAnswer, RenderJob, RenderingSettings } from './rendering-pool.js';
import { answerJobs } from '../threads/answer-jobs.js';

// Entry of a rendering thread.
const { cacheFolder, config } = workerData as RenderingSettings;
const ports = {
  decoder: createAudioDecoder(),
  stretcher: await createSignalsmithStretcher(),
  coder: createLossyCoder(),
  cache: new FeatureCache(cacheFolder),
  config,
};

answerJobs(
  async ({ source, fragments, others }: RenderJob): Promise<RenderAnswer> => ({
    planes: await renderFragments(source, fragments, ports, others),
  }),
  {
    send: (message) => ({
      message,
      transfer: message.planes.map(({ data }) => data.buffer as ArrayBuffer),
    }),
  },
);
