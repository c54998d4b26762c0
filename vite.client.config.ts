import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** In a browser `./socket` is `socket.browser.ts` where there is one. */
export const browserExtensions = ['.browser.ts', '.tsx', '.ts', '.mjs', '.js', '.json'];

/** `signalbox/client` for browsers: one file without imports. Node's variant is built with the rest. */
export default defineConfig({
  publicDir: false,
  resolve: { extensions: browserExtensions },
  build: {
    outDir: 'out/browser',
    target: 'es2022',
    minify: false,
    lib: {
      entry: { client: fileURLToPath(new URL('src-core/client/client.ts', import.meta.url)) },
      formats: ['es'],
      fileName: (_format, name) => `${name}.js`,
    },
  },
});
