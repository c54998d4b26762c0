import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchLine, searchLineSchema } from '../../../src-core/protocol/search';
import { HandWorker, Rig } from '../testing/rig.fixture';

const total = 30_000;
const token = 'admin-token';
let rig: Rig;
let worker: HandWorker;

beforeAll(async () => {
  rig = await Rig.start();
  worker = new HandWorker(rig.queue());
  const jobs = Array.from({ length: total }, (_, n) => ({
    type: n === 20_000 ? 'special' : 'ordinary',
    payload: n % 10_000 === 5 ? { text: 'Needle' } : 'x'.repeat(n === 9 ? 3000 : 1000),
    priority: 5,
  }));
  await rig.queue().addMany(jobs);
  await rig.queue(`${rig.queueName}-2`).add('special', 'Needle');
}, 30_000);
afterAll(async () => {
  await worker.close();
  await rig.stop();
});

async function search(query: string): Promise<SearchLine[]> {
  const response = await rig.fetch(`/jobs/search?${query}`, { token });
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  const text = await response.text();
  return text
    .trim()
    .split('\n')
    .map((line) => searchLineSchema.parse(JSON.parse(line)));
}

function hitsOf(lines: SearchLine[]) {
  return lines.flatMap((line) => (line.type === 'hits' ? line.jobs : []));
}

async function commands(): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(await rig.queue().commands.info('stats'))?.[1]);
}

describe('GET /jobs/search', () => {
  it('answers hits, how far it is, and the end', async () => {
    const lines = await search(`search=needle&queue=${rig.queueName}`);
    expect(hitsOf(lines)).toHaveLength(3);
    expect(hitsOf(lines)[0]).toMatchObject({
      payload: { text: 'Needle' },
      createdAt: expect.stringMatching(/Z$/),
    });
    expect(lines[0]).toMatchObject({ type: 'progress', total });
    expect(lines.at(-1)).toEqual({ type: 'done', examined: total, hits: 3, limited: false });
  });

  it('looks in every queue unless one is named', async () => {
    const lines = await search('type=special');
    expect(new Set(hitsOf(lines).map(({ queue }) => queue))).toEqual(
      new Set([rig.queueName, `${rig.queueName}-2`]),
    );
    expect(lines.at(-1)).toMatchObject({ type: 'done', examined: total + 1, hits: 2 });
    expect(await search('queue=nosuch')).toEqual([{ type: 'done', examined: 0, hits: 0, limited: false }]);
  });

  it('ends at its limit, and leaves long payloads out', async () => {
    const lines = await search(`limit=150&queue=${rig.queueName}`);
    expect(hitsOf(lines)).toHaveLength(150);
    expect(lines.at(-1)).toMatchObject({ type: 'done', hits: 150, limited: true });
    const [nine] = hitsOf(lines).slice(9);
    expect(nine).not.toHaveProperty('payload');
    expect(hitsOf(lines)[10]).toMatchObject({ payload: 'x'.repeat(1000) });
  });

  it('refuses what it does not know', async () => {
    for (const query of ['limit=0', 'priority=10', 'state=lost', 'nonsense=1']) {
      const response = await rig.fetch(`/jobs/search?${query}`, { token });
      expect([response.status, (await response.json()).error.code]).toEqual([400, 'INVALID_MESSAGE']);
    }
  });

  it('ends with DRAINING when the gateway stops', async () => {
    const gateway = rig.make();
    const { url } = await gateway.start();
    const headers = { authorization: `Bearer ${token}` };
    const outgoing = get(`${url}/jobs/search?limit=100000&queue=${rig.queueName}`, { headers });
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(response, 'readable');
    const stopped = gateway.stop({ timeoutMs: 5000 });
    const lines = (await text(response)).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'error', code: 'DRAINING' });
    await stopped;
  });
});

