import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DeadLetterNotice, DeadLetterNotices } from './dead-letter-notices';

let server: Server;
let url: string;
/** Members of each group, `QUEUE/FINGERPRINT`. */
let dead: Record<string, number>;
let asked: string[];
let shown: DeadLetterNotice[];
let watched: boolean;
let notices: DeadLetterNotices;

const groups = () =>
  Object.entries(dead).map(([key, count]) => {
    const [queue, fingerprint] = key.split('/') as [string, string];
    const at = '2026-11-21T10:00:00.000Z';
    const common = { code: 'JOB_FAILED', firstAt: at, lastAt: at, timeline: [], types: {}, workers: {} };
    return { queue, fingerprint, message: `broken ${fingerprint}`, count, ...common };
  });

function answer(path: string): unknown {
  if (path === '/dlq/groups') return { groups: groups(), total: groups().length };
  const total = Object.values(dead).reduce((sum, count) => sum + count, 0);
  const numbers = {
    waiting: 0,
    scheduled: 0,
    active: 0,
    oldestWaitMs: null,
    byPriority: {},
    completed: 0,
    failed: 0,
  };
  return {
    total_pending: 0,
    queues: { q: { ...numbers, dead: total } },
    processor_stats: { processed: 0, failed: 0, retried: 0, ratePerSecond: 0 },
  };
}

beforeEach(async () => {
  [dead, asked, shown, watched] = [{ 'q/old': 5 }, [], [], false];
  server = createServer((request, response) => {
    asked.push(request.url as string);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(request.url as string)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.useFakeTimers({ toFake: ['performance'] });
  notices = new DeadLetterNotices({
    address: async () => ({ url, token: 't' }),
    show: (notice) => void shown.push(notice),
    isWatched: () => watched,
  });
  await notices.look();
});
afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

const later = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe('DeadLetterNotices', () => {
  it('says nothing of what was dead before, and asks for groups only after a change', async () => {
    expect(asked).toEqual(['/queue/status', '/dlq/groups']);
    await notices.look();
    expect(asked).toHaveLength(3);
    expect(shown).toEqual([]);
  });

  it('names the group of a new one, and leads to it', async () => {
    dead['q/new'] = 1;
    await notices.look();
    const view = '#/dead-letters?queue=q&group=new';
    expect(shown).toEqual([{ title: 'A job died', body: '1 × q: broken new', view }]);
  });

  it('gathers what comes within half a minute into one', async () => {
    dead['q/old'] = 6;
    await notices.look();
    dead = { 'q/old': 8, 'q/a': 4, 'r/b': 1, 'r/c': 1 };
    await notices.look();
    later(29);
    await notices.look();
    expect(shown).toHaveLength(1);
    later(2);
    await notices.look();
    expect(shown[1]).toEqual({
      title: '8 jobs died',
      body: '4 × q: broken a\n2 × q: broken old\n1 × r: broken b\nand 1 more group',
      view: '#/dead-letters',
    });
  });

  it('does not bother a person who is looking, nor tells them afterwards', async () => {
    watched = true;
    dead['q/new'] = 1;
    await notices.look();
    watched = false;
    await notices.look();
    expect(shown).toEqual([]);
  });

  it('begins anew with another gateway, and goes on after an outage', async () => {
    const real = url;
    url = 'http://127.0.0.1:1';
    await notices.look();
    url = real;
    dead['q/new'] = 1;
    await notices.look();
    expect(shown).toEqual([]);
    dead['q/new'] = 2;
    await notices.look();
    expect(shown).toHaveLength(1);
  });
});
