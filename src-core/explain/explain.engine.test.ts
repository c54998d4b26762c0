import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { toJobView } from '../../src-main/gateway/http/job-view';
import { type Handler, HandlerError } from '../../src-worker/handlers/handler';
import { Worker } from '../../src-worker/runtime/worker';
import type { LabelValue } from '../protocol/job';
import { Claims } from '../queue/claims';
import { readFacts } from '../queue/facts';
import { Maintainer } from '../queue/maintainer';
import { Queue } from '../queue/queue';
import { plainText } from './answer';
import { explain } from './explain';

let redis: TestRedis;
let queue: Queue;
const workers: Worker[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(() => {
  queue = new Queue(`t-${randomBytes(5).toString('hex')}`, { redis: redis.url });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop({ timeoutMs: 0 })));
  await queue.close();
});

async function startWorker(
  handlers: Record<string, Handler>,
  options: { concurrency?: number; labels?: Record<string, LabelValue>; workerId?: string } = {},
): Promise<Worker> {
  const worker = new Worker(queue.name, { redis: redis.url, handlers, concurrency: 4, ...options });
  workers.push(worker);
  await worker.start();
  return worker;
}

/** What is said of a job: its verdict, and its answers with their titles. Durations are left out: they differ. */
async function told(id: string): Promise<{ verdict: string; answers: Record<string, string> }> {
  const trace = await queue.trace(id);
  if (!trace) throw new Error(`no job ${id}`);
  const { verdict, answers } = explain({
    trace: { job: toJobView(trace.job), events: trace.events },
    facts: await readFacts(queue.connection, trace.job),
    now: Date.now(),
    duration: () => 'T',
  });
  return {
    verdict: plainText(verdict),
    answers: Object.fromEntries(
      answers.map(({ question, title, parts }) => [question, `${title} ${plainText(parts)}`]),
    ),
  };
}

/** A handler that runs until its job is taken away, and tells when it began. */
function hanging(): { handler: Handler; began: Promise<void> } {
  let tell: () => void = () => undefined;
  const began = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const handler: Handler = (_job, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      tell();
    });
  return { handler, began };
}

/** Claims a job, once there is one. */
async function claimNext(claims: Claims): Promise<void> {
  while ((await claims.claim(1)).jobs.length === 0) await claims.waitForWork(false);
}

it('tells what a waiting job waits for as that changes', async () => {
  const { id } = await queue.add('paint', null, { requires: { gpuMemoryMb: { gte: 24_000 } } });
  await queue.pause();
  expect((await told(id)).verdict).toBe(`Waiting for T: queue ${queue.name} is paused.`);
  await queue.resume();
  expect((await told(id)).verdict).toBe(`Waiting for T: no worker is there for queue ${queue.name}.`);
  await startWorker({ other: () => 1 });
  expect((await told(id)).verdict).toBe('Waiting for T: the only worker does not take jobs of type paint.');
  await startWorker({ paint: () => 1 }, { workerId: 'small', labels: { gpuMemoryMb: 8000 } });
  const { answers } = await told(id);
  expect(answers.waiting).toMatch(
    /because the only worker for type paint does not meet what it requires: small/,
  );
  expect(answers.waiting).toMatch(/gpuMemoryMb at least 24000/);
  expect(answers.waiting).toMatch(/8000/);
});

it('tells how many go first while the workers are busy', async () => {
  const { handler, began } = hanging();
  await startWorker({ slow: handler }, { concurrency: 1, workerId: 'w' });
  await queue.add('slow');
  await began;
  await queue.addMany([{ type: 'slow' }, { type: 'slow' }]);
  const { id } = await queue.add('slow');
  // The count of running jobs reaches the presence with the worker's next report; its claim is known at once.
  expect((await told(id)).verdict).toMatch(/2 jobs go before it/);
});

it('tells of limits that are reached', async () => {
  const { handler, began } = hanging();
  await startWorker({ slow: handler });
  await queue.setLimits({ concurrency: 1 });
  await queue.add('slow');
  await began;
  const { id } = await queue.add('slow');
  expect((await told(id)).verdict).toBe(
    `Waiting for T: queue ${queue.name} runs 1 job at once at most, and 1 run now.`,
  );
});

it('tells of a delay', async () => {
  const { id } = await queue.add('x', null, { delayMs: 60_000 });
  const { verdict, answers } = await told(id);
  expect(verdict).toBe('Submitted to run later: it becomes ready in T.');
  expect(answers.waiting).toBe(
    'Why is it waiting? It was submitted with a delay of T and becomes ready in T.',
  );
});

