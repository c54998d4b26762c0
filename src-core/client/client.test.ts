import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventEmitter, once } from 'node:events';
import { HandWorker, Rig } from '../../src-main/gateway/testing/rig.fixture';
import { BreakableLink } from './breakable-link.fixture';
import { connect, type ConnectionStatus, type ConnectOptions, type SignalboxClient } from './client';

let rig: Rig;
let worker: HandWorker;
let link: BreakableLink;
let url: string;
let port: number;
let client: SignalboxClient;
const clients: SignalboxClient[] = [];
/** Says 'change' when the connection of a client does. */
const statuses = new EventEmitter();

function open(options: Partial<ConnectOptions> = {}): SignalboxClient {
  const onStatus = () => statuses.emit('change');
  const made = connect({ url, token: 'web-token', onStatus, ...options });
  clients.push(made);
  return made;
}

beforeAll(async () => {
  link = new BreakableLink();
  url = await link.listen(() => port);
  // The relay's address is the Host that clients name.
  rig = await Rig.start({ allowedHosts: [new URL(url).host] });
  port = rig.address.port;
});
afterAll(async () => {
  link.close();
  await rig.stop();
});
beforeEach(() => {
  port = rig.address.port;
  worker = new HandWorker(rig.queue());
  client = open();
});
afterEach(async () => {
  for (const made of clients.splice(0)) made.close();
  await worker.close();
});

async function untilStatus(target: SignalboxClient, status: ConnectionStatus): Promise<void> {
  while (target.status !== status) await once(statuses, 'change');
}

