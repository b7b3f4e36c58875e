import { readdirSync } from 'node:fs';
import { defineConfig } from 'vite';

/** What the program and its threads and processes begin with; a file each in dist/bundle/, at its place in src/. */
const ENTRIES = [
  'cli/main.ts',
  'index.ts',
  ...readdirSync('src/platform/node', { recursive: true, encoding: 'utf8' })
    .filter((path) => /-(?:worker|process)\.ts$/.test(path))
    .map((path) => `platform/node/${path}`),
];

// Hundreds of small modules take longer to load than two recordings take to compare. Bundled with them are the
// libraries that are many small modules themselves; all others are loaded from where they are installed.
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: ['commander', 'zod'] },
  build: {
    ssr: true,
    outDir: 'dist/bundle',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(ENTRIES.map((path) => [path.replace(/\.ts$/, ''), `src/${path}`])),
      output: { chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
