import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RedisTarget } from '../src-core/redis/target';

const gatewayFileSchema = z.looseObject({
  url: z.string(),
  adminToken: z.string(),
  clientToken: z.string(),
  workerToken: z.string(),
  pid: z.number().int().positive(),
  redis: z.custom<RedisTarget>(isTarget).optional(),
});

/** How to reach the instance that runs on this machine. Holds tokens and Redis' password. */
export interface GatewayFile {
  url: string;
  adminToken: string;
  clientToken: string;
  workerToken: string;
  pid: number;
  /** The Redis it uses; absent in files of other writers. */
  redis?: RedisTarget;
}

/** A gateway file as it was found. */
export interface FoundGatewayFile extends GatewayFile {
  /** Whether the process that wrote it still runs. */
  alive: boolean;
}

function isTarget(value: unknown): boolean {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return kind === 'single' || kind === 'sentinel' || kind === 'cluster';
}

/** Where the gateway file of a data directory is. */
export function gatewayFilePath(dataDir: string): string {
  return join(dataDir, 'gateway.json');
}

/** Writes the file in one step, readable by its owner alone; makes the data directory when there is none. */
export async function writeGatewayFile(dataDir: string, content: GatewayFile): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = gatewayFilePath(dataDir);
  const draft = `${path}.${process.pid}.new`;
  // A draft left by a crash keeps its mode when it is written again.
  await rm(draft, { force: true });
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, path);
}

/** Reads the file; null when there is none, or what is there is not one. */
export async function readGatewayFile(dataDir: string): Promise<FoundGatewayFile | null> {
  try {
    const parsed = gatewayFileSchema.parse(JSON.parse(await readFile(gatewayFilePath(dataDir), 'utf8')));
    return { ...parsed, alive: isAlive(parsed.pid) };
  } catch {
    return null;
  }
}

/** Removes the file, unless another process has put its own there since. */
export async function removeGatewayFile(dataDir: string, pid = process.pid): Promise<void> {
  const found = await readGatewayFile(dataDir);
  if (found?.pid === pid) await rm(gatewayFilePath(dataDir), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
