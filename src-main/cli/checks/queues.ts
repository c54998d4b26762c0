import type { Monitor } from '../../../src-core/queue/monitor';
import type { QueueStatus, WorkerPresence } from '../../../src-core/queue/types';
import { coarseDuration } from '../duration';
import { type Check, fail, pass, warn } from './check';

const longWaitMs = 60_000;

/** Whether each queue is led, worked on and not falling behind. */
export async function checkQueues(monitor: Monitor, alertPending: number): Promise<Check[]> {
  const { queues } = await monitor.summary();
  const workers = await monitor.workers();
  const checks: Check[] = [];
  for (const status of queues) {
    checks.push(await checkLeader(monitor, status));
    checks.push(checkWorkers(status, workers));
    checks.push(checkBacklog(status, alertPending));
  }
  return checks;
}

async function checkLeader(monitor: Monitor, { name: queue }: QueueStatus): Promise<Check> {
  const name = `${queue}: leader`;
  const { connection } = monitor.queue(queue);
  const leader = await connection.guard(() => connection.client.get(connection.keys.leader));
  if (leader !== null) return pass(name, 'one leads: delays, retries and lost jobs are looked after');
  const detail = 'none: scheduled jobs stay where they are, and so do the jobs of lost workers';
  return warn(name, detail, 'start a worker or a gateway for this queue; one of them takes the lead');
}

function checkWorkers({ name: queue, counts, paused }: QueueStatus, workers: WorkerPresence[]): Check {
  const name = `${queue}: workers`;
  if (paused) return warn(name, 'the queue is paused', `signalbox resume ${queue}`);
  const mine = workers.filter((worker) => worker.queue === queue);
  const running = mine.filter(({ state }) => state === 'running').length;
  const lost = mine.filter(({ state }) => state === 'lost').length;
  const start = `signalbox worker --queue ${queue}`;
  if (running === 0 && counts.waiting > 0)
    return fail(name, `none runs, and ${counts.waiting} jobs wait`, start);
  if (running === 0) return warn(name, 'none runs', start);
  const detail = `${running} running`;
  if (lost > 0)
    return warn(
      name,
      `${detail}, ${lost} not heard of any more`,
      'look at their machines: signalbox workers',
    );
  return pass(name, detail);
}

function checkBacklog(
  { name: queue, counts, oldestWaitMs, paused }: QueueStatus,
  alertPending: number,
): Check {
  const name = `${queue}: backlog`;
  if (oldestWaitMs === null) return pass(name, 'no job waits');
  const detail = `${counts.waiting} wait, the oldest for ${coarseDuration(oldestWaitMs)}`;
  const late = oldestWaitMs >= longWaitMs && !paused;
  if (!late && counts.waiting < alertPending) return pass(name, detail);
  return warn(name, detail, 'add workers or concurrency, or see what waits: signalbox jobs --status waiting');
}
