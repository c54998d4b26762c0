import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { monitorServerFrameSchema, type MonitorTopic } from '../../../src-core/protocol/monitor-frames';
import { type AnyFrame, type Frames, HandWorker, Rig } from '../testing/rig.fixture';

let rig: Rig;
let worker: HandWorker;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => {
  worker = new HandWorker(rig.queue());
});
afterEach(() => worker.close());

const all: MonitorTopic[] = ['stats', 'jobs', 'workers', 'frames', 'dlq', 'events', 'simulator'];

/** The next frame of a topic, checked against the protocol. */
async function next(monitor: Frames, topic: MonitorTopic): Promise<AnyFrame> {
  for (;;) {
    const frame = await monitor.next('stats', 'event');
    if (topic !== (frame.topic ?? frame.type)) continue;
    monitorServerFrameSchema.parse(frame);
    return frame;
  }
}

/** Resolves when this monitor of the topic `events` is told what happens in these queues. */
async function followed(monitor: Frames, ...queues: string[]): Promise<void> {
  const awaited = new Set(queues);
  while (awaited.size > 0) {
    for (const { kind, queue } of (await next(monitor, 'events')).data)
      if (kind === 'missed') awaited.delete(queue);
  }
}

async function leave(...monitors: Frames[]): Promise<void> {
  for (const { ws } of monitors) ws.close();
  await Promise.all(monitors.map(({ closed }) => closed));
}

async function refusal(token: string, headers: Record<string, string> = {}): Promise<number> {
  const url = `${rig.address.url.replace('http', 'ws')}/ws/monitor`;
  const ws = new WebSocket(url, ['signalbox.v1', `bearer.${token}`], { headers });
  ws.on('error', () => undefined);
  const [, response] = await once(ws, 'unexpected-response');
  response.destroy();
  return response.statusCode;
}

