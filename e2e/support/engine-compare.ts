import type { JobTrace } from '../../src-core/protocol/job';
import type { Model, ModelJob } from './model';
import { type QueuePicture, readyAt } from './queue-picture';

// Redis and this process read one clock, but not at the same instant.
const slackMs = 2;

/** Where queue and model differ, in words. Takes over the moment each job became ready, when it can be right. */
export function differences(model: Model, picture: QueuePicture): string[] {
  const faults: string[] = [];
  const expected = new Set<string>();
  for (const job of model.jobs) {
    if (job.state === 'gone') continue;
    expected.add(job.id);
    faults.push(...jobDifferences(job, picture).map((fault) => `job ${job.id}: ${fault}`));
  }
  for (const id of picture.jobs.keys()) if (!expected.has(id)) faults.push(`job ${id} ought to be gone`);
  return faults;
}

function jobDifferences(job: ModelJob, picture: QueuePicture): string[] {
  const found = picture.jobs.get(job.id);
  const state = found?.places[0]?.state;
  if (!found || state !== job.state) return [`is ${state ?? 'lost'}, ought to be ${job.state}`];
  const faults: string[] = [];
  if (state === 'waiting') {
    const ready = readyAt(found);
    if (job.readyAt === null) {
      if (ready < job.readySince - slackMs || ready > Date.now() + slackMs)
        faults.push(`became ready at ${ready}`);
      job.readyAt = ready;
    } else if (job.readyAt !== ready) faults.push(`became ready at ${job.readyAt}, now says ${ready}`);
  }
  const claim = job.claims.at(-1);
  if (state === 'active' && claim) {
    const { fence, attempt, used, worker } = found.claim ?? {};
    const says = `${fence} ${attempt} ${used} ${worker}`;
    const ought = `${claim.fence} ${claim.attempt} ${job.used} ${claim.worker}`;
    if (says !== ought) faults.push(`its claim is ${says}, ought to be ${ought}`);
  }
  if (found.chunks.join() !== job.chunks.join())
    faults.push(`has chunks ${found.chunks}, ought to have ${job.chunks}`);
  const watched = job.id in picture.hashes.watch;
  if (watched !== job.watched) faults.push(watched ? 'is watched' : 'is no longer watched');
  return faults;
}

/** All that a queue holds, a line each, but what only says how often Redis was asked. */
export function linesOf(picture: QueuePicture): string[] {
  const lines: string[] = [];
  const put = (key: string, rows: Iterable<[string, unknown]>) => {
    for (const [name, value] of rows) lines.push(`${key} ${name} ${JSON.stringify(value)}`);
  };
  for (const [id, { fields, parts, places, chunks }] of picture.jobs) {
    put(`job ${id}`, Object.entries(fields));
    put(`job ${id}`, [
      ['parts', [...parts].sort()],
      ['places', places],
      ['chunks', chunks],
    ]);
  }
  for (const [key, hash] of Object.entries(picture.hashes)) put(key, Object.entries(hash));
  for (const [key, zset] of picture.zsets) put(key, zset);
  put('lane', picture.lanes);
  put('dedupe', picture.dedupe);
  for (const id of picture.extras) lines.push(`extras ${id}`);
  return lines.sort();
}

/** What a step changed that ought to have changed nothing. */
export function changesBetween(before: QueuePicture, after: QueuePicture): string[] {
  const [old, now] = [new Set(linesOf(before)), new Set(linesOf(after))];
  return [
    ...[...old].filter((line) => !now.has(line)).map((line) => `was: ${line}`),
    ...[...now].filter((line) => !old.has(line)).map((line) => `is: ${line}`),
  ];
}

/** How a job's written history differs from what was done to it. */
export function traceFaults(job: ModelJob, trace: JobTrace | null): string[] {
  if (!trace) return [`job ${job.id} cannot be read`];
  const written = trace.job.history.map(({ fence, attempt, worker, outcome }) => ({
    fence,
    attempt,
    worker,
    outcome,
  }));
  const faults: string[] = [];
  if (
    JSON.stringify(written) !==
    JSON.stringify(
      job.claims.map(({ fence, attempt, worker, outcome }) => ({ fence, attempt, worker, outcome })),
    )
  ) {
    faults.push(
      `job ${job.id}: history ${JSON.stringify(written)}, ought to be ${JSON.stringify(job.claims)}`,
    );
  }
  for (const { startedAt, endedAt } of trace.job.history) {
    if (endedAt === undefined || endedAt < startedAt)
      faults.push(`job ${job.id}: an attempt ran from ${startedAt} to ${endedAt}`);
  }
  if (JSON.stringify(trace.job.payload) !== JSON.stringify(job.payload))
    faults.push(`job ${job.id}: payload ${trace.job.payload}`);
  if (job.state === 'cancelled' && !trace.events.some(({ kind }) => kind === 'cancelled')) {
    faults.push(`job ${job.id}: nobody cancelled it`);
  }
  return faults;
}

/** What is wrong with a claim's answer: not runnable, out of order, or work left lying (invariant I6). */
export function claimFaults(
  model: Model,
  runnable: ModelJob[],
  room: number,
  claimed: readonly { id: string }[],
): string[] {
  const faults: string[] = [];
  const jobs: ModelJob[] = [];
  for (const { id } of claimed) {
    const job = runnable.find((one) => one.id === id);
    if (!job) faults.push(`${id} was claimed and is ${model.find(id)?.state ?? 'gone'}`);
    else if (isLate(job)) faults.push(`${id} was claimed after its start deadline`);
    else jobs.push(job);
  }
  const onTime = runnable.filter((job) => !isLate(job));
  const most = Math.min(room, onTime.length);
  const skipped = onTime.length < runnable.length;
  if (claimed.length > most || (claimed.length < most && !skipped))
    faults.push(`${claimed.length} claimed, ought to be ${most}`);
  for (const [n, job] of jobs.entries()) {
    const before = jobs[n - 1];
    if (!before) continue;
    if (model.rank(before) > model.rank(job))
      faults.push(`${before.id} was claimed before ${job.id}, which ranks first`);
    const alike =
      before.type === job.type && before.priority === job.priority && model.rank(before) === model.rank(job);
    if (alike && job.attempt + before.attempt === 0 && before.order > job.order)
      faults.push(`${job.id} was overtaken`);
  }
  const last = jobs.at(-1);
  for (const job of onTime) {
    if (last && !jobs.includes(job) && model.rank(job) < model.rank(last))
      faults.push(`${job.id} was passed over`);
  }
  return faults;
}

/** Its start deadline is over by the clock, so that no claim may start it. */
export function isLate(job: ModelJob): boolean {
  return job.expires && job.overdue && job.late;
}
