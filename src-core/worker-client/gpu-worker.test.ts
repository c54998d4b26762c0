import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../../src-main/gateway/gateway';
import { Rig } from '../../src-main/gateway/testing/rig.fixture';
import { parseNamedTokens } from '../../src-main/gateway/tokens';
import { BreakableLink } from '../client/breakable-link.fixture';
import type { JobRecord } from '../protocol/job';
import { type GpuJobContext, type GpuJobHandler, GpuWorker, type GpuWorkerOptions } from './gpu-worker';

const link = new BreakableLink();
let url = '';
let port = 0;
let rig: Rig;
const workers: GpuWorker[] = [];
let machines = 0;

beforeAll(async () => {
  url = await link.listen(() => port);
  rig = await Rig.start(gatewayOptions());
  port = rig.address.port;
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop({ timeoutMs: 0 })));
});
afterAll(async () => {
  link.close();
  await rig.stop();
});

// The relay's address is the Host that workers name.
function gatewayOptions() {
  return {
    allowedHosts: [new URL(url).host],
    tokens: {
      admin: ['admin-token'],
      clients: parseNamedTokens('web:web-token'),
      workers: parseNamedTokens('gpu:gpu-token,narrow:narrow-token:allowed'),
    },
  };
}

/** A worker of its own job type, so that tests beside each other take no jobs from one another. */
function make(handlers: Record<string, GpuJobHandler>, options: Partial<GpuWorkerOptions> = {}): GpuWorker {
  machines += 1;
  const worker = new GpuWorker({ url, token: 'gpu-token', machineId: `m${machines}`, handlers, ...options });
  workers.push(worker);
  return worker;
}

async function start(handlers: Record<string, GpuJobHandler>, options: Partial<GpuWorkerOptions> = {}) {
  const worker = make(handlers, options);
  await worker.start();
  return worker;
}

/** A promise and the function that resolves it. */
function signal<T = void>() {
  let fire: (value: T) => void = () => undefined;
  const heard = new Promise<T>((resolve) => {
    fire = resolve;
  });
  return { fire, heard };
}

/** Runs until it is told to end. */
function held() {
  const started = signal<GpuJobContext>();
  const end = signal<unknown>();
  const handler: GpuJobHandler = (_job, context) => {
    started.fire(context);
    return end.heard;
  };
  return { started, end, handler };
}

function aborted({ signal: abort }: GpuJobContext): Promise<{ code: string }> {
  if (abort.aborted) return Promise.resolve(abort.reason);
  return once(abort, 'abort').then(() => abort.reason);
}

/** Resolves when the job's first chunk has come through: the gateway has its acknowledgement. */
async function delivered(id: string): Promise<void> {
  for await (const _chunk of rig.queue().stream(id)) return;
}

async function attempts(id: string): Promise<JobRecord['history']> {
  return (await rig.queue().get(id))?.history ?? [];
}