it('tells of a worker that was lost, and of what came after', async () => {
  const { id } = await queue.add('x');
  const gone = new Claims(queue, { workerId: 'gone', leaseMs: 20, types: '*' });
  expect((await gone.claim(1)).jobs).toHaveLength(1);
  await startWorker({ x: () => 'done' }, { workerId: 'second' });
  await queue.result(id, { timeoutMs: 10_000 });
  await gone.close();
  const { verdict, answers } = await told(id);
  expect(verdict).toBe('Completed on second at attempt 2 in T; before that 1 was lost with its worker.');
  expect(answers.twice).toBe(
    'Why did it run twice? Attempt 1 on gone was lost after T: the worker was silent for T after the claim.',
  );
});

it('tells of a job that takes its workers down', async () => {
  const { id } = await queue.add('x', null, { attempts: 2 });
  const gone = new Claims(queue, { workerId: 'gone', leaseMs: 20, types: '*' });
  const maintainer = new Maintainer(queue.connection);
  maintainer.start();
  const ended = expect(queue.result(id, { timeoutMs: 10_000 })).rejects.toMatchObject({
    code: 'WORKER_LOST',
  });
  await claimNext(gone);
  await claimNext(gone);
  await ended;
  await maintainer.stop();
  await gone.close();
  const { verdict, answers } = await told(id);
  expect(verdict).toBe('Dead: its workers were lost 2 times while they ran it.');
  expect(answers.dead).toMatch(/stopped answering while it ran the job, 2 times \(gone\)/);
});

it('tells attempts that are used up from errors that are not tried again', async () => {
  await startWorker(
    {
      flaky: () => {
        throw new HandlerError('BOOM', 'no luck');
      },
      never: () => {
        throw new HandlerError('BAD_INPUT', 'no such table', { retryable: false });
      },
    },
    { workerId: 'w' },
  );
  const flaky = await queue.add('flaky', null, { attempts: 2, backoff: { kind: 'fixed', baseMs: 1 } });
  const never = await queue.add('never');
  await Promise.allSettled([flaky, never].map(({ id }) => queue.result(id, { timeoutMs: 10_000 })));
  expect((await told(flaky.id)).answers.dead).toBe(
    'Why is it dead? Both attempts are used up: 2 failed (the last with BOOM: no luck).',
  );
  expect((await told(never.id)).answers.dead).toBe(
    'Why is it dead? Attempt 1 on w failed with BAD_INPUT: no such table. ' +
      'That error is not to be tried again, so 3 attempts of 4 went unused.',
  );
  await queue.pause();
  await queue.retry(never.id, 'retried by admin');
  expect((await told(never.id)).answers.waiting).toBe(
    `Why is it waiting? It has waited T since it was sent again, because queue ${queue.name} is paused.`,
  );
});

it('tells of a timeout and its backoff', async () => {
  await startWorker({ stuck: () => new Promise(() => undefined) });
  const { id } = await queue.add('stuck', null, {
    timeoutMs: 20,
    backoff: { kind: 'fixed', baseMs: 60_000 },
  });
  const failed = new Promise<void>((resolve) => {
    queue.delivery.watch(id, {}, (event) => event.type === 'error' && resolve());
  });
  await failed;
  const { verdict, answers } = await told(id);
  expect(verdict).toMatch(
    /^Attempt 1 ran out of time with JOB_TIMEOUT: .*; it becomes ready in T, 3 attempts left\.$/,
  );
  expect(answers.waiting).toMatch(/After a backoff of T it becomes ready in T\.$/);
});

it('tells of a release at shutdown, and of a cancellation and by whom', async () => {
  const first = hanging();
  const worker = await startWorker({ slow: first.handler }, { workerId: 'leaving' });
  const { id } = await queue.add('slow');
  await first.began;
  await worker.stop({ timeoutMs: 0 });
  expect((await told(id)).answers.waiting).toMatch(/It has waited T since it was given back by leaving/);
  const second = hanging();
  await startWorker({ slow: second.handler }, { workerId: 'staying' });
  await second.began;
  expect((await told(id)).answers.twice).toBe(
    'Why did it run twice? Attempt 1 on leaving was given back after T, as a worker does when it stops; ' +
      'that used up no attempt.',
  );
  await queue.cancel(id, 'cancelled by client ada');
  expect((await told(id)).verdict).toBe('Cancelled by client ada while it ran on staying (for T).');
});
