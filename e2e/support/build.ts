import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const top = fileURLToPath(new URL('../..', import.meta.url));

/** A bundled entry of src-main, as `npm run build` makes it, in a folder of its own. */
export interface BuiltEntry {
  /** The script to run with Node. */
  script: string;
  remove(): Promise<void>;
}

/**
 * Bundles one entry of src-main afresh, so that a test never runs yesterday's build. Packages stay outside. `plugins` may
 * change the source on the way, to break what a test must catch.
 */
export async function buildEntry(name: string, plugins: Plugin[] = []): Promise<BuiltEntry> {
  const dir = await mkdtemp(join(tmpdir(), 'signalbox-built-'));
  await build({
    root: top,
    configFile: false,
    logLevel: 'error',
    plugins,
    build: {
      ssr: true,
      target: 'node20',
      outDir: dir,
      emptyOutDir: false,
      rolldownOptions: {
        input: { [name]: join(top, 'src-main', `${name}.ts`) },
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  });
  const modules = join(dir, 'node_modules');
  if (!existsSync(modules)) await symlink(join(top, 'node_modules'), modules, 'junction');
  return { script: join(dir, `${name}.mjs`), remove: () => rm(dir, { recursive: true, force: true }) };
}
