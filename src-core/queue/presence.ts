import type { LabelValue } from '../protocol/job';
import type { RedisClient } from '../redis/connect';
import type { QueueConnection } from './connection';
import { queueKeys, workersKey } from './keys';
import type { WorkerPresence } from './types';

/** A worker not heard of for this long is shown as lost. Idle workers report once a minute. */
export const lostAfterMs = 150_000;
const forgetAfterMs = 600_000;

/** `lost`: its connection broke. */
export type PresenceReport = Omit<WorkerPresence, 'seenAt'>;

/** Writes one worker's presence. */
export async function reportPresence(connection: QueueConnection, report: PresenceReport): Promise<void> {
  const text = JSON.stringify({ ...report, seenAt: Date.now() });
  await connection.guard(() => connection.client.hset(workersKey, report.id, text));
}

/** Writes the presence of several workers in one command. */
export async function reportPresences(
  connection: QueueConnection,
  reports: readonly PresenceReport[],
): Promise<void> {
  if (reports.length === 0) return;
  const seenAt = Date.now();
  const pairs = reports.flatMap((report) => [report.id, JSON.stringify({ ...report, seenAt })]);
  await connection.guard(() => connection.client.hset(workersKey, ...pairs));
}

/** Forgets workers that have gone. */
export async function removePresences(connection: QueueConnection, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await connection.guard(() => connection.client.hdel(workersKey, ...ids));
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
  const workers = Object.values(rows).map((text) => JSON.parse(text) as WorkerPresence);
  const isStale = ({ seenAt }: WorkerPresence) => Date.now() - seenAt >= forgetAfterMs;
  // A gateway listens for its workers in their stead, and for as long as one of them lives.
  const gateways = new Set(workers.filter((worker) => !isStale(worker)).map(({ gateway }) => gateway));
  for (const { id, queue, gateway } of workers.filter(isStale)) {
    const { sleepers, routes } = queueKeys(queue);
    const names = gateway === undefined || gateways.has(gateway) ? [id] : [id, gateway];
    await connection.guard(() => client.hdel(workersKey, id));
    await connection.guard(() => client.hdel(routes, id));
    await connection.guard(() => client.srem(sleepers, ...names));
  }
}
