import type { JobRecord } from '../protocol/job';
import { type JobState, jobStates } from '../protocol/job-state';
import type { QueueConnection } from './connection';
import { readJob } from './trace';

export interface JobFilter {
  state?: JobState;
  type?: string;
  clientId?: string;
  /** Text in the error's code or message. */
  error?: string;
  /** Text in the id, payload or error; letter case does not matter. */
  search?: string;
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

/** The order states are listed in when none is asked for. */
const order: readonly JobState[] = [
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
    const want = hasTextFilter(filter) ? step : Math.min(step, limit - jobs.length);
    const { ids, next } = await idsOf(connection, state, from, want);
    const records = await Promise.all(ids.map((id) => (id === '' ? null : readJob(connection, id))));
    examined += ids.length;
    for (const [n, record] of records.entries()) {
      if (!record || record.state !== state || !matches(record, filter)) continue;
      jobs.push(record);
      if (jobs.length === limit && n < ids.length - 1)
        return { jobs, cursor: `${state}|${Number(from) + n + 1}` };
    }
    if (next === null) {
      state = filter.state ? undefined : order[order.indexOf(state) + 1];
      from = '0';
    } else from = next;
  }
  return { jobs, cursor: state ? `${state}|${from}` : null };
}

function parseCursor(filter: JobFilter): [JobState | undefined, string] {
  const [state, from = '0'] = (filter.cursor ?? '').split('|');
  const known = jobStates.find((name) => name === state);
  return known ? [known, /^\d+$/.test(from) ? from : '0'] : [filter.state ?? order[0], '0'];
}

function hasTextFilter(filter: JobFilter): boolean {
  return Boolean(filter.type ?? filter.clientId ?? filter.error ?? filter.search);
}

function matches(job: JobRecord, filter: JobFilter): boolean {
  if (filter.type !== undefined && job.type !== filter.type) return false;
  if (filter.clientId !== undefined && job.clientId !== filter.clientId) return false;
  const error = job.error ? `${job.error.code} ${job.error.message}`.toLowerCase() : '';
  if (filter.error !== undefined && !error.includes(filter.error.toLowerCase())) return false;
  if (filter.search === undefined) return true;
  const text = filter.search.toLowerCase();
  const payload = job.payload === undefined ? '' : JSON.stringify(job.payload).toLowerCase();
  return job.id.toLowerCase().includes(text) || payload.includes(text) || error.includes(text);
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
