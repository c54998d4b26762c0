import type { LabelValue } from '../protocol/job';
import type { RedisClient } from '../redis/connect';
import type { QueueConnection } from './connection';
import { queueKeys, workersKey } from './keys';
import type { WorkerPresence } from './types';

/** A worker not heard of for this long is shown as lost. Idle workers report once a minute. */
export const lostAfterMs = 150_000;
const forgetAfterMs = 600_000;

export type PresenceReport = Omit<WorkerPresence, 'seenAt' | 'state'> & { state: 'running' | 'draining' };

/** Writes one worker's presence. */
export async function reportPresence(connection: QueueConnection, report: PresenceReport): Promise<void> {
  const text = JSON.stringify({ ...report, seenAt: Date.now() });
  await connection.guard(() => connection.client.hset(workersKey, report.id, text));
}

export async function removePresence(connection: QueueConnection, id: string): Promise<void> {
  await connection.guard(() => connection.client.hdel(workersKey, id));
}

/** Every worker that has reported lately. */
export async function readWorkers(client: RedisClient): Promise<WorkerPresence[]> {
  const rows = await client.hgetall(workersKey);
  const now = Date.now();
  return Object.values(rows)
    .map((text) => parse(text, now))
    .filter((worker) => now - worker.seenAt < forgetAfterMs)
    .sort((a, b) => a.id.localeCompare(b.id));
}

function parse(text: string, now: number): WorkerPresence {
  const worker = JSON.parse(text) as WorkerPresence;
  const labels: Record<string, LabelValue> = worker.labels ?? {};
  return { ...worker, labels, state: now - worker.seenAt > lostAfterMs ? 'lost' : worker.state };
}

/** Forgets workers that died without saying so. */
export async function removeStaleWorkers(connection: QueueConnection): Promise<void> {
  const { client } = connection;
  const rows = await connection.guard(() => client.hgetall(workersKey));
  for (const [id, text] of Object.entries(rows)) {
    const worker = JSON.parse(text) as WorkerPresence;
    if (Date.now() - worker.seenAt < forgetAfterMs) continue;
    await connection.guard(() => client.hdel(workersKey, id));
    await connection.guard(() => client.srem(queueKeys(worker.queue).sleepers, id));
  }
}
