import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const ONNX_RUNTIME = fileURLToPath(
  new URL('../../node_modules/onnxruntime-web/dist/ort.wasm.min.mjs', import.meta.url),
);

export default defineConfig({
  root,
  // Relative addresses: the site may lie in any folder of any server.
  base: './',
  plugins: [svelte({ configFile: false })],
  // The build that takes its WebAssembly from an address, not the one that carries it along.
  resolve: { alias: { 'onnxruntime-web/wasm': ONNX_RUNTIME } },
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The runtime's WebAssembly is of this size.
    chunkSizeWarningLimit: 600,
  },
});
