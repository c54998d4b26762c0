import { describe, expect, it } from 'vitest';
import { poolWorker, workerView } from './worker.fixture';
import { machinesOf, workerEntries } from './worker-entries';

describe('workerEntries', () => {
  it('names GPU workers by their machine and others by their host, in natural order', () => {
    const views = [
      workerView('rig2:gpu10', { host: 'gateway' }),
      workerView('rig2:gpu9', { host: 'gateway' }),
      workerView('rig-77-1'),
      workerView('own-name'),
    ];
    expect(workerEntries(views, null).map(({ machine, name }) => `${machine}/${name}`)).toEqual([
      'rig/own-name',
      'rig/77-1',
      'rig2/gpu9',
      'rig2/gpu10',
    ]);
  });

  it('joins a report with its process, whose counters are newer', () => {
    const pool = [
      poolWorker(1, { counts: { active: 2, completed: 40, failed: 3 }, restarts: 2 }),
      poolWorker(2, { state: 'backoff', pid: null }),
      poolWorker(3, { state: 'draining' }),
    ];
    const views = [
      workerView('rig-1', { completed: 10, jobs: ['a'] }),
      workerView('rig-2'),
      workerView('rig-3'),
    ];
    const entries = workerEntries(views, pool);
    expect(entries).toMatchObject([
      { name: 'worker-1', status: 'running', active: 1, completed: 40, failed: 3, jobs: ['a'] },
      { name: 'worker-2', status: 'backoff' },
      { name: 'worker-3', status: 'draining' },
    ]);
  });

  it('shows a process that has never reported beside its kind', () => {
    const crashing = poolWorker(2, { state: 'crash-loop', pid: null });
    expect(workerEntries([workerView('rig-1')], [poolWorker(1), crashing])[1]).toMatchObject({
      machine: 'rig',
      status: 'crash-loop',
      concurrency: null,
      seenAt: null,
    });
    expect(workerEntries([], [crashing])[0]?.machine).toBe('this gateway');
  });

  it('believes the list of its jobs before what the worker said last, unless the list is cut', () => {
    const twenty = Array.from({ length: 20 }, (_, i) => `j${i}`);
    const views = [workerView('a', { active: 4, jobs: [] }), workerView('b', { active: 31, jobs: twenty })];
    expect(workerEntries(views, null).map(({ active }) => active)).toEqual([0, 31]);
  });
});

describe('machinesOf', () => {
  it('adds up what runs on a machine', () => {
    const entries = workerEntries(
      [workerView('r:gpu0', { active: 2 }), workerView('r:gpu1', { active: 5 }), workerView('s:cpu')],
      null,
    );
    expect(machinesOf(entries)).toMatchObject([
      { name: 'r', active: 7, slots: 10 },
      { name: 's', active: 0, slots: 5 },
    ]);
  });
});