describe('a search whose reader is slow', () => {
  const everything = '/jobs/search?limit=100000&queue=';
  /** Redis commands of a search of everything. */
  let whole: number;

  beforeAll(async () => {
    whole = await spentOnOne();
  });

  /** One that nobody reads after its first bytes. */
  async function unread(): Promise<IncomingMessage> {
    const headers = { authorization: `Bearer ${token}` };
    const outgoing = get(rig.address.url + everything + rig.queueName, { headers });
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(response, 'readable');
    return response;
  }

  /** Redis commands until a search of everything is read. One that runs beside it has the time to be over too. */
  async function spentOnOne(): Promise<number> {
    const start = await commands();
    await (await rig.fetch(everything + rig.queueName, { token })).text();
    return (await commands()) - start;
  }

  it('waits for it, and goes on with it', async () => {
    const start = await commands();
    const response = await unread();
    await spentOnOne();
    expect((await commands()) - start).toBeLessThan(1.5 * whole);
    const all = JSON.parse(`[${(await text(response)).trim().split('\n').join(',')}]`) as SearchLine[];
    expect(all.at(-1)).toMatchObject({ type: 'done', hits: total });
    expect((await commands()) - start).toBeGreaterThan(1.9 * whole);
  });

  it('ends when it hangs up', async () => {
    const start = await commands();
    (await unread()).destroy();
    await spentOnOne();
    expect((await commands()) - start).toBeLessThan(1.5 * whole);
  });
});

async function text(response: IncomingMessage): Promise<string> {
  return Buffer.concat(await response.toArray()).toString();
}

describe('GET /jobs/:id/facts', () => {
  it('tells what explains where a job is', async () => {
    const queue = rig.queue(`${rig.queueName}-facts`);
    await queue.setLimits({ concurrency: 2, rate: { max: 1, windowMs: 60_000 } });
    const requires = { gpuMemoryMb: { gte: 24_000 }, zone: { in: ['eu'] } };
    const [first, last] = [
      await queue.add('render', 1, { requires }),
      await queue.add('render', 2, { requires }),
    ];
    const presence = {
      ...{
        queue: queue.name,
        host: 'h',
        pid: 1,
        startedAt: 1,
        seenAt: Date.now(),
        concurrency: 4,
        active: 1,
      },
      ...{ state: 'running', completed: 0, failed: 0 },
    };
    const workers = [
      { ...presence, id: 'small', types: ['render'], labels: { gpuMemoryMb: 16_000, zone: 'eu' } },
      { ...presence, id: 'fit', types: ['render', 'x'], labels: { gpuMemoryMb: 24_000, zone: 'eu' } },
      { ...presence, id: 'typeless', types: ['x'], labels: {} },
      { ...presence, id: 'elsewhere', types: ['render'], labels: {}, queue: 'other' },
    ];
    for (const one of workers) await queue.commands.hset('sb:workers', one.id, JSON.stringify(one));
    const facts = await (await rig.fetch(`/jobs/${last.id}/facts`, { token })).json();
    expect(facts).toMatchObject({
      queue: {
        ...{ name: queue.name, paused: false, waiting: 2, active: 0, concurrency: 2 },
        ...{ rate: { max: 1, windowMs: 60_000 }, rateUsedUp: false, startedLastMinute: 0 },
      },
      ahead: 1,
    });
    expect(
      facts.workers.map(({ id, servesType, lacks }: Record<string, unknown>) => [id, servesType, lacks]),
    ).toEqual([
      ['fit', true, []],
      ['small', true, ['gpuMemoryMb at least 24000 (it has 16000)']],
      [
        'typeless',
        false,
        [
          'a handler for render',
          'gpuMemoryMb at least 24000 (it has none)',
          'zone one of "eu" (it has none)',
        ],
      ],
    ]);
    expect(Math.abs(facts.now - Date.now())).toBeLessThan(5000);
    expect((await rig.fetch('/jobs/nosuch/facts', { token })).status).toBe(404);
    await queue.cancel(first.id);
    await queue.pause();
    const paused = await (await rig.fetch(`/jobs/${first.id}/facts`, { token })).json();
    expect(paused).toMatchObject({ ahead: null, queue: { paused: true, waiting: 1 } });
  });
});
