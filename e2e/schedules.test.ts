/** What is promised of schedules when gateways die, with real processes. */
import { afterEach, expect, it } from 'vitest';
import type { TickRecord } from '../src-core/protocol/schedules';
import { Queue } from '../src-core/queue/queue';
import { Schedules } from '../src-core/schedules/schedules';
import { within } from './support/deadline';
import { QueueEvents } from './support/queue-events';
import { startTestRedis, type TestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

/** Seconds it goes on, a tick each; the promise was also seen kept for 120. */
const seconds = Number(process.env.SCHEDULE_TEST_SECONDS ?? 12);
/** Ticks between two deaths. */
const lifeOfLeader = 4;

let redis: TestRedis;
let queue: Queue | undefined;
let events: QueueEvents | undefined;
let gateways: RunningSystem[] = [];

afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  await events?.close();
  await queue?.close();
  await redis?.stop();
  gateways = [];
});

const startGateway = async () => {
  gateways.push(await startSystem({ mode: 'gateway', redisUrl: redis.url }));
};

/** Kills the gateway that leads; answers once another one is there in its place. */
async function killLeader({ connection }: Queue): Promise<void> {
  const token = await connection.client.get(connection.keys.schedulesLeader);
  const leader = gateways.find(({ pid }) => token?.includes(`:${pid}:`));
  if (!leader) return;
  gateways = gateways.filter((gateway) => gateway !== leader);
  await leader.kill();
  await startGateway();
}

it(`starts each tick's job once while leaders die, for ${seconds} s`, {
  timeout: (seconds + 60) * 1000,
}, async () => {
  redis = await startTestRedis();
  queue = new Queue('default', { redis: redis.url });
  events = new QueueEvents(queue.connection);
  const schedules = new Schedules(queue);
  const job = { type: 'nobody-runs-it', payload: null };
  await schedules.put({
    ...{ name: 'beat', every: 1000, timezone: 'UTC', job, overlap: 'allow', missed: 'once' },
    ...{ missedMost: 1, jitterMs: 0, paused: false },
  });
  await Promise.all([startGateway(), startGateway(), startGateway()]);
  for (let ticks = lifeOfLeader; ticks <= seconds; ticks += lifeOfLeader) {
    await within(30_000, `${ticks} ticks`, events.reached('added', ticks));
    await killLeader(queue);
  }
  await within(30_000, 'the last ticks', events.reached('added', seconds));
  await schedules.setPaused('beat', true);

  // One that was starting jobs when it was paused notes them after that.
  const noted = async () => (await schedules.ticks('beat')).length;
  const added = (await queue.counts()).waiting;
  await expect.poll(noted, { timeout: 10_000 }).toBe(added);
  const records = (await schedules.ticks('beat')).reverse();
  const [first] = records as [TickRecord];
  // Each tick, a second after the one before: none left out, none twice.
  expect(records.map(({ tick }) => (tick - first.tick) / 1000)).toEqual(records.map((_, n) => n));
  expect(new Set(records.map(({ outcome }) => outcome))).toEqual(new Set(['started']));
  expect(added).toBe(records.length);
  expect(records.length).toBeGreaterThanOrEqual(seconds);
});
