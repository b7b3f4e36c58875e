/** Data that nobody writes to, however deep: what zod infers, as the rest of the program has it. */
export type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T;
