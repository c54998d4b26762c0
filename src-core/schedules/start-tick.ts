import { createHash } from 'node:crypto';
import { SignalboxError } from '../protocol/errors';
import { isFinished } from '../protocol/job-state';
import type { Schedule, TickRecord } from '../protocol/schedules';
import type { Queue } from '../queue/queue';
import type { Entry } from './entry';

/** Ticks that wait for an earlier one's job, at most. */
const mostQueued = 100;

/** Works on one tick: starts its job, or does what the policy for overlaps says. Changes `entry`. Safe to repeat. */
export async function startTick(queue: Queue, entry: Entry, tick: number, now: number): Promise<TickRecord> {
  const { overlap } = entry.schedule;
  if (overlap !== 'allow' && (await isUnfinished(queue, entry.lastJobId, jobIdOf(entry.schedule, tick)))) {
    if (overlap === 'skip')
      return { tick, at: now, outcome: 'skipped', note: `${entry.lastJobId} is unfinished` };
    if (overlap === 'queue') {
      if (entry.queued.includes(tick)) return { tick, at: now, outcome: 'queued' };
      if (entry.queued.length >= mostQueued)
        return { tick, at: now, outcome: 'skipped', note: `${mostQueued} ticks wait already` };
      entry.queued.push(tick);
      return { tick, at: now, outcome: 'queued' };
    }
    await cancelJob(queue, entry.lastJobId as string, entry.schedule.name);
  }
  return await addJob(queue, entry, tick, now);
}

/** Starts the oldest queued tick when nothing is in its way; null when something is, or none waits. Changes `entry`. */
export async function startQueued(queue: Queue, entry: Entry, now: number): Promise<TickRecord | null> {
  const [tick] = entry.queued;
  if (tick === undefined) return null;
  if (await isUnfinished(queue, entry.lastJobId, jobIdOf(entry.schedule, tick))) return null;
  entry.queued.shift();
  return await addJob(queue, entry, tick, now);
}

/** Starts the job now, whatever else runs. */
export async function startByHand(queue: Queue, entry: Entry, now: number): Promise<TickRecord> {
  const id = `${jobIdOf(entry.schedule, now)}-by-hand`;
  const { type, payload, ...options } = entry.schedule.job;
  await queue.add(type, payload, { ...options, id });
  entry.lastJobId = id;
  return { tick: now, at: now, outcome: 'started', jobId: id, byHand: true };
}

async function addJob(queue: Queue, entry: Entry, tick: number, now: number): Promise<TickRecord> {
  const { schedule } = entry;
  const { type, payload, ...options } = schedule.job;
  const id = jobIdOf(schedule, tick);
  const delayMs = jitterOf(schedule, tick);
  try {
    // The key outlives the job: a leader that did not see the last one's work does not do it again.
    const idempotency = { key: `schedule ${schedule.name} ${tick}`, fingerprint: '' };
    await queue.submit({ type, payload, ...options, id, ...(delayMs > 0 && { delayMs }) }, { idempotency });
  } catch (error) {
    // What may pass is tried again, as long as the tick is not too old.
    if (!(error instanceof SignalboxError) || isPassing(error)) throw error;
    return { tick, at: now, outcome: 'refused', note: `${error.code}: ${error.message}` };
  }
  entry.lastJobId = id;
  return { tick, at: now, outcome: 'started', jobId: id };
}

/** `nightly-20261121T023000Z`; the same wherever it is worked out. */
export function jobIdOf({ name }: Schedule, tick: number): string {
  const time = new Date(tick).toISOString().replace(/[-:]|\.000/g, '');
  return `${name}-${time}`;
}

function jitterOf({ name, jitterMs }: Schedule, tick: number): number {
  const draw = createHash('sha256').update(`${name} ${tick}`).digest().readUInt32BE() / 2 ** 32;
  return Math.floor(draw * jitterMs);
}

/** Whether a job goes on; `own` does not stand in its own way when a tick is worked on again. */
async function isUnfinished(queue: Queue, id: string | null, own: string): Promise<boolean> {
  if (id === null || id === own) return false;
  const job = await queue.get(id);
  return job !== null && !isFinished(job.state);
}

async function cancelJob(queue: Queue, id: string, schedule: string): Promise<void> {
  try {
    await queue.cancel(id, `the next run of ${schedule}`);
  } catch (error) {
    const over = error instanceof SignalboxError && ['JOB_NOT_FOUND', 'INVALID_STATE'].includes(error.code);
    if (!over) throw error;
  }
}

function isPassing({ code }: SignalboxError): boolean {
  return code === 'REDIS_UNAVAILABLE' || code === 'QUEUE_FULL' || code === 'DRAINING';
}