describe('a submission', () => {
  it('gives a handle with events, chunks and the result', async () => {
    const handle = await client.submit('stream', { x: 1 }, { labels: { a: 'b' } });
    expect(handle.id).toMatch(/^web~[0-9a-v]{20}$/);
    const told: unknown[] = [];
    handle.on('state', ({ state }) => told.push(state));
    handle.on('progress', ({ percent, note }) => told.push([percent, note]));
    const job = await worker.take();
    expect(job).toMatchObject({ id: handle.id, payload: { x: 1 }, labels: { a: 'b' } });
    await worker.claims.progress(job.id, job.fence, 10, 'begun');
    for (let seq = 1; seq <= 3; seq += 1) await worker.chunk(job, seq, { n: seq });
    await worker.complete(job, 'done');
    const read = [];
    for await (const chunk of handle.chunks) read.push(chunk);
    expect(read).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await handle.result()).toBe('done');
    expect(handle.isFinished).toBe(true);
    expect(told).toContainEqual([10, 'begun']);
    expect(told).toContain('active');
    expect(await client.get(handle.id)).toMatchObject({ state: 'completed', result: 'done' });
  });

  it("rejects with the gateway's errors", async () => {
    await expect(client.submit('9', 1)).rejects.toMatchObject({
      code: 'INVALID_MESSAGE',
      issues: [{ path: 'job.type' }],
    });
    await expect(client.get('none')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(client.watch('none')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it("fails with the job's own error", async () => {
    const handle = await client.submit('x', 1);
    await worker.fail(await worker.take(), 'MY_CODE', 'it broke');
    await expect(handle.result()).rejects.toMatchObject({
      code: 'JOB_FAILED',
      message: 'it broke',
      cause: { code: 'MY_CODE' },
    });
    await expect(
      (async () => {
        for await (const _chunk of handle.chunks);
      })(),
    ).rejects.toMatchObject({ code: 'JOB_FAILED' });
  });

  it('is cancelled from its handle', async () => {
    const handle = await client.submit('later', 1, { delayMs: 60_000 });
    await handle.cancel('not wanted');
    await expect(handle.result()).rejects.toMatchObject({ code: 'JOB_CANCELLED' });
    await expect(handle.cancel()).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it('is followed by another client', async () => {
    const handle = await client.submit('x', 1);
    const watching = await open().watch(handle.id);
    await worker.complete(await worker.take(), 7);
    expect(await Promise.all([handle.result(), watching.result()])).toEqual([7, 7]);
  });
});

describe('an attempt that starts over', () => {
  const start = async (onReset?: 'throw' | 'restart') => {
    const handle = await client.submit('stream', 1, onReset && { onReset });
    const job = await worker.take();
    await worker.chunk(job, 1, 'old');
    return { handle, job };
  };
  const startOver = async (job: Awaited<ReturnType<typeof start>>['job']) => {
    await worker.release(job);
    const again = await worker.take();
    await worker.chunk(again, 1, 'new');
    await worker.complete(again, 'end');
  };

  it('throws ATTEMPT_LOST at a reader that has read; the result still comes', async () => {
    const { handle, job } = await start();
    const reader = handle.chunks[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ value: 'old', done: false });
    const lost = expect(reader.next()).rejects.toMatchObject({ code: 'ATTEMPT_LOST' });
    await startOver(job);
    await lost;
    expect(await handle.result()).toBe('end');
  });

  it('goes on with the new chunks when told to', async () => {
    const { handle, job } = await start('restart');
    const resets: number[] = [];
    handle.on('reset', ({ attempt }) => resets.push(attempt));
    const reader = handle.chunks[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ value: 'old', done: false });
    await startOver(job);
    expect(await reader.next()).toEqual({ value: 'new', done: false });
    expect((await reader.next()).done).toBe(true);
    expect(resets).toHaveLength(1);
  });

  it('is nothing to a reader that has read nothing yet', async () => {
    const { handle, job } = await start();
    await startOver(job);
    await handle.result();
    const read = [];
    for await (const chunk of handle.chunks) read.push(chunk);
    expect(read).toEqual(['new']);
  });
});

describe('a lost connection', () => {
  it('is made good: every chunk once, through many cuts', async () => {
    const handle = await client.submit('stream', 1);
    const job = await worker.take();
    for (let seq = 1; seq <= 200; seq += 1) {
      await worker.chunk(job, seq, seq);
      if (seq % 40 === 0) {
        link.cut();
        await untilStatus(client, 'waiting');
      } else if (seq % 40 === 20) {
        // The twenty before came while the link was down, or coming back.
        await untilStatus(client, 'connected');
      }
    }
    await worker.complete(job, 'end');
    const read: unknown[] = [];
    for await (const chunk of handle.chunks) read.push(chunk);
    expect(read).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(await handle.result()).toBe('end');
  });

  it('goes to another gateway when the first one stops', async () => {
    const first = rig.make({ allowedHosts: [new URL(url).host] });
    port = (await first.start()).port;
    const handle = await client.submit('stream', 1);
    const job = await worker.take();
    await worker.chunk(job, 1, 'a');
    const seen = new Promise((resolve) => handle.on('chunk', resolve));
    await Promise.race([seen, handle.result()]);
    port = rig.address.port;
    await first.stop({ timeoutMs: 50 });
    await worker.chunk(job, 2, 'b');
    await worker.complete(job, 'end');
    expect(await handle.result()).toBe('end');
    const read = [];
    for await (const chunk of handle.chunks) read.push(chunk);
    expect(read).toEqual(['a', 'b']);
  });

  it('makes one job of a submission that was sent again', async () => {
    const handles = Array.from({ length: 50 }, (_, index) =>
      client.submit('later', index, { delayMs: 600_000 }),
    );
    await untilStatus(client, 'connected');
    link.cut();
    const ids = (await Promise.all(handles)).map((handle) => handle.id);
    expect(new Set(ids).size).toBe(50);
    const { jobs } = await rig
      .queue()
      .list({ state: 'scheduled', type: 'later', clientId: 'web', limit: 500 });
    expect(jobs.filter((job) => job.id.startsWith('web~'))).toHaveLength(50);
  });

  it('is let go when nothing needs it, and made again when something does', async () => {
    await client.get('none').catch(() => undefined);
    link.cut();
    await untilStatus(client, 'idle');
    await expect(client.get('none')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('what cannot go on', () => {
  it('is refused once, and for everything after', async () => {
    const refused = open({ token: 'wrong' });
    await expect(refused.ready()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(refused.submit('echo')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(refused.ready()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(refused.status).toBe('closed');
  });

  it('times out while the gateway is away', async () => {
    const nowhere = open({ url: 'http://127.0.0.1:1', requestTimeoutMs: 200 });
    await expect(nowhere.submit('echo')).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('acts for a client with an admin token only', async () => {
    const admin = open({ token: 'admin-token', clientId: 'alice' });
    const handle = await admin.submit('later', 1, { delayMs: 60_000, id: 'mine' });
    expect(handle.id).toBe('alice~mine');
    await expect(open({ clientId: 'alice' }).ready()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('fails its handles when it is closed', async () => {
    const handle = await client.submit('later', 1, { delayMs: 600_000 });
    client.close();
    await expect(handle.result()).rejects.toMatchObject({ code: 'DRAINING' });
    await expect(client.submit('echo')).rejects.toMatchObject({ code: 'DRAINING' });
  });
});
