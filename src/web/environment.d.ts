/// <reference types="svelte" />

declare module '*?url' {
  /** Relative to the script that imports it, or absolute. */
  const url: string;
  export { url as default };
}

declare module '*.css';
