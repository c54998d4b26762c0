import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Modules built to plain JavaScript for child processes, in a directory inside the project so that they resolve. */
export interface Built {
  /** The file of an entry, by its name in `entries`. */
  file(name: string): string;
  stop(): Promise<void>;
}

/** Builds `entries` (name to source file). */
export async function buildEntries(entries: Record<string, URL>): Promise<Built> {
  const room = fileURLToPath(new URL('..', import.meta.url));
  const outDir = await mkdtemp(join(room, '..', '..', 'node_modules', '.signalbox-test-'));
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, path]) => [name, fileURLToPath(path)]),
  );
  await build({
    configFile: false,
    logLevel: 'error',
    root: room,
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rollupOptions: { input, output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  });
  return {
    file: (name) => join(outDir, `${name}.mjs`),
    stop: () => rm(outDir, { recursive: true, force: true }),
  };
}
