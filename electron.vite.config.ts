import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { browserExtensions } from './vite.client.config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Every script that is started by name; whatever they share goes to out/main/chunks. */
const mainEntries = {
  index: at('src-main/index.ts'),
  start: at('src-main/start.ts'),
  headless: at('src-main/headless.ts'),
  cli: at('src-main/cli.ts'),
  library: at('src-main/library.ts'),
  client: at('src-core/client/client.ts'),
  'worker-client': at('src-core/worker-client/gpu-worker.ts'),
  worker: at('src-worker/entry.ts'),
  simulator: at('src-worker/simulator/entry.ts'),
  'embedded-redis': at('src-core/redis/embedded/entry.ts'),
};

/** The command must stay executable: npm sees to it only once. */
const executableCli = {
  name: 'executable-cli',
  writeBundle: () => chmodSync(at('out/main/cli.js'), 0o755),
};

export default defineConfig({
  main: {
    plugins: [executableCli],
    build: {
      outDir: 'out/main',
      // The same files run in Electron and on the oldest Node that is supported.
      target: 'node20',
      rolldownOptions: {
        input: mainEntries,
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but electron: all else is bundled into the one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src-main/desktop/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: '/',
    plugins: [react()],
    resolve: { extensions: browserExtensions },
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
});
