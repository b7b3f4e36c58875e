import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../../embedding/index.js';
import { analyseFile } from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { FileAnalysisPool } from './file-analysis-pool.js';
import { hashFile } from '../files/file-hash.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';

const sample = (name: string) => fileURLToPath(new URL(`../../../../samples/${name}`, import.meta.url));

let pool: FileAnalysisPool;
let embedder: Embedder;

beforeAll(async () => {
  pool = new FileAnalysisPool(2, 'default');
  embedder = await loadModel('default', createOnnxRuntime());
});

afterAll(async () => {
  await pool.close();
  await embedder.release();
});

describe('files analysed in threads', () => {
  it('give what they give in this one, with progress', async () => {
    const ports = { decoder: createAudioDecoder(), embedder, hashFile };
    const paths = [sample('original.ogg'), sample('altered.mp3')];
    let seconds = 0;
    const onProgress = (more: number) => (seconds += more);
    const found = await Promise.all(
      paths.map((path) => pool.analyse(path, { onProgress, withEnvelope: true })),
    );
    for (const [i, path] of paths.entries()) {
      const { facts, analysis } = await analyseFile(ports, path, { withEnvelope: true });
      const other = found[i]!;
      expect(other.facts).toEqual(facts);
      expect(other.analysis.bands).toEqual(analysis.bands);
      expect(other.analysis.envelope!.maxima.length).toBeGreaterThan(2000);
      expect(other.analysis.envelope).toEqual(analysis.envelope);
      expect(other.analysis.plane.slice(900, 300)).toEqual(analysis.plane.slice(900, 300));
      expect(other.analysis.embedding.fragments).toHaveLength(analysis.embedding.fragments.length);
      other.analysis.embedding.fragments.forEach(({ vector }, fragment) => {
        const expected = analysis.embedding.fragments[fragment]!.vector;
        vector.forEach((value, k) => {
          // The number of threads may change the order of sums.
          expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-3);
        });
      });
    }
    expect(Math.round(seconds)).toBe(90);
  });

  it('do what they were given before they end', async () => {
    const brief = new FileAnalysisPool(1, 'default');
    const found = brief.analyse(sample('altered.mp3'), {});
    // While it loads the model: a thread that is ended then takes the process with it.
    await brief.close();
    expect((await found).facts.path).toBe(sample('altered.mp3'));
    await expect(brief.analyse(sample('altered.mp3'), {})).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('fail with the error of the file', async () => {
    await expect(pool.analyse(sample('missing.ogg'), {})).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
