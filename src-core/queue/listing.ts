import type { JobRecord } from '../protocol/job';
import { type JobState, jobStates } from '../protocol/job-state';
import type { QueueConnection } from './connection';
import { asksOfJob, type JobMatch, matches } from './matching';
import { readRecords } from './rows';

export interface JobFilter extends JobMatch {
  state?: JobState;
  cursor?: string;
  /** Jobs in one page, 1 to 1000; 50 when not said. */
  limit?: number;
}

export interface JobPage {
  jobs: JobRecord[];
  /** Give it to the next call; null at the end. */
  cursor: string | null;
}

/** How many jobs one call looks at, at most, to find the ones that match. */
const maxExamined = 5000;
const step = 200;

/** The order states are listed and searched in when none is asked for. */
export const stateOrder: readonly JobState[] = [
  'active',
  'waiting',
  'scheduled',
  'dead',
  'completed',
  'cancelled',
  'expired',
];

interface Ids {
  ids: string[];
  /** Where the next read of this state begins; null at its end. */
  next: string | null;
}

/** Lists jobs page by page, newest first in finished states, next to run first in waiting ones. */
export async function listJobs(connection: QueueConnection, filter: JobFilter): Promise<JobPage> {
  const limit = filter.limit ?? 50;
  const jobs: JobRecord[] = [];
  let [state, from] = parseCursor(filter);
  let examined = 0;
  while (state && jobs.length < limit && examined < maxExamined) {
    const want = asksOfJob(filter) ? step : Math.min(step, limit - jobs.length);
    const { ids, next } = await idsOf(connection, state, from, want);
    const records = await readRecords(connection, ids);
    examined += ids.length;
    for (const [n, record] of records.entries()) {
      if (!record || record.state !== state || !matches(record, filter)) continue;
      jobs.push(record);
      if (jobs.length === limit && n < ids.length - 1)
        return { jobs, cursor: `${state}|${Number(from) + n + 1}` };
    }
    if (next === null) {
      state = filter.state ? undefined : stateOrder[stateOrder.indexOf(state) + 1];
      from = '0';
    } else from = next;
  }
  return { jobs, cursor: state ? `${state}|${from}` : null };
}

function parseCursor(filter: JobFilter): [JobState | undefined, string] {
  const [state, from = '0'] = (filter.cursor ?? '').split('|');
  const known = jobStates.find((name) => name === state);
  return known ? [known, /^\d+$/.test(from) ? from : '0'] : [filter.state ?? stateOrder[0], '0'];
}

async function idsOf(
  connection: QueueConnection,
  state: JobState,
  from: string,
  count: number,
): Promise<Ids> {
  const start = Number(from);
  if (state === 'waiting') return await waitingIds(connection, start, count);
  const { client, keys } = connection;
  const ids = await connection.guard(async () => {
    if (state === 'active') return (await client.hkeys(keys.active)).sort().slice(start, start + count);
    if (state === 'scheduled') return client.zrange(keys.scheduled, start, String(start + count - 1));
    return client.zrevrange(keys[state], start, start + count - 1);
  });
  return { ids, next: ids.length < count ? null : String(start + ids.length) };
}

// Waiting jobs lie in many places, listed in order of their heads. A blank in a lane is listed as ''.
async function waitingIds(connection: QueueConnection, start: number, count: number): Promise<Ids> {
  const { client, keys } = connection;
  const ids: string[] = [];
  let skip = start;
  for (const member of await connection.guard(() => client.zrange(keys.heads, 0, '-1'))) {
    if (ids.length === count) break;
    const { size, read } = placeOf(connection, member);
    const length = await connection.guard(size);
    if (skip < length) {
      const found = await connection.guard(() => read(skip, count - ids.length));
      ids.push(...found);
    }
    skip = Math.max(0, skip - length);
  }
  return { ids, next: ids.length < count ? null : String(start + ids.length) };
}

/** How to read one place: how much lies in it, and the ids from `start` on. */
function placeOf({ client, keys }: QueueConnection, member: string) {
  const [classNumber = '', lane] = member.split(':');
  if (lane === 'a') {
    const key = keys.again(classNumber);
    return {
      size: () => client.zcard(key),
      read: (start: number, count: number) => client.zrange(key, start, String(start + count - 1)),
    };
  }
  const key = keys.ready(member);
  return {
    size: async () => (await client.llen(key)) / 2,
    read: async (start: number, count: number) => {
      const elements = await client.lrange(key, 2 * start, 2 * (start + count) - 1);
      return elements.filter((_, index) => index % 2 === 0);
    },
  };
}

/** A job as its page names it. */
export interface FoundJob {
  id: string;
  /** Its payload's JSON, where that lies beside the id. */
  payload?: string;
}

/** At most this much of a lane is read at once: jobs, and about this many bytes of payload. */
const maxPageJobs = 1000;
const charsPerPage = 400_000;

/**
 * Every job of one state, page by page: finished ones newest first, waiting ones by the heads of their places. Each read is
 * bounded, and goes on from the last job seen, so that jobs that come and go meanwhile neither hide nor repeat others.
 */
export async function* pages(connection: QueueConnection, state: JobState): AsyncGenerator<FoundJob[]> {
  const { client, keys } = connection;
  if (state === 'active') return yield* activePages(connection);
  if (state === 'scheduled') return yield* scorePages(connection, keys.scheduled, false);
  if (state !== 'waiting') return yield* scorePages(connection, keys[state], true);
  for (const member of await connection.guard(() => client.zrange(keys.heads, 0, '-1'))) {
    const [classNumber = '', lane] = member.split(':');
    if (lane === 'a') yield* scorePages(connection, keys.again(classNumber), false);
    else yield* lanePages(connection, member);
  }
}

/** The members of a sorted set by score, page by page. */
export async function* scorePages(
  connection: QueueConnection,
  key: string,
  newestFirst: boolean,
): AsyncGenerator<FoundJob[]> {
  const { client } = connection;
  let from = newestFirst ? '+inf' : '-inf';
  let seenThere = 0;
  for (;;) {
    const rows = await connection.guard(() =>
      newestFirst
        ? client.zrange(key, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', seenThere, step, 'WITHSCORES')
        : client.zrange(key, from, '+inf', 'BYSCORE', 'LIMIT', seenThere, step, 'WITHSCORES'),
    );
    const ids = rows.filter((_, n) => n % 2 === 0);
    const scores = rows.filter((_, n) => n % 2 === 1);
    const last = scores.at(-1);
    if (last === undefined) return;
    yield ids.map((id) => ({ id }));
    const alike = scores.filter((score) => score === last).length;
    seenThere = last === from ? seenThere + alike : alike;
    from = last;
  }
}

async function* activePages(connection: QueueConnection): AsyncGenerator<FoundJob[]> {
  const { client, keys } = connection;
  let cursor = '0';
  do {
    const at = cursor;
    const [next, rows] = await connection.guard(() => client.hscan(keys.active, at, 'COUNT', step));
    yield rows.filter((_, n) => n % 2 === 0).map((id) => ({ id }));
    cursor = next;
  } while (cursor !== '0');
}

async function* lanePages(connection: QueueConnection, member: string): AsyncGenerator<FoundJob[]> {
  let after = 0;
  for (;;) {
    const rows = (await connection.run('lane', [member, after, maxPageJobs, charsPerPage])) as string[];
    const last = Number(rows[0]);
    if (last <= after) return;
    const found: FoundJob[] = [];
    for (let i = 1; i < rows.length; i += 2)
      found.push({ id: rows[i] as string, payload: rows[i + 1] as string });
    yield found;
    after = last;
  }
}
