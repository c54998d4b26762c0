import type { JobRecord, JobTrace, TraceEvent } from '../protocol/job';
import type { QueueConnection } from './connection';
import { decodeJob, type RawJob } from './record';

type StreamRow = [id: string, fields: string[]];

const logKinds: Record<string, TraceEvent['kind']> = {
  progress: 'progress',
  log: 'log',
  heartbeat: 'heartbeat',
  error: 'failed',
  lost: 'lost',
};

/** Reads everything known of a job in one round trip; null when there is no such job. */
export async function readJob(connection: QueueConnection, id: string): Promise<JobRecord | null> {
  const raw = (await connection.run('get', [id])) as RawJob | null;
  return raw ? decodeJob(id, connection.queue, raw) : null;
}

/** A job's whole life on Redis' clock; null when there is no such job. */
export async function readTrace(connection: QueueConnection, id: string): Promise<JobTrace | null> {
  const raw = (await connection.run('get', [id])) as RawJob | null;
  if (!raw) return null;
  const { client, keys } = connection;
  const [log, out] = await connection.guard(() =>
    Promise.all([
      client.xrange(keys.log(id), '-', '+'),
      client.xrange(keys.out(id), '-', '+', 'COUNT', 2000),
    ]),
  );
  const job = decodeJob(id, connection.queue, raw);
  const events = [
    ...lifeEvents(job),
    ...operatorEvents(raw[0]),
    ...(log as StreamRow[]).flatMap(logEvent),
    ...(out as StreamRow[]).flatMap(chunkEvent),
  ];
  return { job, events: events.sort((a, b) => a.at - b.at) };
}

function lifeEvents(job: JobRecord): TraceEvent[] {
  const events: TraceEvent[] = [
    { at: job.createdAt, kind: 'created', ...(job.clientId && { detail: job.clientId }) },
  ];
  if (job.state === 'scheduled' && job.dueAt !== undefined) {
    events.push({
      at: job.history.at(-1)?.endedAt ?? job.createdAt,
      kind: 'scheduled',
      detail: { dueAt: job.dueAt },
    });
  }
  if (job.readyAt !== undefined) events.push({ at: job.readyAt, kind: 'ready' });
  for (const { attempt, worker, fence, startedAt, endedAt, outcome } of job.history) {
    events.push({ at: startedAt, kind: 'claimed', attempt, worker, fence });
    if (endedAt !== undefined && outcome === 'released')
      events.push({ at: endedAt, kind: 'released', attempt, worker, fence });
  }
  const finished = job.finishedAt;
  if (finished !== undefined && job.state !== 'cancelled' && job.state !== 'waiting') {
    const kind = job.state as 'completed' | 'dead' | 'expired';
    events.push({ at: finished, kind, attempt: job.attempt, ...(job.error && { detail: job.error }) });
  }
  return events;
}

function operatorEvents(fields: string[]): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const field = fields[i] as string;
    if (!/^h\d+$/.test(field)) continue;
    const [kind, ...cause] = (fields[i + 1] as string).split(' ');
    events.push({
      at: Number(field.slice(1)),
      kind: kind as 'cancelled' | 'requeued',
      detail: cause.join(' '),
    });
  }
  return events;
}

function logEvent([id, fields]: StreamRow): TraceEvent[] {
  const kind = logKinds[fields[1] ?? ''];
  if (!kind) return [];
  const text = fields[5] ?? '';
  const event: TraceEvent = { at: Number(id.split('-')[0]), kind, attempt: Number(fields[3]) };
  if (text !== '') event.detail = kind === 'failed' ? JSON.parse(text) : text;
  return [event];
}

// An entry without chunks only marks that an attempt resumed.
function chunkEvent([id, fields]: StreamRow): TraceEvent | [] {
  const [attempt, last] = id.split('-').map(Number);
  if (fields[3] === '[]') return [];
  return {
    at: Number(fields[5]),
    kind: 'chunk',
    attempt: attempt as number,
    detail: { firstSeq: Number(fields[1]), lastSeq: last, bytes: fields[3]?.length ?? 0 },
  };
}
