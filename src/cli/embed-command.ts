import { Option, type Command } from 'commander';
import { declaredSeconds } from '../audio/index.js';
import {
  embedRecording,
  quantiseDirection,
  type Embedder,
  type FragmentEmbedding,
  type RecordingEmbedding,
} from '../embedding/index.js';
import {
  createAudioDecoder,
  createOnnxRuntime,
  encodeNpy,
  loadModel,
  writeFileAtomically,
} from '../platform/node/index.js';
import { parseNumber } from './option-values.js';
import { requireOutputPlace } from './output-place.js';
import { printable } from './printable.js';
import { createProgress } from './progress.js';

interface EmbedFlags {
  readonly out: string;
  readonly model: string;
  readonly hop?: number;
  readonly format?: 'npy' | 'json';
  readonly int8?: true;
}

interface EmbeddedFile extends Omit<RecordingEmbedding, 'fragments'> {
  readonly path: string;
  readonly fragments: readonly (Omit<FragmentEmbedding, 'vector'> & {
    readonly vector: Float32Array | Int8Array;
  })[];
}

/** `doppelton embed FILE… --out FILE` */
export function registerEmbedCommand(program: Command): void {
  program
    .command('embed')
    .description('Write the vectors of recordings, one per fragment, with the times that they stand for.')
    .argument('<file...>', 'recordings; any common audio or video file')
    .requiredOption('--out <file>', 'where to write; .json gives JSON, anything else NumPy’s .npy')
    .option('--model <name|folder>', 'model to embed with', 'default')
    .addOption(
      new Option('--hop <seconds>', "distance between fragments; the model's own when not given").argParser(
        parseNumber('--hop', 0.1, 3600),
      ),
    )
    .addOption(
      new Option('--format <format>', 'format, whatever the name ends with').choices(['npy', 'json']),
    )
    .option('--int8', 'directions in a byte a number: a quarter of the size, cosines within 0.004')
    .addHelpText(
      'after',
      `
Examples:
  doppelton embed song.mp3 --out song.json
  doppelton embed *.flac --out album.npy --hop 1
  python3 -c "import numpy; print(numpy.load('album.npy')['vector'].shape)"

A vector holds the outputs of the network's layer fc0 in a basis of fewer numbers that keeps every cosine.`,
    )
    .action(async (files: string[], flags: EmbedFlags) => {
      await requireOutputPlace(flags.out, files);
      const embedder = await loadModel(flags.model, createOnnxRuntime());
      try {
        const exact = await embedFiles(files, embedder, flags.hop);
        const embedded = flags.int8 === true ? exact.map(inBytes) : exact;
        const format = flags.format ?? (flags.out.toLowerCase().endsWith('.json') ? 'json' : 'npy');
        await writeFileAtomically(
          flags.out,
          format === 'json' ? toJson(embedded, embedder) : toNpy(embedded, embedder),
        );
      } finally {
        await embedder.release();
      }
    });
}

async function embedFiles(
  files: readonly string[],
  embedder: Embedder,
  hopSeconds: number | undefined,
): Promise<(RecordingEmbedding & { readonly path: string })[]> {
  const decoder = createAudioDecoder();
  const total = await declaredSeconds(decoder, files);
  const progress = createProgress({ label: 'embedding', total, unit: 's of sound' });
  const embedded: (RecordingEmbedding & { readonly path: string })[] = [];
  try {
    for (const path of files) {
      const audio = await decoder.open(path);
      const embedding = await embedRecording(audio, embedder, path, {
        onProgress: (seconds) => {
          progress.advance(seconds, path);
        },
        ...(hopSeconds === undefined ? {} : { hopSeconds }),
      });
      for (const warning of audio.warnings) process.stderr.write(`warning: ${printable(path)}: ${warning}\n`);
      embedded.push({ path, ...embedding });
    }
  } finally {
    progress.done();
  }
  return embedded;
}

function inBytes(file: RecordingEmbedding & { readonly path: string }): EmbeddedFile {
  const fragments = file.fragments.map((fragment) => ({
    ...fragment,
    vector: quantiseDirection(fragment.vector),
  }));
  return { ...file, fragments };
}

function toJson(embedded: readonly EmbeddedFile[], { manifest, embeddingSize }: Embedder): string {
  const recordings = embedded.map(({ path, durationSeconds, fragments, warnings }) => ({
    path,
    durationSeconds,
    warnings,
    fragments: fragments.map((fragment) => ({ ...fragment, vector: [...fragment.vector] })),
  }));
  const model = { name: manifest.name, version: manifest.version, sha256: manifest.weights.sha256 };
  return `${JSON.stringify({ model, embeddingSize, recordings })}\n`;
}

function toNpy(embedded: readonly EmbeddedFile[], { embeddingSize }: Embedder): Uint8Array {
  const rows = embedded.flatMap(({ fragments }, recording) =>
    fragments.map((fragment) => ({ recording, ...fragment })),
  );
  return encodeNpy(rows, embeddingSize);
}