describe('/ws/monitor', () => {
  it('is for admins, on pages of allowed origins', async () => {
    expect(await refusal('web-token')).toBe(403);
    expect(await refusal('gpu-token')).toBe(403);
    expect(await refusal('nobody')).toBe(401);
    expect(await refusal('admin-token', { origin: 'https://evil.example' })).toBe(403);
  });

  it('welcomes, answers, and says what is wrong', async () => {
    const monitor = await rig.open('admin-token', undefined, {}, '/ws/monitor');
    expect(await monitor.next()).toMatchObject({ type: 'welcome', clientId: 'admin' });
    monitor.send({ type: 'ping', ref: 1 });
    expect(await monitor.next()).toMatchObject({ type: 'pong', ref: 1, at: expect.any(Number) });
    monitor.send({ type: 'subscribe', ref: 2, topics: ['weather'] });
    expect(await monitor.next()).toMatchObject({ type: 'error', ref: 2, code: 'INVALID_MESSAGE' });
    monitor.send({ type: 'submit_job', ref: 3, job: { type: 'echo' } });
    expect(await monitor.next()).toMatchObject({ type: 'error', ref: 3, code: 'INVALID_MESSAGE' });
    await leave(monitor);
  });

  it('tells the numbers of everything once a second', async () => {
    await rig.queue().add('numbers', 1, { priority: 2 });
    const monitor = await rig.watch(['stats']);
    const [first, second] = [await next(monitor, 'stats'), await next(monitor, 'stats')];
    // One that was late comes nearer to the next.
    expect(second.at - first.at).toBeGreaterThan(300);
    const mine = second.queues.find(({ name }: { name: string }) => name === rig.queueName);
    expect(mine).toMatchObject({
      paused: false,
      counts: { waiting: 1, active: 0 },
      byPriority: { 2: 1 },
      totals: { added: 1 },
    });
    expect(second.redis).toMatchObject({ status: 'connected', engine: 'redis 7', maxMemoryBytes: null });
    expect(second.redis.latencyMs).toBeGreaterThan(0);
    expect(second.redis.usedMemoryBytes).toBeGreaterThan(100_000);
    expect(second.redis.opsPerSecond).toBeGreaterThan(0);
    expect(second.gateway.sockets).toBeGreaterThanOrEqual(1);
    expect(second.gateway.memoryBytes).toBeGreaterThan(1_000_000);
    await worker.complete(await worker.take(), null);
    await leave(monitor);
  });

  it('says what a job costs, once ten were finished', async () => {
    const monitor = await rig.watch(['stats']);
    expect(await next(monitor, 'stats')).toMatchObject({ redis: { commandsPerJob: null } });
    for (let n = 0; n < 12; n += 1) await rig.queue().add('cost', n);
    for (let n = 0; n < 12; n += 1) await worker.complete(await worker.take(), n);
    let frame = await next(monitor, 'stats');
    while (frame.redis.commandsPerJob === null) frame = await next(monitor, 'stats');
    expect(frame.redis.commandsPerJob).toBeGreaterThan(1);
    await leave(monitor);
  });

  it('begins with what is known for one who comes later', async () => {
    const first = await rig.watch(['workers', 'dlq']);
    const workers = await next(first, 'workers');
    expect(workers.data).toEqual({ workers: [], pool: null });
    expect((await next(first, 'dlq')).data).toEqual({ groups: [], operations: [] });
    const second = await rig.watch(['workers']);
    expect(await next(second, 'workers')).toEqual(workers);
    await leave(first, second);
  });

  it('tells what happens to jobs, in order, under the topic asked for', async () => {
    const [events, jobs, both] = [
      await rig.watch(['events']),
      await rig.watch(['jobs']),
      await rig.watch(['jobs', 'events']),
    ];
    await followed(events, rig.queueName, 'default');
    const seen: AnyFrame[] = [];
    const { id: first } = await rig.queue().add('events', 0);
    const ids = [first];
    for (let n = 1; n < 4; n += 1) ids.push((await rig.queue().add('events', n)).id);
    for (let n = 0; n < 4; n += 1) await worker.complete(await worker.take(), n);
    const { id: bad } = await rig.queue().add('events', 'bad');
    await worker.fail(await worker.take(), 'BROKEN', 'it broke');
    while (!seen.some(({ kind }) => kind === 'dead')) seen.push(...(await next(events, 'events')).data);
    const life = (id: string) => seen.filter(({ ids: some }) => some.includes(id)).map(({ kind }) => kind);
    expect(life(ids[3] as string)).toEqual(['added', 'claimed', 'completed']);
    expect(life(bad)).toEqual(['added', 'claimed', 'dead']);
    expect(seen.find(({ kind }) => kind === 'claimed')).toMatchObject({
      queue: rig.queueName,
      who: worker.id,
    });
    const asJobs: AnyFrame[] = [];
    while (!asJobs.some(({ kind }) => kind === 'dead')) asJobs.push(...(await next(jobs, 'jobs')).data);
    const tells = (topic: string) =>
      both.all.some(
        (frame) => frame.topic === topic && frame.data.some(({ kind }: AnyFrame) => kind === 'dead'),
      );
    while (!tells('jobs') || !tells('events')) await both.next();
    await leave(events, jobs, both);
  });

  it("tells the frames of clients' sockets, masked, and none of its own", async () => {
    const monitor = await rig.watch(['frames', 'stats']);
    const client = await rig.open();
    const payload = { url: 'https://x', headers: { authorization: 'Bearer very-secret' } };
    client.send({ type: 'submit_job', ref: 1, job: { type: 'frames', payload, delayMs: 60_000 } });
    const { jobId } = await client.next('job_accepted');
    const seen: AnyFrame[] = [];
    while (!seen.some(({ type }) => type === 'job_accepted'))
      seen.push(...(await next(monitor, 'frames')).data);
    const welcomed = client.all[0];
    expect(seen.map(({ type, direction }) => `${direction} ${type}`)).toEqual([
      'out welcome',
      'in submit_job',
      'out job_accepted',
    ]);
    expect(seen.map(({ connectionId }) => connectionId)).toEqual(Array(3).fill(welcomed.connectionId));
    expect(seen[1]).toMatchObject({ role: 'client', jobId });
    const text = JSON.stringify(seen);
    expect(text).not.toContain(welcomed.resumeToken);
    expect(text).not.toContain('very-secret');
    await leave(monitor, client);
  });
});

describe('the dead letters', () => {
  it('are told in groups when they change, with the operations on them', async () => {
    const monitor = await rig.watch(['dlq']);
    const mine = ({ data }: AnyFrame) => data.groups.filter(({ code }: AnyFrame) => code === 'WATCHED');
    let frame = await next(monitor, 'dlq');
    expect(mine(frame)).toEqual([]);
    for (const n of [1, 2]) {
      await rig.queue().add('doomed', n);
      await worker.fail(await worker.take(), 'WATCHED', `item ${n} broke`);
    }
    while (mine(frame)[0]?.count !== 2) frame = await next(monitor, 'dlq');
    const { fingerprint, queue } = mine(frame)[0];
    const requeue = { queue, group: fingerprint };
    await rig.fetch('/dlq/requeue', { token: 'admin-token', json: requeue });
    while (mine(frame).length > 0) frame = await next(monitor, 'dlq');
    expect(frame.data.operations).toContainEqual(
      expect.objectContaining({ kind: 'requeue', queue, state: 'done', total: 2, done: 2 }),
    );
    for (const n of [1, 2]) await worker.complete(await worker.take(), n);
    await leave(monitor);
  });
});

