import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The runtime's executable, or why there is none. */
export type ElectronRuntime = { path: string } | { missing: string };

/** Long enough for a slow line, short enough for a network that swallows packets. */
const fetchTimeoutMs = 180_000;

/**
 * Finds Electron's executable, and fetches it when it is not there: its package has no install script, so after
 * `npm install` it is not.
 * @param packageFolder where the electron package is; null when it is not installed
 */
export function findElectron(packageFolder: string | null = electronFolder()): ElectronRuntime {
  if (packageFolder === null)
    return { missing: 'The electron package is not installed; `npm install` brings it' };
  const installed = executableIn(packageFolder);
  if (installed) return { path: installed };
  const failure = fetchInto(packageFolder);
  const fetched = executableIn(packageFolder);
  if (fetched) return { path: fetched };
  return {
    missing: `Electron's runtime is not installed and cannot be fetched (${failure}); get it with \`npx install-electron\``,
  };
}

function electronFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** Reads what the package's own installer leaves behind, so that nothing is downloaded by looking. */
function executableIn(folder: string): string | null {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const executable = join(dist, readFileSync(pathFile, 'utf8').trim());
  return existsSync(executable) ? executable : null;
}

/** Runs the package's installer. Answers the last thing it said, one line. */
function fetchInto(folder: string): string {
  const done = spawnSync(process.execPath, [join(folder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: fetchTimeoutMs,
  });
  if (done.error) return done.error.message;
  const lines = done.stderr.split('\n').filter((line) => /\S/.test(line));
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? `exit code ${done.status}`)
    .trim()
    .slice(0, 160);
}
