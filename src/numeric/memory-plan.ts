import { NUMBER_BYTES } from './wasm-module.js';

/** Places in a memory, given out one behind the other. */
export class MemoryPlan {
  #bytes = 0;

  /** How much has been given out. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns Where so many numbers of 32 bits may lie, in bytes. */
  reserve(numbers: number): number {
    const at = this.#bytes;
    this.#bytes += NUMBER_BYTES * numbers;
    return at;
  }
}