describe('GpuWorker', () => {
  it('runs jobs on its GPUs; progress, chunks and the result reach who watches', async () => {
    const gpus = [{ id: 'gpu0', model: 'A100', memoryMb: 40_000 }];
    const worker = await start(
      {
        render: async (job, context) => {
          context.progress(50, 'half');
          for (const piece of ['a', 'b', 'c']) await context.chunk(piece);
          return { gpu: context.gpu?.model, workerId: context.workerId, payload: job.payload };
        },
      },
      { gpus, labels: { zone: 'eu' }, stats: () => ({ gpuUtil: 80, memoryUsedMb: 1000 }) },
    );
    expect(worker.workerIds).toEqual([`m${machines}:gpu0`]);
    const { id } = await rig
      .queue()
      .add('render', 7, { requires: { gpuMemoryMb: { gte: 30_000 }, zone: 'eu' } });
    const chunks: unknown[] = [];
    for await (const chunk of rig.queue().stream(id)) chunks.push(chunk);
    expect(chunks).toEqual(['a', 'b', 'c']);
    const workerId = `m${machines}:gpu0`;
    expect(await rig.queue().result(id)).toEqual({ gpu: 'A100', workerId, payload: 7 });
    expect(await attempts(id)).toMatchObject([{ worker: workerId, outcome: 'completed' }]);
  });

  it('fails a job with the code of the error, for good when it is not retryable', async () => {
    await start({
      broken: () => {
        throw Object.assign(new Error('no such model'), { code: 'NO_MODEL', retryable: false });
      },
      odd: () => 10n,
      huge: () => 'x'.repeat(2_000_000),
    });
    const ids = await Promise.all(
      ['broken', 'odd', 'huge'].map((type) => rig.queue().add(type, null, { attempts: 2 })),
    );
    await Promise.all(
      ids.map(({ id }) =>
        rig
          .queue()
          .result(id)
          .catch(() => undefined),
      ),
    );
    const [broken, odd, huge] = await Promise.all(ids.map(({ id }) => rig.queue().get(id)));
    expect(broken).toMatchObject({ state: 'dead', error: { code: 'NO_MODEL', message: 'no such model' } });
    expect(odd).toMatchObject({ state: 'dead', error: { code: 'INVALID_MESSAGE' } });
    expect(huge).toMatchObject({ state: 'dead', error: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  it('aborts a job that is cancelled and takes the next', async () => {
    const { started, handler } = held();
    await start({ cancelled: handler, next: () => 'next' });
    const { id } = await rig.queue().add('cancelled');
    const context = await started.heard;
    const stopped = aborted(context);
    await rig.queue().cancel(id);
    expect((await stopped).code).toBe('JOB_CANCELLED');
    await expect(context.chunk('late')).rejects.toMatchObject({ code: 'JOB_CANCELLED' });
    const next = await rig.queue().add('next');
    expect(await rig.queue().result(next.id)).toBe('next');
  });

  it('keeps its job over a cut link, and sends the end that came meanwhile', async () => {
    const { started, end, handler } = held();
    const statuses: string[] = [];
    const waiting = signal();
    await start(
      { cut: handler },
      {
        onStatus: (status) => {
          statuses.push(status);
          if (status === 'waiting') waiting.fire();
        },
      },
    );
    const { id } = await rig.queue().add('cut');
    const context = await started.heard;
    await context.chunk(1);
    await delivered(id);
    link.cut();
    await waiting.heard;
    const second = context.chunk(2);
    end.fire('kept');
    await second;
    expect(await rig.queue().result(id)).toBe('kept');
    expect(statuses).toEqual(['connecting', 'connected', 'waiting', 'connecting', 'connected']);
    expect(await attempts(id)).toMatchObject([{ attempt: 1, outcome: 'completed' }]);
    const chunks = (await rig.queue().trace(id))?.events.filter(({ kind }) => kind === 'chunk');
    expect(chunks).toHaveLength(2);
  });

  it('sends again what was on its way when the link fell silent', async () => {
    const { started, end, handler } = held();
    await start({ silent: handler });
    const { id } = await rig.queue().add('silent');
    const context = await started.heard;
    await context.chunk(1);
    await delivered(id);
    link.silence();
    await context.chunk(2);
    link.cut();
    end.fire('resent');
    expect(await rig.queue().result(id)).toBe('resent');
    const chunks: unknown[] = [];
    for await (const chunk of rig.queue().stream(id)) chunks.push(chunk);
    expect(chunks).toEqual([1, 2]);
  });

  it('delivers many chunks in order over a link that breaks again and again', async () => {
    const count = 3000;
    const text = 'x'.repeat(2000);
    await start({
      flood: async (_job, context) => {
        for (let n = 1; n <= count; n += 1) {
          if (n % 700 === 0) link.cut();
          await context.chunk({ n, text });
        }
        return count;
      },
    });
    const { id } = await rig.queue().add('flood');
    const seen: number[] = [];
    for await (const chunk of rig.queue().stream(id)) seen.push((chunk as { n: number }).n);
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(await attempts(id)).toHaveLength(1);
  });

  it('goes on at another gateway when the first one stops', async () => {
    const first: Gateway = rig.make(gatewayOptions());
    const before = port;
    port = (await first.start()).port;
    const { started, end, handler } = held();
    await start({ moved: handler });
    const { id } = await rig.queue().add('moved');
    await (await started.heard).chunk('begun');
    await delivered(id);
    port = before;
    await first.stop({ timeoutMs: 0 });
    end.fire('moved');
    expect(await rig.queue().result(id)).toBe('moved');
    expect(await attempts(id)).toHaveLength(1);
  });

  it('gives back at a stop what does not end in time, and waits for what does', async () => {
    const quick = held();
    const slow = held();
    const worker = await start({ quick: quick.handler, slow: slow.handler }, { slotsPerGpu: 2 });
    const [one, two] = await Promise.all([rig.queue().add('quick'), rig.queue().add('slow')]);
    const context = await slow.started.heard;
    await quick.started.heard;
    const stopped = worker.stop({ timeoutMs: 100 });
    quick.end.fire('done');
    expect(await rig.queue().result(one.id)).toBe('done');
    expect((await aborted(context)).code).toBe('DRAINING');
    await stopped;
    expect(await rig.queue().get(two.id)).toMatchObject({
      state: 'waiting',
      history: [{ outcome: 'released' }],
    });
    await rig.queue().cancel(two.id);
  });

  it('takes no more jobs once it drains', async () => {
    const { started, end, handler } = held();
    const worker = await start({ drained: handler }, { slotsPerGpu: 4 });
    const first = await rig.queue().add('drained');
    await started.heard;
    worker.drain();
    end.fire('ended');
    expect(await rig.queue().result(first.id)).toBe('ended');
    const second = await rig.queue().add('drained');
    const other = await start({ drained: () => 'by another' });
    expect(await rig.queue().result(second.id)).toBe('by another');
    await other.stop();
  });

  it('stays away when another worker takes its name, and says so', async () => {
    const { started, handler } = held();
    const told = signal<unknown>();
    const worker = await start({ named: handler }, { machineId: 'twin', onError: told.fire });
    const { id } = await rig.queue().add('named');
    const context = await started.heard;
    await start({ named: () => 'twin' }, { machineId: 'twin' });
    expect(await told.heard).toMatchObject({ code: 'FORBIDDEN' });
    expect((await aborted(context)).code).toBe('LEASE_LOST');
    expect(worker.active).toBe(0);
    await rig.queue().cancel(id);
  });

  it('says why it cannot start', async () => {
    const handlers = { other: () => null };
    await expect(start(handlers, { token: 'nobody' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(start(handlers, { token: 'web-token' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(start(handlers, { token: 'narrow-token' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const wrong = (options: Partial<GpuWorkerOptions>) => () => make(handlers, options);
    expect(wrong({ machineId: 'two words' })).toThrow('machineId: a machine id must be');
    expect(wrong({ url: 'gateway:8000' })).toThrow('url: "gateway:8000" is not');
    expect(wrong({ token: 'a/b' })).toThrow('token: must be made of');
    expect(() => make({})).toThrow('handlers: ');
  });

  it('may be started and stopped in any order', async () => {
    const early = make({ any: () => 1 });
    await early.stop();
    await early.start();
    const worker = make({ any: () => 1 });
    const starting = worker.start();
    await Promise.all([starting, worker.start(), worker.stop(), worker.stop()]);
    expect(worker.active).toBe(0);
  });
});
