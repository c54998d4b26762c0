import type { Outcome } from '../../src-core/queue/types';
import { claimFaults } from './engine-compare';
import type { EngineWorld, SentRequest, WorldWorker } from './engine-world';
import type { ModelClaim, ModelJob } from './model';
import type { LateKind, ReportKind } from './operations';
import type { QueuePicture } from './queue-picture';

const failure = { code: 'BOOM', message: 'it broke' };

/** Claims jobs. Each step answers what was wrong with the engine's answers. */
export async function claimJobs({ model }: EngineWorld, worker: WorldWorker, max: number): Promise<string[]> {
  const room = model.room(max);
  const runnable = model.in('waiting').filter((job) => worker.types.includes(job.type));
  const { jobs } = await worker.claims.claim(max);
  const faults = claimFaults(model, runnable, room, jobs);
  for (const { id, fence, attempt, payload } of jobs) {
    const job = model.find(id);
    if (job?.state !== 'waiting') continue;
    model.start(job, fence, worker.id);
    if (attempt !== job.attempt) faults.push(`${id} was claimed as attempt ${attempt}, not ${job.attempt}`);
    if (JSON.stringify(payload) !== JSON.stringify(job.payload))
      faults.push(`${id} came with ${JSON.stringify(payload)}`);
  }
  return faults;
}

/** A worker reports the end of a job it holds. */
export async function reportJob(world: EngineWorld, job: ModelJob, kind: ReportKind): Promise<string[]> {
  const claim = lastClaim(job);
  const answer = await world.worker(claim.worker).claims.finish(outcome(job.id, claim, kind));
  if (kind === 'complete') world.model.complete(job);
  else if (kind === 'release') world.model.release(job);
  else world.model.fail(job, kind === 'retry');
  return answer === 'applied' ? [] : [`report of ${job.id} was refused`];
}

/** What a worker says of a claim that has ended must be refused (invariant I2). */
export async function speakLate(world: EngineWorld, kind: LateKind, pick: number): Promise<string[]> {
  const over = world.model.jobs.flatMap((job) => {
    return job.claims.filter(({ outcome: end }) => end !== 'running').map((claim) => ({ job, claim }));
  });
  // Most telling is an old claim of a job that runs again.
  const again = over.filter(({ job }) => job.state === 'active');
  const from = pick % 2 === 0 && again.length > 0 ? again : over;
  const chosen = from[pick % from.length];
  if (!chosen) return [];
  const { id } = chosen.job;
  const { fence, attempt, worker } = chosen.claim;
  const { claims } = world.worker(worker);
  const accepted = [`late ${kind} of ${id} was accepted`];
  if (kind === 'renew') {
    const { lost, cancelled } = await claims.renew([{ id, fence }]);
    return lost.length + cancelled.length === 1 ? [] : accepted;
  }
  const said =
    kind === 'chunk'
      ? claims.chunk(id, fence, attempt, 99, 'late')
      : kind === 'note'
        ? claims.progress(id, fence, 50)
        : claims.finish(outcome(id, chosen.claim, kind));
  return (await said) === 'lease_lost' ? [] : accepted;
}

/** Sends an old request again: it must be answered as it was, whatever has happened since (invariant I2). */
export async function sendAgain(world: EngineWorld, pick: number): Promise<string[]> {
  const sent = world.replayable();
  const request = sent[pick % sent.length];
  if (!request) return [];
  const answer = await request.send();
  const ought = request.script === 'claim' ? stillHeld(world, request) : JSON.stringify(request.answer);
  const says = request.script === 'claim' ? claimedIds(answer).join(' ') : JSON.stringify(answer);
  return says === ought ? [] : [`resent ${request.script} answered ${says}, ought to be ${ought}`];
}

// A resent claim answers the jobs it took, but those it no longer holds.
function stillHeld({ model }: EngineWorld, { answer }: SentRequest): string {
  const raw = answer as string[];
  const held = claimedIds(answer).filter((id, n) => {
    const meta = (raw[4 + 3 * n + 1] as string).split('|')[1];
    const job = model.find(id);
    return job?.state === 'active' && lastClaim(job).fence === Number(meta ? meta.split(' ')[0] : raw[3]);
  });
  return held.join(' ');
}

function claimedIds(answer: unknown): string[] {
  return (answer as string[]).slice(4).filter((_, n) => n % 3 === 0);
}

/** Renews the leases of a worker's jobs. Answers null when it has none. */
export async function renewLeases({ model }: EngineWorld, worker: WorldWorker): Promise<string[] | null> {
  const jobs = held(model.in('active'), worker);
  if (jobs.length === 0) return null;
  for (const job of jobs) job.leaseOver = false;
  const { lost, cancelled } = await worker.claims.renew(
    jobs.map((job) => ({ id: job.id, fence: lastClaim(job).fence })),
  );
  return [...lost, ...cancelled].map((id) => `renewal of ${id} was refused`);
}

/** A worker dies: its leases run out. Answers null when it has none. */
export async function crash(
  { model, producer }: EngineWorld,
  worker: WorldWorker,
  now: QueuePicture | null,
): Promise<string[] | null> {
  const jobs = held(model.in('active'), worker);
  if (jobs.length === 0) return null;
  for (const job of jobs) job.leaseOver = true;
  const leases = jobs.map(({ id }) => now?.jobs.get(id)?.claim?.lease ?? '');
  await producer.commands.zadd(
    producer.connection.keys.leases,
    'XX',
    ...leases.flatMap((lease) => [1, lease]),
  );
  return [];
}

/** A worker delivers a chunk, or the last one again; or a line for the trace. */
export async function speak(
  world: EngineWorld,
  job: ModelJob,
  op: 'chunk' | 'chunkAgain' | 'note',
): Promise<string[]> {
  const { fence, attempt, worker } = lastClaim(job);
  const { claims } = world.worker(worker);
  if (op === 'chunk') job.chunks.push(`${attempt}-${chunksOf(job, attempt) + 1}`);
  const seq = chunksOf(job, attempt);
  const said =
    op === 'note' || seq === 0
      ? claims.log(job.id, fence, 'm')
      : claims.chunk(job.id, fence, attempt, seq, 'c');
  return (await said) === 'applied' ? [] : [`${op} of ${job.id} was refused`];
}

function chunksOf(job: ModelJob, attempt: number): number {
  return job.chunks.filter((entry) => entry.startsWith(`${attempt}-`)).length;
}

function held(active: ModelJob[], worker: WorldWorker): ModelJob[] {
  return active.filter((job) => lastClaim(job).worker === worker.id);
}

function lastClaim(job: ModelJob): ModelClaim {
  return job.claims.at(-1) as ModelClaim;
}

function outcome(id: string, { fence, worker }: ModelClaim, kind: ReportKind): Outcome {
  if (kind === 'complete') return { kind, id, fence, result: { by: worker } };
  if (kind === 'release') return { kind, id, fence };
  return { kind: 'fail', id, fence, error: failure, retryable: kind === 'retry' };
}
