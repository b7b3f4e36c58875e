/**
 * Port: changes the duration of sound and leaves its pitch. Starting one is asynchronous (it loads WebAssembly);
 * using it is not. An instance belongs to the thread that made it; every thread makes its own.
 */
export interface TimeStretcher {
  /**
   * @param samples - Mono samples, shape (n). Not modified.
   * @param sampleRateHz - Of `samples`; sets the length of the analysis window.
   * @param tempoRatio - Speed of the result over that of the input, in [0.25, 4]: 2 is twice as fast.
   * @returns Shape (round(n / tempoRatio)). What sounds at t in the input sounds at t / tempoRatio in the result: no
   *   latency at the start, nothing lost at the end. The same input gives the same output, bit by bit.
   * @throws DoppeltonError `SETTING_OUT_OF_RANGE`.
   */
  stretch(samples: Float32Array, sampleRateHz: number, tempoRatio: number): Float32Array<ArrayBuffer>;
}
