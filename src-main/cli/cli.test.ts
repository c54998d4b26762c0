import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltEntry, buildEntry } from '../../e2e/support/build';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { Queue } from '../../src-core/queue/queue';
import { HandlerError } from '../../src-worker/handlers/handler';
import { Worker } from '../../src-worker/runtime/worker';
import { type Ended, startCli } from '../../e2e/support/cli-process';

let cli: BuiltEntry;
let redis: TestRedis;
let dataDir: string;
let worker: Worker;
const gates = new Map<string, () => void>();
/** Says the id of a gated job when the worker has begun it. */
const begun = new EventEmitter();

beforeAll(async () => {
  [cli, redis, dataDir] = await Promise.all([
    buildEntry('cli'),
    startTestRedis(),
    mkdtemp(join(tmpdir(), 'signalbox-cli-')),
  ]);
  worker = new Worker('default', {
    redis: redis.url,
    handlers: {
      echo: (job) => job.payload,
      refuse: () => {
        throw new HandlerError('NOPE', 'not today', { retryable: false });
      },
      'llm.chat': async (_job, context) => {
        for (const content of ['Hello', ' world']) await context.chunk({ delta: { content } });
        return { object: 'chat.completion' };
      },
      // Runs until the test opens its gate, or it is cancelled.
      gated: (job, { signal }) =>
        new Promise((resolve) => {
          gates.set(job.id, () => resolve('opened'));
          begun.emit(job.id);
          signal.addEventListener('abort', () => resolve(null));
        }),
    },
  });
  await worker.start();
});

afterAll(async () => {
  await worker.stop();
  await redis.stop();
  await cli.remove();
  await rm(dataDir, { recursive: true, force: true });
});

function start(args: string[], env: Record<string, string> = { REDIS_URL: redis.url }, input = '') {
  return startCli(cli.script, args, { SIGNALBOX_DATA: dataDir, ...env }, input);
}

function run(args: string[], env?: Record<string, string>, input?: string): Promise<Ended> {
  return start(args, env, input).ended;
}

/** The one JSON document on stdout. */
async function json(args: string[], code = 0): Promise<Record<string, unknown>> {
  const ended = await run([...args, '--format', 'json']);
  expect(ended, ended.stderr).toMatchObject({ code });
  return JSON.parse(ended.stdout) as Record<string, unknown>;
}

async function submitted(args: string[]): Promise<string> {
  return (await json(['submit', ...args])).jobId as string;
}

