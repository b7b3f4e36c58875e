import { applyAugmentation, joinSignals, type AlterationPorts } from '../../../../augment/index.js';
import type { AudioDecoder, Signal } from '../../../../audio/index.js';
import type { CollageQuery } from '../../../../evaluation/index.js';
import { constantQ, type ConstantQConfig, type ConstantQPlane } from '../../../../features/index.js';
import { nodeDecoderName } from '../../corpus/corpus-decoder-name.js';
import { featureKey, type FeatureCache } from '../../corpus/feature-cache.js';
import type { RenderSource } from '../../rendering/fragment-renderer.js';
import { cutSound } from '../../rendering/sound-cutting.js';

/** What rendering a collage needs. */
export interface CollagePorts extends Pick<AlterationPorts, 'stretcher'> {
  readonly decoder: AudioDecoder;
  readonly cache: FeatureCache;
  readonly config: ConstantQConfig;
}

/** Chunks are equally loud before they are altered: −20 dB of full scale, root mean square. */
const LEVEL = 0.1;

/**
 * The constant-Q plane of a query: from the cache if it is there, else cut, altered, joined and transformed.
 *
 * @param sources - Where the recordings of its chunks lie, by id.
 * @throws DoppeltonError What decoding and the cache throw; `AUDIO_MALFORMED` when a recording ends before a chunk.
 */
export async function renderCollage(
  query: CollageQuery,
  sources: Readonly<Record<string, RenderSource>>,
  ports: CollagePorts,
): Promise<ConstantQPlane> {
  const { cache, config, decoder } = ports;
  const { chunks, joins } = query;
  const key = featureKey({
    contentSha256: chunks.map(({ recordingId }) => sources[recordingId]!.sha256).join(),
    decoder: nodeDecoderName(),
    config,
    alteration: {
      collage: 1,
      joins,
      chunks: chunks.map(({ startSeconds, durationSeconds, augmentation }) => ({
        startSeconds,
        durationSeconds,
        augmentation,
      })),
    },
  });
  const known = await cache.get(key);
  if (known !== undefined) return known;
  const sounds: Signal[] = [];
  for (const chunk of chunks) {
    const [sound] = await cutSound(sources[chunk.recordingId]!.path, [chunk], decoder);
    sounds.push(applyAugmentation(atLevel(sound!), chunk.augmentation, ports));
  }
  return cache.put(key, constantQ(joinSignals(sounds, joins), config));
}

function atLevel({ samples, sampleRateHz }: Signal): Signal {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const scale = power > 0 ? LEVEL / Math.sqrt(power) : 1;
  return { sampleRateHz, samples: samples.map((sample) => scale * sample) };
}
