/// <reference types="svelte" />

declare module '*?url' {
  /** Relative to the script that imports it, or absolute. */
  const url: string;
  export { url as default };
}

declare module '*.css';

/** Of the package. */
declare const DOPPELTON_VERSION: string;
/** Files of the built site beside its start page, and a hash of their names. */
declare const SITE_FILES: readonly string[];
declare const SITE_VERSION: string;
