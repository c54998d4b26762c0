import type { Evidence } from './finding';

export interface QueueWorkers {
  /** Workers that take jobs of the queue. */
  running: number;
  /** Of those, how many have no room for one more. */
  busy: number;
  /** Processes of the pool that are about to be workers. */
  starting: number;
}

/** Who works on a queue, and who has no room left. */
export function workersOf({ workers, frame, poolQueue }: Evidence, queue: string): QueueWorkers {
  if (!workers) {
    const { running, active, slots } = frame.workers;
    return { running, busy: active >= slots ? running : 0, starting: 0 };
  }
  const pool = workers.pool ?? [];
  // Until its heartbeat is missed, a process that crashed still counts itself among the running.
  const away = new Set(pool.filter(({ state }) => state !== 'ready').map(({ workerId }) => workerId));
  const running = workers.workers.filter(
    (one) => one.queue === queue && one.state === 'running' && !away.has(one.id),
  );
  const present = new Set(running.map((one) => one.id));
  const starting = queue === poolQueue ? pool : [];
  return {
    running: running.length,
    busy: running.filter((one) => one.active >= one.concurrency).length,
    starting: starting.filter(
      ({ state, workerId }) => state === 'starting' || (state === 'ready' && !present.has(workerId)),
    ).length,
  };
}

/** `no worker`, `1 worker, busy`, `2 workers, both busy`, `5 workers, 2 busy`, `3 workers, none busy`. */
export function workersInWords({ running, busy }: Pick<QueueWorkers, 'running' | 'busy'>): string {
  if (running === 0) return 'no worker';
  if (running === 1) return `1 worker, ${busy === 1 ? 'busy' : 'not busy'}`;
  if (busy === running) return `${running} workers, ${running === 2 ? 'both' : 'all'} busy`;
  return `${running} workers, ${busy === 0 ? 'none' : busy} busy`;
}
