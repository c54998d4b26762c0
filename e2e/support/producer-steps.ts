import { SignalboxError } from '../../src-core/protocol/errors';
import type { JobOptions } from '../../src-core/protocol/job';
import type { EngineWorld } from './engine-world';
import type { AddOperation } from './operations';

/** Long enough that nothing falls due by itself. */
export const hour = 3_600_000;

// The second looks like a key of the first job.
function ownId(key: number): string {
  return key === 0 ? 'own' : 'own:data';
}

function optionsOf(step: AddOperation): JobOptions {
  const { form, key, priority, attempts, keepMs } = step;
  const options: JobOptions = {
    priority,
    attempts,
    keepMs,
    backoff: { kind: 'fixed', baseMs: hour, jitter: 0 },
  };
  if (form === 'delayed' || step.delayed) options.delayMs = hour;
  if (form === 'expiring') options.expireMs = hour;
  if (form === 'late') options.expireMs = 1;
  if (form === 'dedupe' || form === 'dedupeFor') options.dedupeKey = `k${key}`;
  if (form === 'dedupeFor') options.dedupeMs = hour;
  if (form === 'own') Object.assign(options, { id: ownId(key), clientId: 'ann' });
  return options;
}

/** Adds jobs. Each step answers what was wrong with the engine's answers. */
export async function addJobs(world: EngineWorld, step: AddOperation): Promise<string[]> {
  const { model, producer } = world;
  const options = optionsOf(step);
  const payloads = Array.from({ length: step.copies }, (_, n) => ({ n: model.jobs.length, copy: n }));
  const idempotency =
    step.form === 'idempotent' ? { key: `i${step.key}`, fingerprint: step.type } : undefined;
  const answers = await Promise.allSettled(
    payloads.map((payload) => producer.submit({ ...options, type: step.type, payload }, { idempotency })),
  );
  const faults: string[] = [];
  const late = step.form === 'late';
  for (const [n, answer] of answers.entries()) {
    const ought = refusal(world, step, options);
    const said =
      answer.status === 'rejected' ? codeOf(answer.reason) : answer.value.duplicate ? answer.value.id : null;
    if (said !== ought) faults.push(`add answered ${said}, ought to be ${ought}`);
    if (answer.status === 'rejected' || answer.value.duplicate) continue;
    const { id } = answer.value;
    const state = options.delayMs ? 'scheduled' : 'waiting';
    const job = model.add({ id, ...step, payload: payloads[n], state });
    Object.assign(job, { expires: options.expireMs !== undefined, overdue: late, late });
    if (options.dedupeKey) {
      job.dedupeKey = options.dedupeMs ? null : options.dedupeKey;
      model.dedupe.set(options.dedupeKey, id);
    }
    if (idempotency) model.idempotency.set(idempotency.key, { id, fingerprint: idempotency.fingerprint });
  }
  if (late) await untilPast(Date.now() + 3);
  return faults;
}

/** The earlier job's id, an error code, or null when the job is to be added. */
function refusal({ model }: EngineWorld, step: AddOperation, options: JobOptions): string | null {
  const guard = step.form === 'idempotent' ? model.idempotency.get(`i${step.key}`) : undefined;
  if (guard) return guard.fingerprint === step.type ? guard.id : 'DUPLICATE_JOB';
  const own = `ann~${options.id}`;
  if (options.id !== undefined && model.find(own)) return own;
  const holder = options.dedupeKey === undefined ? undefined : model.dedupe.get(options.dedupeKey);
  if (holder) return holder;
  const { maxWaiting } = model.limits;
  return maxWaiting !== null && model.in('waiting', 'scheduled').length >= maxWaiting ? 'QUEUE_FULL' : null;
}

export async function watchJob({ model, producer }: EngineWorld, id: string): Promise<string[]> {
  const job = model.find(id);
  const answer = await producer.connection.run('watch', [id, 'gateway', 0, 0, 10]);
  if (job && isOpen(job.state)) job.watched = true;
  return (answer !== null) === (job !== undefined) ? [] : [`watch of ${id} answered ${answer}`];
}

export async function cancelJob({ model, producer }: EngineWorld, id: string): Promise<string[]> {
  const job = model.find(id);
  const open = job && isOpen(job.state) ? job : undefined;
  const ought = open ? open.state === 'active' : job ? 'INVALID_STATE' : 'JOB_NOT_FOUND';
  const said = await producer.cancel(id).then(({ wasRunning }) => wasRunning, codeOf);
  if (open) model.cancel(open);
  return said === ought ? [] : [`cancel of ${id} answered ${said}, ought to be ${ought}`];
}

export async function requeueJob({ model, producer }: EngineWorld, id: string): Promise<string[]> {
  const job = model.find(id);
  const dead = job?.state === 'dead' ? job : undefined;
  const ought = dead ? undefined : job ? 'INVALID_STATE' : 'JOB_NOT_FOUND';
  const said = await producer.retry(id).then(() => undefined, codeOf);
  if (dead) model.requeue(dead);
  return said === ought ? [] : [`requeue of ${id} answered ${said}, ought to be ${ought}`];
}

function isOpen(state: string): boolean {
  return state === 'waiting' || state === 'scheduled' || state === 'active';
}

function codeOf(error: unknown): string {
  if (error instanceof SignalboxError && error.code !== 'INTERNAL') return error.code;
  throw error;
}

async function untilPast(ms: number): Promise<void> {
  while (Date.now() <= ms) await new Promise((resolve) => setTimeout(resolve, 1));
}
