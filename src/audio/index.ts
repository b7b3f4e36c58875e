export { WORKING_SAMPLE_RATE_HZ, durationSeconds, type Signal } from './signal.js';
export { EnvelopeStream, type Envelope } from './envelope.js';
export { EXCERPT_SECONDS, ExcerptStream, excerptsOf, type SoundExcerpt } from './excerpts.js';
export type { AudioDecoder, AudioFormat, DecodedAudio } from './audio-decoder.js';
export { resampleChunks } from './resample.js';
export { decodeSignal, type DecodedSignal, type DecodeRange } from './decode-signal.js';
export { declaredSeconds } from './declared-seconds.js';
export { limitDuration } from './limit-duration.js';
export { DECODING_WARNINGS } from './decoding-warnings.js';
