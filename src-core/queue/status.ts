import type { QueueConnection } from './connection';
import type { QueueCounts, QueueLimits, QueueStatus, QueueTotals } from './types';

const totalNames = [
  'added',
  'started',
  'completed',
  'failed',
  'retried',
  'dead',
  'cancelled',
  'expired',
  'released',
  'lost',
] as const satisfies readonly (keyof QueueTotals)[];

/** How many jobs are in each state now. */
export async function readCounts(connection: QueueConnection): Promise<QueueCounts> {
  const { client, keys } = connection;
  const [waiting, ...rest] = await connection.guard(() =>
    Promise.all([
      client.hget(keys.counts, 'w'),
      client.zcard(keys.scheduled),
      client.hlen(keys.active),
      client.zcard(keys.dead),
      client.zcard(keys.completed),
      client.zcard(keys.cancelled),
      client.zcard(keys.expired),
    ]),
  );
  const [scheduled = 0, active = 0, dead = 0, completed = 0, cancelled = 0, expired = 0] = rest;
  return { waiting: Number(waiting ?? 0), scheduled, active, dead, completed, cancelled, expired };
}

/** What happened since the queue began. */
export async function readTotals(connection: QueueConnection): Promise<QueueTotals> {
  const { client, keys } = connection;
  const values = await connection.guard(() => client.hmget(keys.counts, ...totalNames));
  return Object.fromEntries(
    totalNames.map((name, i) => [name, Number(values[i] ?? 0)]),
  ) as unknown as QueueTotals;
}

export async function readStatus(connection: QueueConnection): Promise<QueueStatus> {
  const { client, keys } = connection;
  const [counts, totals, paused, waiting] = await Promise.all([
    readCounts(connection),
    readTotals(connection),
    connection.guard(() => client.hget(keys.limits, 'paused')),
    readWaiting(connection),
  ]);
  return { name: connection.queue, paused: paused === '1', counts, totals, ...waiting };
}

// At most 64 classes of 10 priorities, and only those that are not empty.
async function readWaiting(
  connection: QueueConnection,
): Promise<Pick<QueueStatus, 'byPriority' | 'oldestWaitMs'>> {
  const { client, keys } = connection;
  const members = await connection.guard(() => client.zrange(keys.heads, 0, '-1'));
  const byPriority: Record<string, number> = {};
  let oldest = Number.POSITIVE_INFINITY;
  await Promise.all(
    members.map(async (member) => {
      const [classNumber = '', lane = ''] = member.split(':');
      if (lane === 'a') {
        const ids = await connection.guard(() => client.zrange(keys.again(classNumber), 0, '999'));
        for (const id of ids) {
          const [place, ready] = await connection.guard(() => client.hmget(keys.job(id), 'e', 'r'));
          const priority = place?.split(':')[1] ?? '5';
          byPriority[priority] = (byPriority[priority] ?? 0) + 1;
          if (ready) oldest = Math.min(oldest, Number(ready));
        }
        return;
      }
      const { waiting, first } = await readLane(connection, member);
      if (waiting > 0) byPriority[lane] = (byPriority[lane] ?? 0) + waiting;
      oldest = Math.min(oldest, first);
    }),
  );
  const [seconds, micros] = await connection.guard(() => client.time());
  const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  return { byPriority, oldestWaitMs: oldest === Number.POSITIVE_INFINITY ? null : Math.max(0, now - oldest) };
}

async function readLane(
  connection: QueueConnection,
  member: string,
): Promise<{ waiting: number; first: number }> {
  const { client, keys } = connection;
  const [head, elements, blanks] = await connection.guard(() =>
    Promise.all([
      client.lindex(keys.ready(member), 0),
      client.llen(keys.ready(member)),
      client.hget(keys.lanes, `${member}x`),
    ]),
  );
  const place = head ? await connection.guard(() => client.hget(keys.places, head)) : null;
  return {
    waiting: elements / 2 - Number(blanks ?? 0),
    first: place ? Number(place.split(' ')[2]) : Number.POSITIVE_INFINITY,
  };
}

export const defaultLimits: QueueLimits = {
  concurrency: null,
  rate: null,
  maxWaiting: null,
  ageMs: 60_000,
  keepFinished: 10_000,
};

export async function readLimits(connection: QueueConnection): Promise<QueueLimits> {
  const { client, keys } = connection;
  const values = await connection.guard(() =>
    client.hmget(keys.limits, 'concurrency', 'rate', 'window', 'cap', 'age', 'keep'),
  );
  const [concurrency, rate, window, cap, age, keep] = values.map((value) =>
    value == null ? null : Number(value),
  );
  return {
    concurrency: concurrency ?? null,
    rate: rate != null && window != null ? { max: rate, windowMs: window } : null,
    maxWaiting: cap ?? null,
    ageMs: age ?? defaultLimits.ageMs,
    keepFinished: keep ?? defaultLimits.keepFinished,
  };
}

/** The script's arguments for a change of limits. */
export function limitArguments(change: Partial<QueueLimits>): (string | number)[] {
  const args: (string | number)[] = [];
  if (change.concurrency !== undefined) args.push('concurrency', change.concurrency ?? '');
  if (change.rate !== undefined)
    args.push('rate', change.rate?.max ?? '', 'window', change.rate?.windowMs ?? '');
  if (change.maxWaiting !== undefined) args.push('cap', change.maxWaiting ?? '');
  if (change.ageMs !== undefined) args.push('age', change.ageMs);
  if (change.keepFinished !== undefined) args.push('keep', change.keepFinished);
  return args;
}
