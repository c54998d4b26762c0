import type { Operation } from '../../../../src-core/protocol/operations';
import { parseKey } from '../listing/job-row';

/** What can be done with many jobs at once. */
export type BulkAct = { kind: 'cancel' } | { kind: 'retry' } | { kind: 'requeue'; rate: number | null };

/** One request of an act. */
export interface BulkPart {
  path: string;
  body: { queue: string; ids: string[]; rate?: number };
}

/** Ids one request may name. */
const mostIds: Record<BulkAct['kind'], number> = { cancel: 10_000, retry: 10_000, requeue: 1000 };
const paths: Record<BulkAct['kind'], string> = {
  cancel: '/jobs/cancel',
  retry: '/jobs/retry',
  requeue: '/dlq/requeue',
};

/** The requests that act on the jobs of these keys: of one queue each, and no larger than the gateway takes. */
export function bulkParts(act: BulkAct, keys: Iterable<string>): BulkPart[] {
  const byQueue = new Map<string, string[]>();
  for (const key of keys) {
    const { queue, id } = parseKey(key);
    const ids = byQueue.get(queue);
    if (ids) ids.push(id);
    else byQueue.set(queue, [id]);
  }
  const most = mostIds[act.kind];
  const rate = act.kind === 'requeue' && act.rate !== null ? { rate: act.rate } : {};
  return [...byQueue].flatMap(([queue, ids]) =>
    Array.from({ length: Math.ceil(ids.length / most) }, (_, n) => ({
      path: paths[act.kind],
      body: { queue, ids: ids.slice(n * most, (n + 1) * most), ...rate },
    })),
  );
}

/** Whether an operation goes on. */
export function isRunning({ state }: Operation): boolean {
  return state === 'running';
}
