import type { Signal } from '../audio/index.js';
import type { AlterationPorts } from './alteration-ports.js';
import { applyBackground, type Background } from './background.js';
import { applyBandLimit, type BandLimit } from './band-limit.js';
import { applyColouredNoise, type ColouredNoise } from './coloured-noise.js';
import {
  applyClipping,
  applyCompression,
  applyGain,
  type Clipping,
  type Compression,
  type Gain,
} from './dynamics.js';
import { applyEcho, type Echo } from './echo.js';
import { applyGaussianNoise, type GaussianNoise } from './gaussian-noise.js';
import { applyLossyCoding, type LossyCoding } from './lossy-coding.js';
import { applyReverb, type Reverb } from './reverb.js';
import { applyRoom, type Room } from './room.js';
import { applyTelephone, type Telephone } from './telephone.js';
import { applyPitch, applyTempo, type Pitch, type Tempo } from './tempo-and-pitch.js';
import { applySpeed, type Speed } from './varispeed.js';

/** One change to a recording, as plain data with every number that it needs. */
export type Alteration =
  | Pitch
  | Tempo
  | Speed
  | Reverb
  | Echo
  | GaussianNoise
  | ColouredNoise
  | BandLimit
  | Gain
  | Clipping
  | Compression
  | Room
  | Background
  | Telephone
  | LossyCoding;

/**
 * Applies one alteration.
 *
 * @param signal - Not modified.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a setting outside its documented range; `INTERNAL` for an
 *   alteration whose port is not there.
 */
export function applyAlteration(signal: Signal, alteration: Alteration, ports: AlterationPorts): Signal {
  switch (alteration.kind) {
    case 'pitch':
      return applyPitch(signal, alteration, ports.stretcher);
    case 'tempo':
      return applyTempo(signal, alteration, ports.stretcher);
    case 'speed':
      return applySpeed(signal, alteration);
    case 'reverb':
      return applyReverb(signal, alteration);
    case 'echo':
      return applyEcho(signal, alteration);
    case 'gaussian-noise':
      return applyGaussianNoise(signal, alteration);
    case 'coloured-noise':
      return applyColouredNoise(signal, alteration);
    case 'band-limit':
      return applyBandLimit(signal, alteration);
    case 'gain':
      return applyGain(signal, alteration);
    case 'clipping':
      return applyClipping(signal, alteration);
    case 'compression':
      return applyCompression(signal, alteration);
    case 'room':
      return applyRoom(signal, alteration);
    case 'background':
      return applyBackground(signal, alteration, ports.foreignSound);
    case 'telephone':
      return applyTelephone(signal);
    case 'codec':
      return applyLossyCoding(signal, alteration, ports.coder);
  }
}

/** One alteration in words, for tables and logs: `tempo × 1.080`. */
export function describeAlteration(alteration: Alteration): string {
  switch (alteration.kind) {
    case 'pitch':
      return `pitch ${signed(alteration.shiftSemitones, 2)} semitones`;
    case 'tempo':
      return `tempo × ${alteration.tempoRatio.toFixed(3)}`;
    case 'speed':
      return `speed × ${alteration.speedRatio.toFixed(3)}`;
    case 'reverb':
      return describeReverb(alteration);
    case 'echo':
      return `echo every ${alteration.delaySeconds.toFixed(3)} s, decay ${alteration.decay.toFixed(2)}`;
    case 'gaussian-noise':
      return `Gaussian noise ${alteration.amplitude.toFixed(4)}`;
    case 'coloured-noise':
      return describeNoise(alteration);
    case 'band-limit':
      return describeBand(alteration);
    case 'gain':
      return `gain ${signed(alteration.gainDb, 1)} dB`;
    case 'clipping':
      return `clipping ${alteration.depthDb.toFixed(1)} dB below the peak`;
    case 'compression':
      return `compression ${alteration.ratio.toFixed(1)}:1 above ${signed(alteration.thresholdDb, 1)} dB`;
    case 'room':
      return `room of ${alteration.decaySeconds.toFixed(2)} s decay at ${signed(alteration.wetDb, 1)} dB`;
    case 'background':
      return `${alteration.recordingId} underneath at ${alteration.snrDb.toFixed(1)} dB SNR`;
    case 'telephone':
      return 'telephone';
    case 'codec':
      return `${alteration.codec} at ${alteration.bitrateKbps} kbit/s`;
  }
}

function describeNoise({ colour, snrDb, pulseHz }: ColouredNoise): string {
  const bursts = pulseHz === undefined ? '' : `, ${pulseHz.toFixed(1)} bursts per second`;
  return `${colour} noise at ${snrDb.toFixed(1)} dB SNR${bursts}`;
}

function describeReverb({ roomSizePercent, dampingPercent, reverberancePercent }: Reverb): string {
  const room = roomSizePercent.toFixed(1);
  const damping = dampingPercent.toFixed(1);
  return `reverb (room ${room} %, damping ${damping} %, reverberance ${reverberancePercent.toFixed(1)} %)`;
}

function describeBand({ lowHz, highHz }: BandLimit): string {
  const low = lowHz === undefined ? undefined : `${lowHz.toFixed(0)} Hz`;
  const high = highHz === undefined ? undefined : `${highHz.toFixed(0)} Hz`;
  if (low === undefined) return high === undefined ? 'no band limit' : `low pass at ${high}`;
  return high === undefined ? `high pass at ${low}` : `band pass from ${low} to ${high}`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
