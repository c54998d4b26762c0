import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** How a server writes its append-only file. */
export type Aof = 'off' | 'everysec';

/** Asks the system for a port nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

const running = new Set<RedisServer>();

/** Stops every server that was started. */
export async function stopServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
}

/** A `redis-server` process of the bench's own: a free port, an empty data folder, no snapshots. */
export class RedisServer {
  readonly redis: Redis;
  #stopping: Promise<void> | null = null;

  private constructor(
    readonly port: number,
    readonly aof: Aof,
    readonly version: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {
    this.redis = new Redis({ port, host: '127.0.0.1' });
    running.add(this);
  }

  /** Starts a server and waits until it answers. Throws when no `redis-server` is on PATH or it ends early. */
  static async start(aof: Aof): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
    const port = await freePort();
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    args.push('--appendonly', aof === 'off' ? 'no' : 'yes', '--appendfsync', 'everysec');
    // A rewrite in the middle of one contender's run would be noise for it alone.
    args.push('--auto-aof-rewrite-percentage', '0', '--loglevel', 'warning');
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    const failed = new Promise<never>((_, reject) => {
      child.once('error', () => reject(new Error('redis-server is not on PATH; the bench needs one')));
      child.once('exit', (code) =>
        reject(new Error(`redis-server ended with code ${code} while it started`)),
      );
    });
    const version = await Promise.race([whenUp(port), failed]);
    failed.catch(() => undefined);
    return new RedisServer(port, aof, version, child, folder);
  }

  /** Empties the server, its script cache too, so that every measurement meets the same one. */
  async clear(): Promise<void> {
    await this.redis.flushall('SYNC');
    await this.redis.script('FLUSH', 'SYNC');
    if (this.aof === 'everysec') await this.rewriteAof();
  }

  /** Ends the process and removes its folder. Calling it again waits for the same end. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.redis.disconnect();
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
    running.delete(this);
  }

  // The file would grow by gigabytes over a run.
  private async rewriteAof(): Promise<void> {
    await this.redis.bgrewriteaof();
    for (;;) {
      const info = await this.redis.info('persistence');
      if (/aof_rewrite_in_progress:0/.test(info) && /aof_rewrite_scheduled:0/.test(info)) return;
      await setTimeout(10);
    }
  }
}

async function whenUp(port: number): Promise<string> {
  const redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const info = await redis.info('server');
  redis.disconnect();
  return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown';
}
