import type { Queue } from '../../src-core/queue/queue';
import type { ConsoleRig } from '../console/console.fixture';

/** Ids of jobs the pictures look at. */
export interface Scene {
  retried: string;
}

const passing = 800;

/** Work as a shop's queue would have it: mails that pass and fail, reports that wait, a chat, something scheduled. */
export async function playScene({ queue }: ConsoleRig): Promise<Scene> {
  await queue.addMany(Array.from({ length: passing }, (_, n) => mail(`user${n}@shop.example`, n)));
  await queue.addMany(Array.from({ length: 8 }, (_, n) => mail(`user${n}@box.full.example`, n)));
  await queue.addMany(Array.from({ length: 3 }, (_, n) => mail(`nobody${n}`, n)));
  await queue.add('mail.send', { to: 'ada@shop.example', template: '/none/spring.html' }, { attempts: 1 });
  const backoff = { kind: 'fixed', baseMs: 1500 } as const;
  const { id } = await queue.add('fail', { message: 'the printer is out of paper', times: 2 }, { backoff });
  const chat = { messages: [{ role: 'user', content: 'Why do queues need leases?' }] };
  await queue.add('llm.chat', chat, { clientId: 'shop', priority: 2 });
  await queue.result(id, { timeoutMs: 30_000 });
  await later(queue);
  return { retried: id };
}

function mail(to: string, n: number) {
  const labels = { tier: n % 3 === 0 ? 'pro' : 'free' };
  return {
    type: 'mail.send',
    payload: { to, subject: `Order ${1000 + n}` },
    attempts: 2,
    backoff: { baseMs: 50 },
    labels,
  };
}

// What still waits, runs or is scheduled when the pictures are taken.
async function later(queue: Queue): Promise<void> {
  const day = 86_400_000;
  await queue.addMany(
    Array.from({ length: 6 }, () => ({ type: 'sleep', payload: { ms: 120_000 }, timeoutMs: 300_000 })),
  );
  await queue.addMany(
    Array.from({ length: 40 }, (_, n) => ({ type: 'sleep', payload: { ms: 1000 + n }, priority: n % 10 })),
  );
  await queue.addMany(
    Array.from({ length: 5 }, (_, n) => ({
      type: 'report.build',
      payload: { month: n + 1 },
      delayMs: day + n * 1000,
    })),
  );
  await queue.add('image.render', { width: 4096 }, { requires: { gpuMemoryMb: { gte: 24_000 } } });
}
