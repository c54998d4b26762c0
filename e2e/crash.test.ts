/** What is promised of jobs when workers, Redis or connections die under load, with real processes. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../src-core/protocol/job';
import { Claims } from '../src-core/queue/claims';
import { Queue } from '../src-core/queue/queue';
import type { ClaimedJob } from '../src-core/queue/types';
import { within } from './support/deadline';
import { checkAtRest } from './support/invariants';
import { startProxy } from './support/proxy';
import { QueueEvents } from './support/queue-events';
import { startTestRedis, type TestRedis } from './support/redis';
import { type BuiltWorker, buildWorker, end, startWorker } from './support/worker-processes';

let program: BuiltWorker;
let redis: TestRedis;
let queue: Queue;
let events: QueueEvents;
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  program = await buildWorker();
});
afterAll(() => program.remove());

afterEach(async () => {
  await Promise.all([...workers].map((worker) => end(worker, 'SIGKILL')));
  workers.clear();
  await events?.close();
  await queue?.close();
  await redis?.stop();
});

async function open(...redisArgs: string[]): Promise<void> {
  redis = await startTestRedis(...redisArgs);
  queue = new Queue(`crash-${randomBytes(4).toString('hex')}`, { redis: redis.url });
  await queue.ready();
  events = new QueueEvents(queue.connection);
}

async function hire(leaseMs: number, concurrency: number): Promise<ChildProcess> {
  const worker = await startWorker(program.file, {
    redis: redis.url,
    queue: queue.name,
    leaseMs,
    concurrency,
  });
  workers.add(worker);
  return worker;
}

async function dismiss(worker: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await end(worker, signal);
  workers.delete(worker);
}

/** Resolves when so many jobs are completed. */
function completed(count: number): Promise<void> {
  return within(20_000, `${count} jobs are completed`, events.reached('completed', count));
}

/** Each job has one completion, which is the result it shows; nothing else is left in the queue. */
async function checkAllCompleted(ids: readonly string[]): Promise<JobRecord[]> {
  await Promise.all([...workers].map((worker) => dismiss(worker, 'SIGTERM')));
  const jobs: JobRecord[] = [];
  for (const id of ids) jobs.push((await queue.get(id)) as JobRecord);
  const wrong = jobs.filter((job) => {
    const ends = job?.history.filter(({ outcome }) => outcome === 'completed') ?? [];
    const last = job?.history.at(-1);
    return (
      job?.state !== 'completed' ||
      ends.length !== 1 ||
      ends[0] !== last ||
      !isResultOf(job.result, last?.fence)
    );
  });
  expect(wrong).toEqual([]);
  const { counts, totals } = await queue.status();
  expect(counts).toEqual({
    waiting: 0,
    scheduled: 0,
    active: 0,
    dead: 0,
    completed: ids.length,
    cancelled: 0,
    expired: 0,
  });
  expect(totals).toMatchObject({ added: ids.length, completed: ids.length });
  await checkAtRest(queue.commands, queue.name);
  return jobs;
}

function isResultOf(result: unknown, fence: number | undefined): boolean {
  return (result as { fence: number } | null)?.fence === fence;
}