describe('submit', () => {
  it('answers exactly {jobId, state, result} and nothing on stderr', async () => {
    const ended = await run(['submit', 'echo', '--payload', '{"a":[1]}', '--wait', '--format', 'json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { jobId, ...rest } = JSON.parse(ended.stdout) as { jobId: string };
    expect(jobId).toMatch(/^[a-z0-9]+$/);
    expect(rest).toEqual({ state: 'completed', result: { a: [1] } });
  });

  it('answers the error of a job that fails, and exits 1', async () => {
    const answer = await json(['submit', 'refuse', '--wait'], 1);
    expect(answer).toMatchObject({ state: 'dead', error: { code: 'NOPE', message: 'not today' } });
    expect(answer).not.toHaveProperty('result');
  });

  it('prints only the result on stdout for a person', async () => {
    const ended = await run(['submit', 'echo', '--payload', '"hi"', '--wait']);
    expect(ended).toMatchObject({ code: 0, stdout: 'hi\n' });
    expect(ended.stderr).toContain('✓ completed');
  });

  it('takes the payload from a file and from standard input', async () => {
    const file = join(dataDir, 'payload.json');
    await writeFile(file, '{"from":"file"}');
    expect(await json(['submit', 'echo', '--payload', `@${file}`, '--wait'])).toMatchObject({
      result: { from: 'file' },
    });
    const piped = await run(['submit', 'echo', '--payload', '-', '--wait'], undefined, '{"from":"input"}');
    expect(JSON.parse(piped.stdout)).toEqual({ from: 'input' });
  });

  it('streams a chat as text, and as chunks in JSON', async () => {
    expect(await run(['submit', 'llm.chat', '--follow'])).toMatchObject({ code: 0, stdout: 'Hello world\n' });
    const { chunks } = await json(['submit', 'llm.chat', '--follow']);
    expect(chunks).toEqual([{ delta: { content: 'Hello' } }, { delta: { content: ' world' } }]);
  });

  it('says which job is meant when the id is taken', async () => {
    await run(['submit', 'echo', '--id', 'mine', '--delay', '600000']);
    expect(await json(['submit', 'echo', '--id', 'mine'])).toMatchObject({ jobId: 'mine', duplicate: true });
  });

  it('leaves the job running on Ctrl+C and says how to follow it', async () => {
    const id = 'left-running';
    const waiting = start(['submit', 'gated', '--wait', '--id', id]);
    await waiting.says('Submitted');
    const queue = new Queue('default', { redis: redis.url });
    try {
      await queue.delivery.watch(id, {}, () => undefined);
      waiting.child.kill('SIGINT');
      const ended = await waiting.ended;
      expect(ended.code).toBe(130);
      expect(ended.stderr).toContain(`signalbox job ${id} --follow`);
      expect((await queue.get(id))?.state).not.toBe('cancelled');
      const following = run(['job', id, '--follow']);
      await openGate(id);
      expect(await following).toMatchObject({ code: 0, stdout: 'opened\n' });
    } finally {
      await queue.close();
    }
  });

  it('cancels the job on Ctrl+C when asked to', async () => {
    const waiting = start([
      'submit',
      'gated',
      '--wait',
      '--cancel-on-interrupt',
      '--format',
      'json',
      '--id',
      'given-up',
    ]);
    await openable('given-up');
    waiting.child.kill('SIGINT');
    const ended = await waiting.ended;
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ state: 'cancelled', error: { code: 'JOB_CANCELLED' } });
  });
});

/** Waits for the worker to have begun the job. */
async function openable(id: string): Promise<void> {
  if (!gates.has(id)) await once(begun, id);
}

async function openGate(id: string): Promise<void> {
  await openable(id);
  gates.get(id)?.();
}

