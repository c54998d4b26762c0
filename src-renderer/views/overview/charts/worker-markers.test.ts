import { describe, expect, it } from 'vitest';
import { poolWorker, workerView } from '../../workers/worker.fixture';
import { workerMarkers } from './worker-markers';

const start = Date.parse('2026-01-02T03:00:00.000Z');
const startedAt = (second: number) => ({ startedAt: new Date(start + second * 1000).toISOString() });

describe('workerMarkers', () => {
  it('marks starts and crashes, those of one step together', () => {
    const workers = [
      workerView('rig-1', startedAt(-5)),
      workerView('rig-2', startedAt(1)),
      workerView('rig-3', startedAt(3)),
      workerView('gpu:0', startedAt(40)),
    ];
    const exit = (second: number, code: number | null) => ({ code, signal: null, at: start + second * 1000 });
    const pool = [
      poolWorker(1, { lastExit: exit(20, 7) }),
      poolWorker(2, { lastExit: exit(21, 0) }),
      poolWorker(3, { lastExit: exit(-60, 1) }),
    ];
    expect(workerMarkers(workers, pool, start, 10_000)).toEqual([
      { at: start + 1_000, label: '2 workers started' },
      { at: start + 20_000, label: 'worker-1 crashed' },
      { at: start + 40_000, label: 'gpu:0 started' },
    ]);
    expect(workerMarkers(workers, pool, start, 30_000)).toEqual([
      { at: start + 1_000, label: 'worker-1 crashed, 2 workers started' },
      { at: start + 40_000, label: 'gpu:0 started' },
    ]);
  });

  it('keeps the newest 8', () => {
    const workers = Array.from({ length: 20 }, (_, i) => workerView(`w${i}`, startedAt(i * 60)));
    const markers = workerMarkers(workers, null, start, 10_000);
    expect(markers).toHaveLength(8);
    expect(markers.at(-1)?.label).toBe('w19 started');
  });
});
