import type { JobFacts } from '../protocol/facts';
import type { JobRecord, Requirement } from '../protocol/job';
import type { QueueConnection } from './connection';
import { readWorkers } from './presence';
import { serves } from './requirements';
import { readStats } from './stats';
import { readCounts, readLimits } from './status';
import type { QueueLimits, WorkerPresence } from './types';

/** Jobs ahead that are counted, and places that may be looked at to count them. */
const maxAhead = 10_000;
const maxLookedAt = 20_000;
const minuteMs = 60_000;

/** What explains a job's place, besides its own trace. */
export async function readFacts(connection: QueueConnection, job: JobRecord): Promise<JobFacts> {
  const { client, keys, queue: name } = connection;
  const [seconds, micros] = await connection.guard(() => client.time());
  const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  const [counts, limits, paused, used, started, ahead, workers] = await Promise.all([
    readCounts(connection),
    readLimits(connection),
    connection.guard(() => client.hget(keys.limits, 'paused')),
    connection.guard(() => client.get(keys.rate)),
    startedLastMinute(connection, now),
    jobsAhead(connection, job),
    connection.guard(() => readWorkers(client)),
  ]);
  return {
    now,
    queue: {
      name,
      paused: paused === '1',
      waiting: counts.waiting,
      active: counts.active,
      concurrency: limits.concurrency,
      rate: limits.rate,
      rateUsedUp: isUsedUp(limits, Number(used ?? 0)),
      startedLastMinute: started,
    },
    ahead,
    workers: workers.filter((worker) => worker.queue === name).map((worker) => workerFacts(worker, job)),
  };
}

function isUsedUp({ rate }: QueueLimits, used: number): boolean {
  return rate !== null && used >= rate.max;
}

async function startedLastMinute(connection: QueueConnection, now: number): Promise<number> {
  const fromMs = (Math.floor(now / minuteMs) - 1) * minuteMs;
  const [minute] = await readStats(connection, { fromMs, toMs: fromMs, stepMs: minuteMs });
  return minute?.started ?? 0;
}

async function jobsAhead(connection: QueueConnection, job: JobRecord): Promise<number | null> {
  if (job.state !== 'waiting') return null;
  const ahead = (await connection.run('ahead', [job.id, maxAhead, maxLookedAt])) as number;
  return ahead < 0 ? null : ahead;
}

function workerFacts(worker: WorkerPresence, job: JobRecord): JobFacts['workers'][number] {
  const { id, state, active, concurrency, types, labels } = worker;
  const servesType = serves({ type: job.type }, new Set(types), {});
  const lacks = servesType ? [] : [`a handler for ${job.type}`];
  for (const [label, rule] of Object.entries(job.requires ?? {})) {
    if (serves({ type: job.type, requires: { [label]: rule } }, '*', labels)) continue;
    const has = labels[label];
    lacks.push(`${label} ${inWords(rule)} (it has ${has === undefined ? 'none' : JSON.stringify(has)})`);
  }
  return { id, state, active, concurrency, servesType, lacks };
}

/** A requirement as its label's value is to be: `"A100"`, `one of "eu", "us"`, `at least 24000`. */
function inWords(rule: Requirement): string {
  if (typeof rule !== 'object') return JSON.stringify(rule);
  const parts: string[] = [];
  if (rule.in) parts.push(`one of ${rule.in.map((value) => JSON.stringify(value)).join(', ')}`);
  if (rule.gte !== undefined) parts.push(`at least ${rule.gte}`);
  if (rule.lte !== undefined) parts.push(`at most ${rule.lte}`);
  return parts.join(' and ');
}
