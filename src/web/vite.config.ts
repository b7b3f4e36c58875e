import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { offlineFiles, reportStyle, withoutErrorTexts, withoutJsonSchemas } from './build-plugins.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const { version } = JSON.parse(readFileSync(path('../../package.json'), 'utf8')) as { version: string };

/** Leaves out what the site and its workers have no use for. */
const lean = () => [withoutJsonSchemas(), withoutErrorTexts()];

export default defineConfig({
  root: path('.'),
  // Relative addresses: the site may lie in any folder of any server.
  base: './',
  plugins: [svelte({ configFile: false }), ...lean(), reportStyle(), offlineFiles()],
  define: { DOPPELTON_VERSION: JSON.stringify(version) },
  // The build that takes its WebAssembly from an address, not the one that carries it along.
  resolve: {
    alias: { 'onnxruntime-web/wasm': path('../../node_modules/onnxruntime-web/dist/ort.wasm.min.mjs') },
  },
  worker: { format: 'es', plugins: lean },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The runtime's WebAssembly is of this size.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { index: path('index.html'), offline: path('offline/offline.ts') },
      output: {
        // A service worker keeps its address over all versions.
        entryFileNames: ({ name }) => (name === 'offline' ? 'offline.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
