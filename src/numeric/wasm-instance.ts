/** What is used of WebAssembly, which every runtime of JavaScript has and whose types come with those of browsers only. */
interface WasmRuntime {
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: unknown };
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): void;
}

const PAGE_BYTES = 65_536;

/** Functions of a module of `wasmModule`, and the memory that they work on. */
export class WasmInstance<Functions> {
  readonly functions: Functions;
  readonly #memory: WasmMemory;

  /** @param bytes - Of a module that exports `Functions`. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WasmRuntime })
      .WebAssembly;
    this.#memory = new Memory({ initial: 1 });
    const { exports } = new Instance(new Module(bytes), { env: { memory: this.#memory } });
    this.functions = exports as Functions;
  }

  /**
   * The memory, at least so long; what was in it stays.
   *
   * @returns Valid until the next call.
   */
  memory(bytes: number): ArrayBuffer {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return this.#memory.buffer;
  }
}
