import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import pino from 'pino';
import { type ClientOptions, WebSocket } from 'ws';
import { startTestRedis, type TestRedis } from '../../../e2e/support/redis';
import { subprotocol } from '../../../src-core/protocol/limits';
import type { MonitorTopic } from '../../../src-core/protocol/monitor-frames';
import { Claims } from '../../../src-core/queue/claims';
import { Monitor } from '../../../src-core/queue/monitor';
import { Queue } from '../../../src-core/queue/queue';
import type { ClaimedJob } from '../../../src-core/queue/types';
import { createGateway, type Gateway, type GatewayAddress } from '../gateway';
import type { GatewayOptions } from '../options';
import { parseNamedTokens } from '../tokens';

export const jwtSecret = 'the-secret-of-signed-tokens';

/** A gateway with its queue on a Redis of the test's own. */
export class Rig {
  readonly queueName = `t-${randomBytes(5).toString('hex')}`;
  readonly queues = new Map<string, Queue>();
  readonly monitor: Monitor;
  readonly #gateways: Gateway[] = [];
  readonly #sockets: Frames[] = [];
  health: 'connected' | 'reconnecting' | 'down' = 'connected';
  gateway!: Gateway;
  address!: GatewayAddress;

  private constructor(readonly redis: TestRedis) {
    this.monitor = new Monitor({ redis: redis.url });
  }

  static async start(options: Partial<GatewayOptions> = {}): Promise<Rig> {
    const rig = new Rig(await startTestRedis());
    rig.gateway = rig.make(options);
    rig.address = await rig.gateway.start();
    await rig.queue().ready();
    return rig;
  }

  queue(name = this.queueName): Queue {
    const queue = this.queues.get(name) ?? new Queue(name, { redis: this.redis.url, commandTimeoutMs: 2000 });
    this.queues.set(name, queue);
    return queue;
  }

  /** One more gateway over the same queues, as on another machine. */
  make(options: Partial<GatewayOptions> = {}): Gateway {
    const gateway = createGateway(this.options(options));
    this.#gateways.push(gateway);
    return gateway;
  }

  /** What a gateway of this rig is made with. */
  options(changes: Partial<GatewayOptions> = {}): GatewayOptions {
    return {
      host: '127.0.0.1',
      port: 0,
      version: '0.0.0-test',
      tokens: {
        admin: ['admin-token'],
        clients: parseNamedTokens('web:web-token,other:other-token,narrow:narrow-token:echo'),
        workers: parseNamedTokens('gpu:gpu-token,other-gpu:other-gpu-token,narrow-gpu:narrow-gpu-token:echo'),
      },
      jwtSecret,
      secret: Promise.resolve('resume-secret'),
      allowedOrigins: ['https://ops.example.com'],
      allowedHosts: ['queue.example.com'],
      queues: (name) => this.queue(name),
      defaultQueue: this.queueName,
      defaultOptions: { attempts: 1 },
      monitor: this.monitor,
      redisHealth: { state: () => ({ status: this.health, engine: 'redis 7', latencyMs: 1 }) },
      alertPending: 10_000,
      system: {
        mode: 'gateway',
        dataDir: '/nowhere',
        redis: { address: '127.0.0.1:1', ours: false, dataDir: null },
        settings: { LOG_LEVEL: 'silent' },
      },
      log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
      ...changes,
    };
  }

  fetch(path: string, init: RequestInit & { token?: string; json?: unknown } = {}): Promise<Response> {
    const { token = 'web-token', json, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (token !== '') headers.set('authorization', `Bearer ${token}`);
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? {} : { body: JSON.stringify(json), method: 'POST' };
    return fetch(this.address.url + path, { ...body, ...rest, headers });
  }

  /** Opens `/ws/monitor` and subscribes. */
  async watch(topics: MonitorTopic[], url = this.address.url): Promise<Frames> {
    const monitor = await this.open('admin-token', url, {}, '/ws/monitor');
    monitor.send({ type: 'subscribe', ref: 'watch', topics });
    await monitor.next('ok');
    return monitor;
  }

  /** Opens a socket. */
  async open(
    token = 'web-token',
    url = this.address.url,
    options: ClientOptions = {},
    path = '/ws/client',
  ): Promise<Frames> {
    const ws = new WebSocket(url.replace('http', 'ws') + path, [subprotocol], {
      headers: { authorization: `Bearer ${token}` },
      ...options,
    });
    const frames = new Frames(ws);
    this.#sockets.push(frames);
    await once(ws, 'open');
    return frames;
  }

  async stop(): Promise<void> {
    for (const { ws } of this.#sockets) ws.terminate();
    await Promise.all(this.#gateways.map((gateway) => gateway.stop({ timeoutMs: 0 })));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.monitor.close();
    await this.redis.stop();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into frames of every type
export type AnyFrame = any;

/** A raw socket and what it received. */
export class Frames {
  readonly all: AnyFrame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #taken = 0;
  #wake: () => void = () => undefined;

  constructor(readonly ws: WebSocket) {
    ws.on('message', (data) => {
      this.all.push(JSON.parse(data.toString()));
      this.#wake();
    });
    ws.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  send(frame: object | string): void {
    this.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next frame of one of these types; skips others. */
  async next(...types: string[]): Promise<AnyFrame> {
    for (;;) {
      while (this.#taken < this.all.length) {
        const frame = this.all[this.#taken++];
        if (types.length === 0 || types.includes(frame.type)) return frame;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  types(): string[] {
    return this.all.map((frame) => frame.type);
  }
}

/** A worker whose every move the test makes. */
export class HandWorker {
  readonly id = `w-${randomBytes(3).toString('hex')}`;
  readonly claims: Claims;

  constructor(queue: Queue) {
    this.claims = new Claims(queue, {
      workerId: this.id,
      leaseMs: 60_000,
      types: '*',
    });
  }

  /** The next job; waits for one. */
  async take(): Promise<ClaimedJob> {
    for (;;) {
      const [job] = (await this.claims.claim(1)).jobs;
      if (job) return job;
      await this.claims.waitForWork(false);
    }
  }

  chunk(job: ClaimedJob, seq: number, data: unknown): Promise<unknown> {
    return this.claims.chunk(job.id, job.fence, job.attempt, seq, data);
  }

  complete(job: ClaimedJob, result: unknown): Promise<unknown> {
    return this.claims.finish({ kind: 'complete', id: job.id, fence: job.fence, result });
  }

  fail(job: ClaimedJob, code: string, message: string, retryable = false): Promise<unknown> {
    return this.claims.finish({
      kind: 'fail',
      id: job.id,
      fence: job.fence,
      error: { code, message },
      retryable,
    });
  }

  release(job: ClaimedJob): Promise<unknown> {
    return this.claims.finish({ kind: 'release', id: job.id, fence: job.fence });
  }

  close(): Promise<void> {
    return this.claims.close();
  }
}
