import type { FastifyInstance } from 'fastify';
import type { QueueStatusAnswer } from '../../../src-core/protocol/http';
import type { GatewayContext } from '../context';
import type { Summary } from '../stats-cache';

/** `GET /queue/status`: how much waits and how fast it goes. */
export function queueStatusRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/queue/status', async () =>
    toQueueStatus(await context.stats.fresh(), context.options.defaultQueue),
  );
}

/** The contract's shape of a summary. The default queue is there even before its first job. */
export function toQueueStatus(summary: Summary, defaultQueue: string): QueueStatusAnswer {
  const queues: QueueStatusAnswer['queues'] = { [defaultQueue]: emptyQueue() };
  let pending = 0;
  for (const { name, counts, totals, byPriority, oldestWaitMs } of summary.queues) {
    pending += counts.waiting + counts.scheduled;
    queues[name] = {
      waiting: counts.waiting,
      scheduled: counts.scheduled,
      active: counts.active,
      dead: counts.dead,
      oldestWaitMs,
      byPriority,
      completed: totals.completed,
      failed: totals.failed,
    };
  }
  const { processed, failed, retried, ratePerSecond } = summary.processor;
  return { total_pending: pending, queues, processor_stats: { processed, failed, retried, ratePerSecond } };
}

function emptyQueue(): QueueStatusAnswer['queues'][string] {
  const none = { waiting: 0, scheduled: 0, active: 0, dead: 0, completed: 0, failed: 0 };
  return { ...none, oldestWaitMs: null, byPriority: {} };
}
