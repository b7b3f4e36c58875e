import { writeSync } from 'node:fs';
import { WORKING_SAMPLE_RATE_HZ } from '../../../audio/index.js';
import { AudioDecoding } from '../audio/audio-decoder-decoding.js';
import { openAudioStream, type RawSound } from '../audio/audio-decoder-input.js';
import { jobFailure } from '../threads/job-messages.js';

/** 0.19 s: what is heard is handed on soon. */
const CHUNK_SAMPLES = 4096;

// Entry of a process that decodes what comes on its standard input, bytes of any container or of raw samples, to mono
// samples (float32, little-endian) on its standard output. Reading waits for a stream as long as it takes, so it has a
// process of its own; and damaged or hostile bytes can end nothing else.
const { name, raw } = JSON.parse(process.argv[2]!) as { readonly name: string; readonly raw?: RawSound };

try {
  const input = openAudioStream(name, raw);
  const decoding = new AudioDecoding(name, input, {
    outputRateHz: WORKING_SAMPLE_RATE_HZ,
    chunkSamples: CHUNK_SAMPLES,
    // A stream goes on behind what is damaged in it.
    notFinite: 'silent',
  });
  for (let chunk = decoding.next(); chunk !== undefined; chunk = decoding.next()) {
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // `process.stdout` would make the pipe one that does not wait.
    for (let written = 0; written < bytes.length;) written += writeSync(1, bytes, written);
  }
} catch (error) {
  // Whoever listened has gone: there is nobody left to tell.
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) {
    writeSync(2, JSON.stringify(jobFailure(error)));
    process.exitCode = 1;
  }
}
