import { describe, expect, it } from 'vitest';
import { filterWorkers, gridLines, orderedMachines, type WorkerFilter } from './grid-lines';
import { poolWorker, workerView } from '../worker.fixture';
import { workerEntries } from '../worker-entries';

const entries = workerEntries(
  [
    workerView('rig1:gpu0', { active: 1, labels: { zone: 'eu' }, types: ['Resize'] }),
    workerView('rig1:gpu1', { active: 5, state: 'draining' }),
    workerView('rig2:gpu0', { state: 'lost', queue: 'other', seenAt: '2026-01-02T03:00:00.000Z' }),
  ],
  null,
);
const all: WorkerFilter = { text: '', status: null, queue: '' };
const ids = (filter: Partial<WorkerFilter>) =>
  filterWorkers(entries, { ...all, ...filter }).map(({ id }) => id);

describe('filterWorkers', () => {
  it('wants every word somewhere', () => {
    expect(ids({ text: 'RIG1 zone=eu resize' })).toEqual(['rig1:gpu0']);
    expect(ids({ text: 'rig1 rig2' })).toEqual([]);
  });

  it('narrows by state and queue, and keeps processes whose queue is not known', () => {
    expect(ids({ status: 'draining' })).toEqual(['rig1:gpu1']);
    expect(ids({ queue: 'other' })).toEqual(['rig2:gpu0']);
    const silent = workerEntries([], [poolWorker(1, { state: 'starting' })]);
    expect(filterWorkers(silent, { ...all, queue: 'other' })).toHaveLength(1);
  });
});

describe('orderedMachines', () => {
  const order = (by: Parameters<typeof orderedMachines>[1]) =>
    orderedMachines(entries, by, (id) => (id === 'rig2:gpu0' ? 9 : null)).flatMap((machine) =>
      machine.entries.map(({ id }) => id),
    );

  it.each([
    ['name', ['rig1:gpu0', 'rig1:gpu1', 'rig2:gpu0']],
    ['state', ['rig2:gpu0', 'rig1:gpu1', 'rig1:gpu0']],
    ['load', ['rig1:gpu1', 'rig1:gpu0', 'rig2:gpu0']],
    ['rate', ['rig2:gpu0', 'rig1:gpu0', 'rig1:gpu1']],
    ['heartbeat', ['rig2:gpu0', 'rig1:gpu0', 'rig1:gpu1']],
  ] as const)('by %s', (by, expected) => {
    expect(order(by)).toEqual(expected);
  });
});

describe('gridLines', () => {
  it('starts each machine on a line of its own', () => {
    const lines = gridLines(
      orderedMachines(entries, 'name', () => null),
      1,
    );
    expect(lines.map((line) => (line.kind === 'machine' ? line.machine.name : line.entries.length))).toEqual([
      'rig1',
      1,
      1,
      'rig2',
      1,
    ]);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  });
});
