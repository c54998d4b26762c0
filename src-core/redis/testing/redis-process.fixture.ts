import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A real server for a test, without persistence unless `args` ask for it. */
export interface TestRedis {
  port: number;
  dir: string;
  child: ChildProcess;
  /** Kills it and removes its files. */
  stop(): Promise<void>;
}

/** Starts `redis-server` on `port` (default: a free one) and resolves when it accepts connections. */
export async function startTestRedis(args: string[] = [], port?: number): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'signalbox-redis-'));
  const chosen = port ?? (await freePort());
  const base = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--dir', dir];
  const child = spawn(
    'redis-server',
    [
      ...args.filter((arg) => arg.endsWith('.conf')),
      ...base,
      ...args.filter((arg) => !arg.endsWith('.conf')),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    const log: string[] = [];
    lines.on('line', (line) => {
      log.push(line);
      if (/Ready to accept connections|Sentinel ID/.test(line)) resolve();
    });
    child.once('exit', () => reject(new Error(`redis-server ended: ${log.join('\n')}`)));
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    await rm(dir, { recursive: true, force: true });
  };
  return { port: chosen, dir, child, stop };
}

/** A TCP port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A TCP server of a test; `connections` counts and holds what it has accepted. */
export interface TestPeer {
  port: number;
  connections: Socket[];
  /** Resolves when `count` connections have been accepted in all. */
  accepted(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a TCP server that hands each connection to `serve`, which may leave it unanswered. */
export async function startPeer(serve: (socket: Socket) => void = () => {}): Promise<TestPeer> {
  const connections: Socket[] = [];
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    connections.push(socket);
    serve(socket);
    server.emit('accepted');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const accepted = async (count: number) => {
    while (connections.length < count) await once(server, 'accepted');
  };
  const stop = async () => {
    for (const socket of connections) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port, connections, accepted, stop };
}

/** A TCP proxy that can swallow everything, both ways, while connections stay up. */
export async function startBlackHoleProxy(target: number): Promise<TestPeer & { swallow: boolean }> {
  const upstreams: Socket[] = [];
  const peer = await startPeer((socket) => {
    const upstream = connect(target, '127.0.0.1');
    upstreams.push(upstream);
    upstream.on('error', () => socket.destroy());
    // Connections made through the hole stay dead when it closes, as half-open ones do.
    const dead = proxy.swallow;
    socket.on('data', (bytes) => !dead && !proxy.swallow && upstream.write(bytes));
    upstream.on('data', (bytes) => !dead && !proxy.swallow && socket.write(bytes));
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  });
  const stopPeer = peer.stop;
  const proxy = Object.assign(peer, {
    swallow: false,
    stop: async () => {
      await stopPeer();
      for (const upstream of upstreams) upstream.destroy();
    },
  });
  return proxy;
}
