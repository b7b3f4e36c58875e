import { qrDecomposition, type DoubleMatrix } from '../numeric/index.js';
import { finalChannels } from './cqt-net.js';
import type { NamedTensors } from './named-tensors.js';
import type { NetworkSpec } from './network-spec.js';

/**
 * A basis of the space that feature vectors lie in. fc0 maps c channels and a constant to the feature vector, so all
 * features lie in a space of at most c + 1 dimensions. With [W b] = Q R, the vector R [x; 1] has the length of the
 * feature vector Q R [x; 1], and the same cosines with others.
 */
export interface CompactBasis {
  /** Numbers in a compact vector: channels + 1, or the feature size if that is smaller. */
  readonly size: number;
  /** What takes the place of fc0.weight, shape [size, channels], row-major. */
  readonly weight: Float32Array;
  /** What takes the place of fc0.bias, shape [size]. */
  readonly bias: Float32Array;
  /** The feature vector that a compact vector stands for. */
  expand(compact: Float32Array): Float32Array;
}

/**
 * @param parameters - Must hold fc0.weight and fc0.bias in the shapes of the spec.
 * @returns The same basis for the same parameters.
 */
export function compactBasis(spec: NetworkSpec, parameters: NamedTensors): CompactBasis {
  const channels = finalChannels(spec);
  const { r, timesQ } = qrDecomposition(affineMatrix(spec, parameters));
  const size = r.rows;
  const weight = new Float32Array(size * channels);
  const bias = new Float32Array(size);
  for (let row = 0; row < size; row++) {
    const values = r.data.subarray(row * r.columns, (row + 1) * r.columns);
    weight.set(values.subarray(0, channels), row * channels);
    bias[row] = values[channels]!;
  }
  return { size, weight, bias, expand: (compact) => Float32Array.from(timesQ(compact)) };
}

/** [W b], shape (featureSize, channels + 1). */
function affineMatrix(spec: NetworkSpec, parameters: NamedTensors): DoubleMatrix {
  const channels = finalChannels(spec);
  const columns = channels + 1;
  const weight = parameters.get('fc0.weight')!.data;
  const bias = parameters.get('fc0.bias')!.data;
  const data = new Float64Array(spec.featureSize * columns);
  for (let row = 0; row < spec.featureSize; row++) {
    data.set(weight.subarray(row * channels, (row + 1) * channels), row * columns);
    data[row * columns + channels] = bias[row]!;
  }
  return { data, rows: spec.featureSize, columns };
}
