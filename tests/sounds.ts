/** How the samples of a WAV file are stored. */
export type WavEncoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64' | 'alaw' | 'mulaw';

interface Storage {
  readonly formatTag: number;
  readonly bits: number;
  readonly write: (view: DataView, position: number, value: number) => void;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Bytes 2 to 15 of the GUIDs that stand for the classic format tags. */
const SUBFORMAT_TAIL = '000000001000800000aa00389b71';

const STORAGE: Readonly<Record<WavEncoding, Storage>> = {
  u8: {
    formatTag: PCM,
    bits: 8,
    write: (v, p, x) => {
      v.setUint8(p, 128 + quantise(x, 127));
    },
  },
  s16: {
    formatTag: PCM,
    bits: 16,
    write: (v, p, x) => {
      v.setInt16(p, quantise(x, 0x7fff), true);
    },
  },
  s24: {
    formatTag: PCM,
    bits: 24,
    write: (v, p, x) => {
      const value = quantise(x, 0x7fffff);
      v.setUint16(p, value & 0xffff, true);
      v.setInt8(p + 2, value >> 16);
    },
  },
  s32: {
    formatTag: PCM,
    bits: 32,
    write: (v, p, x) => {
      v.setInt32(p, quantise(x, 0x7fffffff), true);
    },
  },
  f32: {
    formatTag: FLOAT,
    bits: 32,
    write: (v, p, x) => {
      v.setFloat32(p, x, true);
    },
  },
  f64: {
    formatTag: FLOAT,
    bits: 64,
    write: (v, p, x) => {
      v.setFloat64(p, x, true);
    },
  },
  alaw: {
    formatTag: 6,
    bits: 8,
    write: (v, p, x) => {
      v.setUint8(p, aLaw(x));
    },
  },
  mulaw: {
    formatTag: 7,
    bits: 8,
    write: (v, p, x) => {
      v.setUint8(p, muLaw(x));
    },
  },
};

/**
 * A WAV file.
 *
 * @param channels - Samples of each channel in [-1, 1], all of one length.
 * @param options.extensible - Whether to write the format as WAVE_FORMAT_EXTENSIBLE.
 */
export function encodeWav(
  channels: readonly ArrayLike<number>[],
  sampleRateHz: number,
  encoding: WavEncoding,
  options: { readonly extensible?: boolean } = {},
): Uint8Array {
  const { formatTag, bits, write } = STORAGE[encoding];
  const samples = channels[0]!.length;
  const blockBytes = (channels.length * bits) / 8;
  const header = wavHeader({
    channels: channels.length,
    sampleRateHz,
    formatTag,
    bits,
    dataBytes: samples * blockBytes,
    extensible: options.extensible ?? false,
  });
  const file = new Uint8Array(header.length + samples * blockBytes);
  file.set(header);
  const view = new DataView(file.buffer);
  for (let i = 0; i < samples; i++) {
    channels.forEach((channel, c) => {
      write(view, header.length + i * blockBytes + (c * bits) / 8, channel[i]!);
    });
  }
  return file;
}

/** What stands before the samples of a WAV file. */
export function wavHeader(format: {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly formatTag: number;
  readonly bits: number;
  readonly dataBytes: number;
  readonly extensible: boolean;
}): Uint8Array {
  const { channels, sampleRateHz, formatTag, bits, dataBytes, extensible } = format;
  const formatBytes = extensible ? 40 : 16;
  const header = Buffer.alloc(20 + formatBytes + 8);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(header.length - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(formatBytes, 16);
  header.writeUInt16LE(extensible ? EXTENSIBLE : formatTag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE((sampleRateHz * channels * bits) / 8, 28);
  header.writeUInt16LE((channels * bits) / 8, 32);
  header.writeUInt16LE(bits, 34);
  if (extensible) {
    header.writeUInt16LE(22, 36);
    header.writeUInt16LE(bits, 38);
    header.writeUInt32LE(2 ** channels - 1, 40);
    header.writeUInt16LE(formatTag, 44);
    header.write(SUBFORMAT_TAIL, 46, 'hex');
  }
  header.write('data', 20 + formatBytes, 'latin1');
  header.writeUInt32LE(dataBytes, 24 + formatBytes);
  return header;
}

/** A sine that starts at phase 0. */
export function tone(
  frequencyHz: number,
  amplitude: number,
  sampleRateHz: number,
  seconds: number,
): Float64Array {
  return Float64Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, i) => amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz),
  );
}

/** The part of a sound without its first and last `seconds`. */
export function inner(samples: Float32Array, sampleRateHz: number, seconds: number): Float32Array {
  const edge = Math.round(seconds * sampleRateHz);
  return samples.subarray(edge, samples.length - edge);
}

/** Amplitude of the sine at a frequency, under a Hann window. */
export function amplitudeAt(samples: Float32Array, sampleRateHz: number, frequencyHz: number): number {
  let real = 0;
  let imaginary = 0;
  let weight = 0;
  for (let i = 0; i < samples.length; i++) {
    const window = 1 - Math.cos((2 * Math.PI * (i + 0.5)) / samples.length);
    const angle = (2 * Math.PI * frequencyHz * i) / sampleRateHz;
    real += window * samples[i]! * Math.cos(angle);
    imaginary += window * samples[i]! * Math.sin(angle);
    weight += window;
  }
  return (2 * Math.hypot(real, imaginary)) / weight;
}

/** Root mean square. */
export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

/** An amplitude ratio in decibels. */
export function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}

function quantise(value: number, scale: number): number {
  return Math.round(value * scale);
}

/** ITU-T G.711, A-law, from a value in [-1, 1]. */
function aLaw(value: number): number {
  const sign = value >= 0 ? 0x80 : 0;
  const magnitude = Math.min(0xfff, Math.floor(Math.abs(value) * 4096));
  const exponent = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4;
  const mantissa = exponent < 1 ? magnitude >> 1 : (magnitude >> exponent) & 0x0f;
  return (sign | (exponent << 4) | (mantissa & 0x0f)) ^ 0x55;
}

/** ITU-T G.711, mu-law, from a value in [-1, 1]. */
function muLaw(value: number): number {
  const sign = value < 0 ? 0x80 : 0;
  const magnitude = Math.min(8158, Math.floor(Math.abs(value) * 8159)) + 33;
  const exponent = Math.floor(Math.log2(magnitude)) - 5;
  const mantissa = (magnitude >> (exponent + 1)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}