describe('what monitors cost', () => {
  /** Commands Redis ran in so many ms, by name; without those of the test and of sockets that watch jobs. */
  async function commandsIn(ms: number): Promise<Map<string, number>> {
    const read = async () =>
      [
        ...(await rig.queue().commands.info('commandstats')).matchAll(/^cmdstat_([^:|]+)[^:]*:calls=(\d+)/gm),
      ].map(([, name, calls]) => [name as string, Number(calls)] as const);
    const before = new Map(await read());
    await new Promise((resolve) => setTimeout(resolve, ms));
    const after = new Map((await read()).map(([name, calls]) => [name, calls - (before.get(name) ?? 0)]));
    return new Map([...after].filter(([name, calls]) => calls > 0 && name !== 'ping' && name !== 'info'));
  }

  /** What everything costs that so many monitors watch. */
  async function costOf(monitors: number): Promise<number> {
    const watching = await Promise.all(Array.from({ length: monitors }, () => rig.watch(all)));
    await Promise.all(watching.map((monitor) => next(monitor, 'dlq')));
    const counts = await commandsIn(2000);
    await leave(...watching);
    return [...counts.values()].reduce((sum, calls) => sum + calls, 0);
  }

  it('is the same for many as for one, and nothing when nobody watches', async () => {
    const one = await costOf(1);
    const many = await costOf(20);
    expect(one).toBeGreaterThan(10);
    // A turn more or less falls into the window.
    expect(many).toBeLessThan(1.5 * one);
    expect(await costOf(0)).toBe(0);
    const clients = (await rig.queue().commands.client('LIST')) as string;
    expect(clients).not.toContain('monitor-events');
  });

  it('stops what a new subscription leaves out', async () => {
    const monitor = await rig.watch(all);
    await next(monitor, 'stats');
    monitor.send({ type: 'subscribe', ref: 'none', topics: [] });
    await monitor.next('ok');
    // What was under way may still end.
    await commandsIn(200);
    expect(await commandsIn(1500)).toEqual(new Map());
    await leave(monitor);
  });
});

describe('monitors in trouble', () => {
  it('cuts off one that does not read, and lets the others be', async () => {
    const gateway = rig.make({
      limits: { bufferedBytes: 200_000, monitorStallMs: 300, closeGraceMs: 100, framesPerSecond: 10_000 },
    });
    const { url } = await gateway.start();
    const [slow, quick] = [await rig.watch(['frames'], url), await rig.watch(['frames'], url)];
    (slow.ws as unknown as { _socket: { pause(): void } })._socket.pause();
    const client = await rig.open('web-token', url);
    const jobs = Array.from({ length: 8 }, () => ({ jobId: 'x'.repeat(250) }));
    // Refused without asking Redis, and as long as frames are kept.
    const talk = setInterval(() => {
      for (let ref = 0; ref < 40; ref += 1) client.send({ type: 'resume', ref, resumeToken: 'none', jobs });
    }, 20);
    while (gateway.connections().sockets > 2) await next(quick, 'frames');
    clearInterval(talk);
    expect([quick.ws.readyState, client.ws.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    await leave(quick, client);
    await gateway.stop({ timeoutMs: 0 });
  });

  it('is told to go when the gateway drains, and nothing is left', async () => {
    const gateway = rig.make();
    const { url } = await gateway.start();
    const monitor = await rig.watch(all, url);
    await next(monitor, 'stats');
    const stopping = gateway.stop({ timeoutMs: 5000 });
    expect(await monitor.next('draining')).toMatchObject({ reconnectAfterMs: expect.any(Number) });
    expect(await monitor.closed).toMatchObject({ code: 1001 });
    await stopping;
    const clients = (await rig.queue().commands.client('LIST')) as string;
    expect(clients).not.toContain('monitor-events');
  });

  it('is not idle while it watches', async () => {
    const gateway = rig.make({ limits: { idleMs: 150 } });
    const { url } = await gateway.start();
    const watching = await rig.watch(['dlq'], url);
    const idle = await rig.watch([], url);
    expect(await idle.closed).toEqual({ code: 1000, reason: 'idle' });
    expect(watching.ws.readyState).toBe(WebSocket.OPEN);
    await gateway.stop({ timeoutMs: 0 });
  });

  it('goes on when Redis is back', async () => {
    const own = await Rig.start();
    await own.queue().add('before', 1);
    const monitor = await own.watch(['stats', 'events']);
    await next(monitor, 'stats');
    await own.redis.kill();
    own.health = 'reconnecting';
    let frame = await next(monitor, 'stats');
    while (frame.redis.latencyMs !== null) frame = await next(monitor, 'stats');
    expect(frame.redis).toMatchObject({ status: 'reconnecting', opsPerSecond: 0 });
    expect(frame.queues.map(({ name }: AnyFrame) => name)).toContain(own.queueName);
    await own.redis.restart();
    own.health = 'connected';
    while (frame.redis.latencyMs === null) frame = await next(monitor, 'stats');
    const { id } = await own.queue().add('again', 1);
    const told: AnyFrame[] = [];
    while (!told.some(({ ids }) => ids.includes(id))) told.push(...(await next(monitor, 'events')).data);
    await own.stop();
  });
});
