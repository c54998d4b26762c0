import type { WorkerPresence } from '../../src-core/queue/types';
import type { Colors } from './colors';

const marks: Record<WorkerPresence['state'], { shape: string; color: 'green' | 'yellow' | 'red' }> = {
  running: { shape: '●', color: 'green' },
  draining: { shape: '◐', color: 'yellow' },
  lost: { shape: '✗', color: 'red' },
};

/** A worker's state as shape and word. */
export function workerMark(state: WorkerPresence['state'], colors: Colors): string {
  const { shape, color } = marks[state];
  return colors[color](`${shape} ${state}`);
}
