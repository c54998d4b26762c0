import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { QueueEvent, StatsFrame } from '../../src-core/protocol/monitor-frames';
import { clearLive, followTopics, onQueueEvents, takeFrame, useLive } from './live';

const stats = (at: number): StatsFrame => ({
  type: 'stats',
  at,
  queues: [],
  workers: { total: 0, running: 0, draining: 0, lost: 0, active: 0, slots: 0 },
  processor: { processed: 0, failed: 0, retried: 0, ratePerSecond: 0 },
  redis: {
    status: 'connected',
    engine: 'valkey',
    latencyMs: 1,
    opsPerSecond: 0,
    usedMemoryBytes: 0,
    maxMemoryBytes: null,
    connections: 1,
    commandsPerJob: null,
  },
  gateway: { sockets: 1, streams: 0, eventLoopLagMs: 0, memoryBytes: 0 },
});
const happened = (id: string): QueueEvent => ({
  queue: 'emails',
  kind: 'added',
  count: 1,
  ids: [id],
  who: 'c1',
});
const frame = (topic: 'jobs' | 'events', ...data: QueueEvent[]) => ({ type: 'event', topic, at: 7, data });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  clearLive();
  followTopics(() => undefined);
  vi.useRealTimers();
});

it('keeps the numbers of the last 300 s', () => {
  for (const at of [0, 100_000, 300_000, 300_001]) takeFrame(stats(at));
  expect(useLive.getState().stats?.at).toBe(300_001);
  expect(useLive.getState().statsHistory.map(({ at }) => at)).toEqual([100_000, 300_000, 300_001]);
});

it('hands on events at most four times a second, none left out', () => {
  const batches: string[][] = [];
  const end = onQueueEvents((events) => batches.push(events.flatMap(({ ids }) => ids)));
  for (let i = 0; i < 100; i++) {
    takeFrame(frame('jobs', happened(`${i}`)));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(250);
  end();
  takeFrame(frame('jobs', happened('after')));
  vi.advanceTimersByTime(1_000);
  expect(batches.length).toBeLessThanOrEqual(5);
  expect(batches.flat()).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
});

it('keeps the newest 500 events, newest first', () => {
  for (let i = 0; i < 600; i++) takeFrame(frame('events', happened(`${i}`)));
  vi.advanceTimersByTime(250);
  const { events } = useLive.getState();
  expect(events).toHaveLength(500);
  expect(events[0]).toEqual({ at: 7, event: happened('599') });
  expect(events.at(-1)?.event.ids).toEqual(['100']);
});

it('says whether a frame brought data, and leaves alone what it does not know', () => {
  expect(takeFrame(stats(1))).toBe(true);
  expect(takeFrame(frame('jobs'))).toBe(true);
  expect(takeFrame({ type: 'pong', at: 1 })).toBe(false);
  expect(takeFrame({ type: 'stats', at: 'soon' })).toBe(false);
  expect(takeFrame(null)).toBe(false);
});

it('needs a topic only while somebody listens', async () => {
  const asked: string[][] = [];
  followTopics((topics) => asked.push(topics));
  const end = onQueueEvents(() => undefined);
  await Promise.resolve();
  end();
  await Promise.resolve();
  expect(asked).toEqual([['stats'], ['jobs', 'stats'], ['stats']]);
});
