import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { Queue } from '../../src-core/queue/queue';
import { Worker } from '../../src-worker/runtime/worker';
import type { Io } from './io';
import { runCli } from './program';

let redis: TestRedis;
let worker: Worker;
// None of these commands starts anything.
const build = {
  version: '1.2.3',
  files: { worker: '', simulator: '', embeddedRedis: '', console: '', scenarios: '' },
};
const longId = 'an-id-of-a-user-that-goes-on-and-on-and-on-and-on-and-on-0123456789';

beforeAll(async () => {
  redis = await startTestRedis();
  worker = new Worker('default', {
    redis: redis.url,
    handlers: {
      echo: (job) => job.payload,
      refuse: () => {
        throw new Error(
          'a long story \u001b[31mof what went wrong in which there is much that is not needed',
        );
      },
    },
  });
  await worker.start();
  const queue = new Queue('default', { redis: redis.url });
  await queue.add('echo', { text: '漢字'.repeat(50) }, { id: longId });
  await queue.result(longId);
  const { id } = await queue.add('refuse', 'x'.repeat(200), { attempts: 1 });
  await queue.result(id).catch(() => undefined);
  await queue.add('echo', null, { delayMs: 600_000, id: 'later' });
  await queue.close();
});

afterAll(async () => {
  await worker.stop();
  await redis.stop();
});

/** Runs a command as on a terminal of this width. */
async function shown(columns: number, args: string[], env: Record<string, string> = {}) {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const screen = { write, isTTY: true, columns };
  const io: Io = {
    stdout: screen,
    stderr: { ...screen, write: () => undefined },
    env: { REDIS_URL: redis.url, ...env },
    now: Date.now,
    readInput: async () => '',
    nextLine: async () => false,
    onInterrupt: () => () => undefined,
  };
  expect(await runCli(args, io, build)).toBe(0);
  return text;
}

/** Columns a line takes, counting East Asian characters twice. */
function width(line: string): number {
  return Array.from(line).reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);
}

describe.each([80, 140])('on %d columns', (columns) => {
  it.each([['summary'], ['jobs'], ['workers'], ['job', longId], ['trace', longId]])(
    '%s %s fits',
    async (...args) => {
      const text = stripVTControlCharacters(await shown(columns, args));
      // A payload is printed whole.
      const lines = text.split('\npayload\n')[0]?.split('\n') ?? [];
      for (const line of lines) expect(width(line), line).toBeLessThanOrEqual(columns);
    },
  );
});

it('tells states by shape and word', async () => {
  const text = stripVTControlCharacters(await shown(100, ['jobs']));
  for (const mark of ['✓ completed', '✗ dead', '◷ scheduled']) expect(text).toContain(mark);
});

it('shows an id whole where there is room', async () => {
  expect(await shown(200, ['jobs'])).toContain(longId);
  expect(await shown(80, ['jobs'])).not.toContain(longId);
});

it('colours on a terminal, but not when NO_COLOR is set, and never with what a job brought along', async () => {
  expect(await shown(200, ['jobs'])).toContain('\u001b[31m✗ dead');
  const plain = await shown(200, ['jobs'], { NO_COLOR: '1' });
  expect(plain).not.toContain('\u001b');
  expect(plain).toContain('a long story  [31mof what');
});
