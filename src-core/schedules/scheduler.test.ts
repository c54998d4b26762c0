import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { type ScheduleInput, type TickRecord, scheduleSchema } from '../protocol/schedules';
import { Claims } from '../queue/claims';
import { Queue } from '../queue/queue';
import { type Entry, entryOf } from './entry';
import { readSchedule, ScheduleStore } from './schedule-store';
import { Scheduler } from './scheduler';

let redis: TestRedis;
let name: string;
let queue: Queue;
let store: ScheduleStore;
const open: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(() => {
  name = `s-${randomBytes(5).toString('hex')}`;
  queue = newQueue();
  store = new ScheduleStore(queue);
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function newQueue(): Queue {
  const made = new Queue(name, { redis: redis.url });
  open.push(() => made.close());
  return made;
}

const schedule = (parts: Partial<ScheduleInput>) =>
  scheduleSchema.parse({ name: 'tock', job: { type: 'echo', payload: 1 }, ...parts });

/** Puts a schedule there that nobody has worked on for so long. */
async function leftAlone(parts: Partial<ScheduleInput>, forMs: number): Promise<Entry> {
  const now = await store.now();
  const entry = entryOf(schedule(parts), now - forMs, null);
  expect(await store.write('tock', '', entry, entry.next)).toBe(true);
  return entry;
}

/** Starts a scheduler; `told(n)` resolves with its first n records. */
function working(): { scheduler: Scheduler; told(count: number): Promise<TickRecord[]> } {
  const records: TickRecord[] = [];
  let changed = () => undefined as unknown;
  const scheduler = new Scheduler(newQueue(), {
    onTicks: (_name, more) => {
      records.push(...more);
      changed();
    },
  });
  open.push(() => scheduler.stop());
  scheduler.start();
  return {
    scheduler,
    told: async (count) => {
      while (records.length < count)
        await new Promise<void>((resolve) => {
          changed = () => resolve();
        });
      return records.slice(0, count);
    },
  };
}

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

const secondsOf = (records: TickRecord[], { createdAt }: Entry) =>
  records.map(({ tick, outcome }) => `${outcome} ${(tick - createdAt) / 1000}`);

describe('a scheduler', () => {
  it('starts the job of each tick, with an id that tells which', async () => {
    const entry = await leftAlone({ every: '1s', overlap: 'allow' }, 3500);
    const records = await working().told(3);
    expect(secondsOf(records, entry)).toEqual(['started 1', 'started 2', 'started 3']);
    const [first] = records as [TickRecord];
    expect(first.jobId).toBe(`tock-${new Date(first.tick).toISOString().replace(/[-:]|\.000/g, '')}`);
    expect(await queue.get(first.jobId as string)).toMatchObject({
      type: 'echo',
      payload: 1,
      state: 'waiting',
    });
    expect((await store.ticks('tock')).slice(-3).reverse()).toEqual(records);
  });

  it('skips ticks while the job of an earlier one is unfinished', async () => {
    const entry = await leftAlone({ every: '1s', endAt: secondsAgo(0.4) }, 2500);
    expect(secondsOf(await working().told(2), entry)).toEqual(['started 1', 'skipped 2']);
  });

  it('queues them, and starts each when the one before is finished', async () => {
    const entry = await leftAlone({ every: '1s', overlap: 'queue', endAt: secondsAgo(0.4) }, 2500);
    const { told } = working();
    expect(secondsOf(await told(2), entry)).toEqual(['started 1', 'queued 2']);
    const claims = new Claims(queue, { workerId: 'w', leaseMs: 60_000, types: '*' });
    open.push(() => claims.close());
    const { jobs } = await claims.claim(1);
    for (const { id, fence } of jobs) await claims.finish({ kind: 'complete', id, fence, result: null });
    expect(secondsOf(await told(3), entry)[2]).toBe('started 2');
    expect((await store.read('tock'))?.entry.queued).toEqual([]);
  });

  it('cancels the earlier job before it starts the next', async () => {
    await leftAlone({ every: '1s', overlap: 'cancel' }, 2500);
    const [first, second] = await working().told(2);
    expect((await queue.get(first?.jobId as string))?.state).toBe('cancelled');
    expect((await queue.get(second?.jobId as string))?.state).toBe('waiting');
  });

  it.each([
    ['skip', {}, ['missed 1439', 'started 1440', 'started 1441']],
    ['once', {}, ['missed 1438', 'started 1439', 'started 1440']],
    ['all', { missedMost: 2 }, ['missed 1437', 'started 1438', 'started 1439', 'started 1440']],
  ] as const)('makes up for missed ticks: %s', async (missed, parts, expected) => {
    // A day away with a tick a minute; those of the last minute are in time.
    const entry = await leftAlone(
      { every: '1m', overlap: 'allow', missed, ...parts },
      1440 * 60_000 + 30_000,
    );
    const records = await working().told(2 + (missed === 'all' ? 1 : 0));
    const minutes = records.map(({ tick, outcome }) => `${outcome} ${(tick - entry.createdAt) / 60_000}`);
    expect(minutes).toEqual(expected.slice(0, minutes.length));
  });

  it('goes on where a leader was cut off, with no job twice and none left out', async () => {
    const entry = await leftAlone({ every: '1s', overlap: 'allow', endAt: secondsAgo(1) }, 50_000);
    // One that adds the jobs of many ticks and dies before it could write so.
    const { client, keys } = queue.connection;
    const cut = newQueue();
    const run = cut.connection.run.bind(cut.connection);
    let died = () => undefined as unknown;
    const dead = new Promise<void>((resolve) => {
      died = () => resolve();
    });
    cut.connection.run = (script, args) => {
      if (script !== 'schedule') return run(script, args);
      died();
      return new Promise(() => undefined);
    };
    new Scheduler(cut).start();
    await dead;
    expect((await store.read('tock'))?.entry).toEqual(entry);
    const before = await client.hlen(keys.places);
    expect(before).toBeGreaterThan(40);
    await client.del(keys.schedulesLeader);
    const records = await working().told(before);
    expect(new Set(records.map(({ tick }) => tick)).size).toBe(before);
    expect(records.every(({ outcome }) => outcome === 'started')).toBe(true);
    expect(await client.hlen(keys.places)).toBe(before);
  });

  it('notes what it has started, also when it was paused meanwhile', async () => {
    await leftAlone({ every: '1s', overlap: 'allow', endAt: secondsAgo(0.4) }, 3500);
    const slow = newQueue();
    const run = slow.connection.run.bind(slow.connection);
    let pausing: Promise<unknown> | undefined;
    slow.connection.run = async (script, args) => {
      if (script === 'schedule') {
        pausing ??= store.setPaused('tock', true);
        await pausing;
      }
      return run(script, args);
    };
    const told = new Promise<readonly TickRecord[]>((resolve) => {
      const scheduler = new Scheduler(slow, { onTicks: (_name, records) => resolve(records) });
      open.push(() => scheduler.stop());
      scheduler.start();
    });
    const records = await told;
    expect(records.map(({ outcome }) => outcome)).toEqual(['started', 'started', 'started']);
    expect((await store.ticks('tock')).reverse()).toEqual(records);
    expect((await store.read('tock'))?.entry).toMatchObject({ next: null, last: records.at(-1) });
  });

  it('tries again what the queue did not take for want of room', async () => {
    await queue.setLimits({ maxWaiting: 1 });
    const { id } = await queue.add('other');
    await leftAlone({ every: '1s', overlap: 'allow' }, 1500);
    const { told } = working();
    await queue.cancel(id);
    expect((await told(1))[0]).toMatchObject({ outcome: 'started' });
  });
});

describe('the schedules of a queue', () => {
  it('are written by one of two who edit at once', async () => {
    const entry = await store.put(schedule({ every: '1m' }), null);
    await expect(store.put(schedule({ every: '2m' }), null)).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: 'The schedule "tock" is there already',
    });
    const edited = await store.put(schedule({ every: '2m' }), entry.version);
    await expect(store.put(schedule({ every: '3m' }), entry.version)).rejects.toMatchObject({
      message: 'The schedule "tock" was changed meanwhile',
    });
    expect((await store.list()).map(({ version }) => version)).toEqual([edited.version]);
  });

  it('leave nothing behind', async () => {
    await leftAlone({ every: '1s' }, 1500);
    await working().told(1);
    await store.remove('tock');
    expect(await queue.commands.keys(`sb:{${name}}:schedules*`)).toEqual([
      queue.connection.keys.schedulesLeader,
    ]);
    await expect(store.remove('tock')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keep a tick that is due while they are edited', async () => {
    const { next } = await leftAlone({ every: '1m' }, 61_000);
    expect(await store.put(schedule({ every: '2m' }))).toMatchObject({ next });
    expect((await store.put(schedule({ name: 'new', every: '2m' }))).next).toBeGreaterThan(await store.now());
  });

  it('do not tick while paused, and make up for nothing then', async () => {
    await store.put(schedule({ every: '1s' }));
    expect((await store.setPaused('tock', true)).next).toBeNull();
    expect(await queue.commands.zcard(queue.connection.keys.schedulesDue)).toBe(0);
    const now = await store.now();
    expect((await store.setPaused('tock', false)).next).toBeGreaterThan(now);
  });

  it.each([
    [{ cron: '61 * * * *' }, 'cron'],
    [{ cron: '0 0 30 2 *' }, 'never comes'],
    [{ cron: '* * * * *', timezone: 'Europe/Atlantis' }, 'timezone'],
    [{ every: '1s', at: '2026-01-01T00:00:00Z' }, 'give one of'],
    [{ every: 10 }, 'a second or more'],
    [{ name: 'a b', every: '1s' }, 'a schedule is called by'],
  ])('refuse %o', async (parts, text) => {
    const input = { name: 'tock', job: { type: 'echo', payload: 1 }, ...parts };
    const adding = (async () => store.put(readSchedule(input)))();
    await expect(adding).rejects.toMatchObject({
      code: 'INVALID_MESSAGE',
      message: expect.stringContaining(text),
    });
  });
});