describe('workers that are killed', () => {
  it('lose no job and complete none twice', async () => {
    await open();
    const total = 2000;
    const kills = 20;
    const payload = { ms: 40 };
    const added = await queue.addMany(
      Array.from({ length: total }, () => ({ type: 'effect', payload, attempts: 100 })),
    );
    const crew = await Promise.all([hire(1000, 10), hire(1000, 10), hire(1000, 10)]);
    for (let kill = 1; kill <= kills; kill++) {
      await completed(Math.ceil((kill * total) / (kills + 2)));
      await dismiss(crew.shift() as ChildProcess, 'SIGKILL');
      crew.push(await hire(1000, 10));
    }
    await completed(total);
    const jobs = await checkAllCompleted(added.map(({ id }) => id));
    const lost = jobs.flatMap(({ history }) => history).filter(({ outcome }) => outcome === 'lost').length;
    expect(lost).toBeGreaterThan(kills);
    // Every start left its effect, the lost ones too: handlers run at least once.
    const effects = new Set(await queue.commands.lrange(`effects:${queue.name}`, 0, -1));
    for (const { id, result } of jobs)
      expect(effects).toContain(`${id} ${(result as { fence: number }).fence}`);
  }, 60_000);

  it('that slept past their lease are refused', async () => {
    await open();
    const sleeper = await hire(600, 1);
    const { id } = await queue.add('effect', { freezes: true });
    await within(5000, 'the job runs', events.reached('started', 1));
    await hire(600, 1);
    await completed(1);
    sleeper.kill('SIGCONT');
    // It ends when what it still says of the job has been answered.
    await dismiss(sleeper, 'SIGTERM');
    const sessions = await queue.commands.keys(`${queue.connection.keys.prefix}session:*`);
    const answers = await Promise.all(sessions.map((key) => queue.commands.hvals(key)));
    expect(answers.flat()).toContainEqual(expect.stringMatching(/^\d+\nl$/));
    const [job] = await checkAllCompleted([id]);
    expect(job?.history.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);
    expect(new Set(job?.history.map(({ worker }) => worker)).size).toBe(2);
  }, 40_000);
});

describe('a Redis with AOF', () => {
  it.each([
    { fsync: 'always', how: 'is killed' },
    { fsync: 'everysec', how: 'is shut down' },
  ])(
    'that $how ($fsync) and comes back loses no acknowledged job and completes none twice',
    async ({ fsync, how }) => {
      await open('--appendonly', 'yes', '--appendfsync', fsync);
      const total = 600;
      await Promise.all([hire(1000, 10), hire(1000, 10)]);
      const adding = addAll(total);
      for (let restart = 1; restart <= 3; restart++) {
        await completed(restart * 100);
        if (how === 'is shut down') await queue.commands.shutdown().catch(() => undefined);
        await redis.kill();
        await redis.restart();
        await queue.ready(10_000);
      }
      const ids = await adding;
      await completed(total);
      await checkAllCompleted(ids);
    },
    60_000,
  );

  // Adds one after another, each again until it is acknowledged; the id makes that safe.
  async function addAll(total: number): Promise<string[]> {
    const ids = Array.from({ length: total }, (_, n) => `job-${n}`);
    for (const id of ids) {
      const add = () => queue.add('effect', { ms: 20 }, { id, attempts: 100 });
      await queue.connection.insistOn(add, () => false);
    }
    return ids;
  }
});

describe('a reply that is lost', () => {
  it('makes neither a second job nor a second completion', async () => {
    await open();
    const proxy = await startProxy(redis.port);
    const far = new Queue(queue.name, { redis: `redis://127.0.0.1:${proxy.port}` });
    const claims = new Claims(far, { workerId: 'far', leaseMs: 10_000, types: '*' });
    try {
      // Scripts and classes are known by then: the request whose reply is lost is the one that counts.
      await far.add('effect', 0, { keepMs: 0 });
      const [first] = (await claims.claim(1)).jobs;
      expect(await claims.finish(ending(first))).toBe('applied');

      const added = await losingReply(() => far.add('effect', 1, { keepMs: 0 }));
      expect(await queue.counts()).toMatchObject({ waiting: 1 });
      const { jobs } = await losingReply(() => claims.claim(1));
      expect(jobs.map(({ id }) => id)).toEqual([added.id]);
      expect(await losingReply(() => claims.finish(ending(jobs[0])))).toBe('applied');
      expect((await queue.status()).totals).toMatchObject({ added: 2, started: 2, completed: 2 });
      await checkAtRest(queue.commands, queue.name);
    } finally {
      await claims.close();
      await far.close();
      await proxy.stop();
    }

    function ending(job: ClaimedJob | undefined) {
      return { kind: 'complete', id: job?.id ?? '', fence: job?.fence ?? 0, result: 1 } as const;
    }

    async function losingReply<T>(request: () => Promise<T>): Promise<T> {
      const lost = proxy.loseReplies();
      const answer = request();
      await lost;
      proxy.reset();
      return await answer;
    }
  });
});
