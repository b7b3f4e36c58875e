import { parentPort, workerData } from 'node:worker_threads';
import { createSignalsmithStretcher } from '../../../augment/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { FeatureCache } from '../corpus/feature-cache.js';
import { renderFragments } from './fragment-renderer.js';
import { createLossyCoder } from '../audio/lossy-coder.js';
import type { RenderAnswer, RenderJob, RenderingSettings } from './rendering-pool.js';
import { jobFailure } from '../threads/worker-pool.js';

// Entry of a rendering thread: takes jobs one at a time, answers each with planes or with an error's code and words.
const { cacheFolder, config } = workerData as RenderingSettings;
const port = parentPort!;
const ports = {
  decoder: createAudioDecoder(),
  stretcher: await createSignalsmithStretcher(),
  coder: createLossyCoder(),
  cache: new FeatureCache(cacheFolder),
  config,
};

port.on('message', ({ source, fragments, others }: RenderJob) => {
  renderFragments(source, fragments, ports, others).then(
    (planes) => {
      const answer: RenderAnswer = { planes };
      port.postMessage(
        answer,
        planes.map(({ data }) => data.buffer as ArrayBuffer),
      );
    },
    (error: unknown) => {
      port.postMessage(jobFailure(error));
    },
  );
});