describe('listings', () => {
  it('show jobs with ISO times, and traces with epoch milliseconds', async () => {
    const id = await submitted(['echo', '--payload', '{"find":"needle"}', '--wait']);
    const { jobs } = (await json(['jobs', '--status', 'completed', '--search', 'needle'])) as {
      jobs: object[];
    };
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({ id, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(await json(['job', id])).toMatchObject({ id, result: { find: 'needle' } });
    const trace = (await json(['trace', id])) as { events: { at: number; kind: string }[] };
    expect(trace.events.map(({ kind }) => kind)).toEqual(['created', 'ready', 'claimed', 'completed']);
    expect(trace.events[0]?.at).toBeTypeOf('number');
  });

  it('say in one sentence what became of a job, and what one waits for', async () => {
    const done = await submitted(['echo', '--payload', '1', '--wait']);
    for (const command of ['trace', 'job']) {
      const { stdout } = await run([command, done]);
      expect(stdout).toMatch(
        new RegExp(`^verdict +Completed on ${worker.id} in .+ after it was submitted\\.$`, 'm'),
      );
    }
    const waiting = await submitted(['echo', '--queue', 'nobody-there']);
    const { stdout } = await run(['trace', waiting]);
    expect(stdout).toMatch(/^verdict +Waiting for .+: no worker is there for queue nobody-there\.$/m);
  });

  it('go on with a cursor', async () => {
    for (const n of [1, 2, 3]) await submitted(['echo', '--queue', 'pages', '--payload', String(n)]);
    const first = (await json(['jobs', '--queue', 'pages', '--limit', '2'])) as {
      jobs: object[];
      cursor: string;
    };
    expect(first.jobs).toHaveLength(2);
    const rest = await json(['jobs', '--queue', 'pages', '--limit', '2', '--cursor', first.cursor]);
    expect(rest.jobs).toHaveLength(1);
  });

  it('show workers and one worker', async () => {
    const { workers } = (await json(['workers'])) as { workers: { id: string }[] };
    expect(workers.map(({ id }) => id)).toEqual([worker.id]);
    expect(await json(['worker', worker.id])).toMatchObject({ id: worker.id, state: 'running' });
    expect(await json(['worker', 'box:gpu7'], 1)).toMatchObject({ error: { code: 'WORKER_NOT_FOUND' } });
  });

  it('find a job in another queue unless one is named', async () => {
    const id = await submitted(['echo', '--queue', 'elsewhere']);
    expect(await json(['job', id])).toMatchObject({ queue: 'elsewhere' });
    expect(await json(['job', id, '--queue', 'default'], 1)).toMatchObject({
      error: { code: 'JOB_NOT_FOUND' },
    });
  });
});

describe('operations', () => {
  it('cancel, refuse to cancel twice, and purge', async () => {
    const id = await submitted(['echo', '--queue', 'ops']);
    expect(await json(['cancel', id])).toEqual({ jobId: id, state: 'cancelled', wasRunning: false });
    expect(await json(['cancel', id], 1)).toMatchObject({ error: { code: 'INVALID_STATE' } });
    expect(await run(['purge', 'ops'])).toMatchObject({ code: 2, stdout: '' });
    expect(await json(['purge', 'ops', '--state', 'cancelled', '--yes'])).toMatchObject({ removed: 1 });
  });

  it('retry a dead job', async () => {
    const { jobId } = await json(['submit', 'refuse', '--wait'], 1);
    expect(await json(['retry', jobId as string])).toEqual({ jobId, state: 'waiting' });
    expect(await json(['retry', 'no-such-job'], 1)).toMatchObject({ error: { code: 'JOB_NOT_FOUND' } });
  });

  it('pause and resume', async () => {
    const paused = async () => {
      const { queues } = (await json(['summary', '--queue', 'ops'])) as { queues: { paused: boolean }[] };
      return queues.map((queue) => queue.paused);
    };
    await json(['pause', 'ops']);
    expect(await paused()).toEqual([true]);
    await json(['resume', 'ops']);
    expect(await paused()).toEqual([false]);
  });
});

describe('tools', () => {
  it('doctor passes what is well and says what to do about the rest', async () => {
    const { ok, checks } = (await json(['doctor', '--queue', 'default'])) as {
      ok: boolean;
      checks: { name: string; status: string }[];
    };
    expect(ok).toBe(true);
    const status = Object.fromEntries(checks.map((check) => [check.name, check.status]));
    expect(status).toMatchObject({
      'Redis version': 'pass',
      'scripts and latency': 'pass',
      eviction: 'pass',
      'append-only file': 'warn',
      'default: leader': 'pass',
      'default: workers': 'pass',
      gateway: 'warn',
    });
  });

  it('doctor fails without a Redis', async () => {
    const ended = await run(['doctor'], {});
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/Redis +✗ fail/);
  });

  it('bench measures and leaves nothing behind', async () => {
    const answer = await json(['bench', '--jobs', '500', '--concurrency', '20']);
    expect(answer).toMatchObject({ jobs: 500, concurrency: 20, roundTrip: { jobs: 200 } });
    const queue = new Queue('default', { redis: redis.url });
    try {
      await queue.ready();
      expect(await queue.commands.keys('*bench*')).toEqual([]);
      expect((await queue.commands.smembers('sb:queues')).filter((name) => name.startsWith('bench'))).toEqual(
        [],
      );
    } finally {
      await queue.close();
    }
  });
});
