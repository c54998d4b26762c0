import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Bundles the benchmark for Node; packages stay in node_modules, as they do for what it measures. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    target: 'node20',
    outDir: fileURLToPath(new URL('../out/bench', import.meta.url)),
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: { main: fileURLToPath(new URL('main.ts', import.meta.url)) },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
