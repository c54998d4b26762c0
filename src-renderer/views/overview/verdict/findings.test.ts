import { describe, expect, it } from 'vitest';
import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { poolWorker, workerView as worker } from '../../workers/worker.fixture';
import type { Surroundings } from './finding';
import { findings } from './findings';
import { queueNumbers, statsFrame } from './stats-frame.fixture';

const start = 1_700_000_000_000;

const calm: Surroundings = {
  workers: { workers: [worker('rig-1'), worker('rig-2')], pool: [] },
  groups: [],
  unserved: [],
  alertPending: 10_000,
  poolQueue: 'images',
};

/** Frames a second apart; the last one is the newest. */
const series = (seconds: number, make: (second: number) => StatsFrame): StatsFrame[] =>
  Array.from({ length: seconds + 1 }, (_, second) => make(second));

const find = (history: StatsFrame[], parts: Partial<Surroundings> = {}) =>
  findings(history.at(-1) as StatsFrame, history, { ...calm, ...parts });

describe('findings', () => {
  it('finds nothing in a queue that flows', () => {
    const history = series(60, (second) =>
      statsFrame(start + second * 1000, [
        queueNumbers('images', {
          counts: { waiting: 3, active: 4 },
          totals: { added: second * 10, completed: second * 10, failed: 1 },
          oldestWaitMs: 200,
        }),
      ]),
    );
    expect(find(history)).toEqual([]);
  });

  it('says that a wait grows, with the flow and who is busy', () => {
    const history = series(60, (second) =>
      statsFrame(start + second * 1000, [
        queueNumbers('images', {
          counts: { waiting: second * 3, active: 10 },
          totals: { added: second * 12, started: second * 9, completed: second * 9 },
          oldestWaitMs: second * 800,
        }),
      ]),
    );
    const workers = [worker('rig-1', { active: 5 }), worker('rig-2', { active: 5 })];
    expect(find(history, { workers: { workers, pool: [] } })).toMatchObject([
      {
        id: 'wait:images',
        severity: 'warn',
        subject: 'images',
        title: 'oldest wait 48 s and growing',
        evidence: '12/s in, 9/s out; 2 workers, both busy: add a worker',
        link: { to: '#/jobs?queue=images&state=waiting' },
        remedy: { kind: 'add-worker' },
      },
    ]);
    // Somebody else's queue: this pool cannot help.
    const elsewhere = find(history, { workers: { workers, pool: [] }, poolQueue: 'default' });
    expect(elsewhere[0]?.remedy).toBeUndefined();
    // A few seconds say nothing yet.
    expect(find(history.slice(-10), { workers: { workers, pool: [] } })).toEqual([]);
  });

  it('says that a queue is paused, and is silent about its waits', () => {
    const history = series(60, (second) =>
      statsFrame(start + second * 1000, [
        queueNumbers('images', { paused: true, counts: { waiting: 7 }, oldestWaitMs: second * 1000 }),
      ]),
    );
    expect(find(history, { workers: { workers: [], pool: [] } })).toMatchObject([
      {
        severity: 'bad',
        title: 'is paused',
        evidence: '7 jobs wait, the oldest 1 min',
        remedy: { kind: 'resume', queue: 'images' },
      },
    ]);
    const empty = [statsFrame(start, [queueNumbers('images', { paused: true })])];
    expect(find(empty)).toMatchObject([{ id: 'paused:images', severity: 'warn' }]);
  });

  it('says that a queue has no worker, unless one is on its way', () => {
    const history = [
      statsFrame(start, [queueNumbers('images', { counts: { waiting: 1 }, oldestWaitMs: 9_000 })]),
    ];
    const others = [worker('rig-1', { queue: 'default' }), worker('rig-2', { state: 'draining' })];
    expect(find(history, { workers: { workers: others, pool: [] } })).toMatchObject([
      { id: 'no-workers:images', evidence: '1 job waits, 9 s so far', remedy: { kind: 'add-worker' } },
    ]);
    const pool = [poolWorker(1, { state: 'starting' })];
    expect(find(history, { workers: { workers: others, pool } })).toEqual([]);
    const crashed = [poolWorker(1, { state: 'backoff', pid: null })];
    expect(find(history, { workers: { workers: [worker('rig-1')], pool: crashed } })).toHaveLength(1);
  });

  it('warns once when nobody is there and nothing waits', () => {
    const history = [statsFrame(start, [queueNumbers('images')], { workers: { running: 0 } })];
    expect(find(history, { workers: { workers: [], pool: [] } })).toMatchObject([
      { id: 'nobody', severity: 'warn', remedy: { kind: 'add-worker' } },
    ]);
    const alone = find(history, { workers: { workers: [], pool: null }, poolQueue: null });
    expect(alone[0]).not.toHaveProperty('remedy');
  });

  it('names jobs that no worker may run', () => {
    const history = [
      statsFrame(start, [queueNumbers('images', { counts: { waiting: 2 }, oldestWaitMs: 1 })]),
    ];
    const upscale = {
      queue: 'images',
      type: 'upscale',
      count: 2,
      exampleId: 'j1',
      lacks: ['gpuMemoryMb at least 24000'],
    };
    const one = find(history, { unserved: [upscale] });
    expect(one).toMatchObject([
      {
        title: 'no worker may run upscale',
        evidence: '2 jobs wait: the nearest worker lacks gpuMemoryMb at least 24000',
        link: { to: '#/jobs/images/j1' },
      },
    ]);
    const two = find(history, {
      unserved: [
        { ...upscale, lacks: [] },
        { ...upscale, type: 'other' },
      ],
    });
    expect(two[0]?.evidence).toBe('2 jobs wait: no worker offers this type; 1 more kind of jobs likewise');
  });

  it('tells failures, deaths with their newest group, and lost leases', () => {
    const history = series(120, (second) =>
      statsFrame(start + second * 1000, [
        queueNumbers('images', {
          counts: { dead: 40 },
          totals: {
            added: second,
            completed: second / 2,
            failed: second / 2,
            dead: second / 10,
            lost: second === 120 ? 1 : 0,
          },
        }),
      ]),
    );
    const group = {
      queue: 'images',
      fingerprint: 'f00',
      code: 'UPSTREAM_ERROR',
      message: 'no\nsecond line',
      count: 12,
      firstAt: new Date(start).toISOString(),
      lastAt: new Date(start + 100_000).toISOString(),
      timeline: [],
      types: {},
      workers: {},
    };
    const older = { ...group, fingerprint: 'old', lastAt: new Date(start).toISOString() };
    expect(find(history, { groups: [older, group] })).toMatchObject([
      {
        title: '12 jobs died in the last 2 min',
        evidence: 'such as UPSTREAM_ERROR: no',
        link: { to: '#/dead-letters?queue=images&group=f00' },
      },
      { title: '50 % of attempts fail', evidence: '60 of 120 in the last 2 min', severity: 'bad' },
      { title: '1 job taken back from a worker', severity: 'warn' },
    ]);
  });

  it('warns of a queue over the alert', () => {
    const history = [statsFrame(start, [queueNumbers('images', { counts: { waiting: 12_000 } })])];
    expect(find(history)).toMatchObject([{ id: 'deep:images', title: '12,000 jobs wait' }]);
    expect(find(history, { alertPending: 0 })).toEqual([]);
  });

  it('puts Redis first, and says nothing of queues while it is away', () => {
    const queues = [queueNumbers('images', { paused: true, counts: { waiting: 7 } })];
    const down = [statsFrame(start, queues, { redis: { status: 'down' }, workers: { lost: 1 } })];
    expect(find(down).map(({ id }) => id)).toEqual(['redis-away', 'workers-lost']);
  });

  it('takes the middle of the last seconds for what is slow', () => {
    const slow = (second: number) => ({
      redis: { latencyMs: second % 2 ? 80 : 90 },
      gateway: { eventLoopLagMs: second === 19 ? 900 : 3 },
    });
    const history = series(20, (second) => statsFrame(start + second * 1000, [], slow(second)));
    expect(find(history).map(({ id, severity }) => [id, severity])).toEqual([['redis-slow', 'warn']]);
    const lagging = series(20, (second) =>
      statsFrame(start + second * 1000, [], { gateway: { eventLoopLagMs: 1200 } }),
    );
    expect(find(lagging)).toMatchObject([{ id: 'gateway-lag', title: 'the gateway stalls for 1.2 s' }]);
  });

  it('warns before the memory of Redis is full', () => {
    const filled = (usedMemoryBytes: number) =>
      find([statsFrame(start, [], { redis: { usedMemoryBytes, maxMemoryBytes: 1_000_000_000 } })]);
    expect(filled(790_000_000)).toEqual([]);
    expect(filled(850_000_000)).toMatchObject([{ severity: 'warn', title: 'Redis uses 85 % of its memory' }]);
    expect(filled(960_000_000)).toMatchObject([{ severity: 'bad' }]);
  });

  it('shows why a worker crashes again and again', () => {
    const pool = [
      poolWorker(1, {
        state: 'crash-loop',
        pid: null,
        restarts: 6,
        lastExit: { code: 7, signal: null, at: start },
        lastLines: ['starting', "Error: Cannot find module './handlers.js'"],
      }),
    ];
    const [finding] = find([statsFrame(start, [])], { workers: { workers: [worker('rig-2')], pool } });
    expect(finding).toMatchObject({
      subject: 'worker-1',
      evidence: "6 restarts, exit code 7: Error: Cannot find module './handlers.js'",
      link: { to: '#/workers/rig-1' },
      remedy: { kind: 'start-now', name: 'worker-1' },
    });
  });

  it('tells of several crash loops in one line', () => {
    const pool = [1, 2, 3, 4, 5].map((number) => poolWorker(number, { state: 'crash-loop', pid: null }));
    const found = find([statsFrame(start, [])], { workers: { workers: [], pool } });
    expect(found).toMatchObject([
      {
        title: '5 workers crash again and again',
        evidence: 'worker-1, worker-2, worker-3 and 2 more; worker-1: it has not ended before',
        link: { to: '#/workers?state=crash-loop' },
      },
    ]);
    expect(found[0]).not.toHaveProperty('remedy');
  });
});
