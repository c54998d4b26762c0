import { SignalboxError } from '../../src-core/protocol/errors';
import type { JobOptions } from '../../src-core/protocol/job';
import type { OutcomeAnswer } from '../../src-core/queue/types';
import { changesBetween, claimFaults, differences, isLate, traceFaults } from './engine-compare';
import type { EngineWorld, WorldWorker } from './engine-world';
import { faultsOf, restFaults } from './invariants';
import type { ModelClaim, ModelJob } from './model';
import type { AddOperation, Operation } from './operations';
import { type QueuePicture, readPicture } from './queue-picture';

const hour = 3_600_000;
const failure = { code: 'BOOM', message: 'it broke' };

/** Takes steps in the real queue and in the model, and compares them after each. Throws when they differ. */
export class EngineSteps {
  #picture: QueuePicture | null = null;
  #payloads = 0;
  /** Finished jobs that retention by count had to remove in this step. */
  #dropped = 0;

  constructor(readonly world: EngineWorld) {}

  async take(step: Operation): Promise<void> {
    const before = this.#picture;
    this.world.model.stepAt = Date.now();
    const changes = await this.#run(step);
    const picture = await this.#look();
    if (!changes && before) this.#check(changesBetween(before, picture), step);
    this.#takeOver(step, picture);
    this.#check([...faultsOf(picture), ...differences(this.world.model, picture)], step);
  }

  /** Ends every job that is left and checks that nothing else is: I1 and I5. */
  async finish(): Promise<void> {
    const { model, producer, workers } = this.world;
    await producer.resume();
    model.paused = false;
    await this.#limit({ concurrency: null, rate: null, keepFinished: 10_000 });
    for (const job of model.in('scheduled')) await this.#makeDue(job);
    await this.take({ op: 'tick', batch: 200 });
    for (const job of model.in('active')) await this.#report(job, 'complete');
    while (model.in('waiting').length > 0) {
      const left = model.in('waiting').length;
      await this.take({ op: 'claim', worker: workers.length - 1, max: 50 });
      if (model.in('waiting').length === left) throw new Error(`${left} waiting jobs cannot be claimed`);
      for (const job of model.in('active')) await this.#report(job, 'complete');
    }
    const picture = await this.#look();
    const faults = [...differences(model, picture), ...restFaults(picture)];
    for (const [name, count] of Object.entries(model.totals)) {
      const counted = Number(picture.hashes.counts[name] ?? 0);
      if (counted !== count) faults.push(`${counted} counted as ${name}, ought to be ${count}`);
    }
    for (const job of model.jobs) {
      if (job.completions > 1) faults.push(`${job.id} was completed ${job.completions} times`);
      if (job.state !== 'gone') faults.push(...traceFaults(job, await producer.trace(job.id)));
    }
    this.#check(faults, 'the end');
    await this.#purgeAll();
  }

  async #purgeAll(): Promise<void> {
    for (const state of ['completed', 'dead', 'cancelled', 'expired'] as const)
      await this.take({ op: 'purge', state });
    const { keys } = await this.#look();
    const left = keys.filter((key) =>
      /^(job|group):|^(extras|groups|retention|completed|dead|cancelled|expired)$/.test(key),
    );
    this.#check(
      left.map((key) => `${key} outlived its jobs`),
      'the end',
    );
  }

  /** Answers whether the step may have changed the queue. */
  async #run(step: Operation): Promise<boolean> {
    const { model, producer } = this.world;
    switch (step.op) {
      case 'add':
        await this.#add(step);
        return true;
      case 'claim':
        await this.#claim(this.world.workers[step.worker] as WorldWorker, step.max);
        return true;
      case 'report':
        return await onPick(model.in('active'), step.pick, (job) => this.#report(job, step.kind));
      case 'late':
        await this.#late(step.kind, step.pick);
        return false;
      case 'resend':
        await this.#resend(step.pick);
        return false;
      case 'heartbeat':
      case 'crash':
        return await this.#lease(this.world.workers[step.worker] as WorldWorker, step.op);
      case 'chunk':
      case 'note':
        return await onPick(model.in('active'), step.pick, (job) => this.#speak(job, step.op === 'chunk'));
      case 'watch':
        return await onPick(model.jobs, step.pick, ({ id }) => this.#watch(id));
      case 'due':
        return await onPick(this.#dueable(), step.pick, (job) => this.#makeDue(job));
      case 'tick':
        await this.#tick(step.batch);
        return true;
      case 'cancel':
        return await onPick(model.jobs, step.pick, ({ id }) => this.#cancel(id));
      case 'requeue':
        return await onPick(model.jobs, step.pick, ({ id }) => this.#requeue(id));
      case 'pause':
        await (step.on ? producer.pause() : producer.resume());
        model.paused = step.on;
        return true;
      case 'purge': {
        const jobs = model.in(step.state);
        const purged = await producer.purge(step.state);
        this.#check(purged === jobs.length ? [] : [`${purged} purged, ought to be ${jobs.length}`], step);
        for (const job of jobs) model.remove(job);
        return true;
      }
      case 'limit':
        await this.#limit(step.change);
        return true;
    }
  }

  async #add(step: AddOperation): Promise<void> {
    const { model, producer } = this.world;
    const payloads = Array.from({ length: step.copies }, () => ({ n: this.#payloads++ }));
    const late = step.form === 'late';
    const options: JobOptions = { priority: step.priority, attempts: step.attempts, keepMs: step.keepMs };
    options.backoff = { kind: 'fixed', baseMs: hour, jitter: 0 };
    if (step.form === 'delayed' || step.delayed) options.delayMs = hour;
    if (step.form === 'expiring') options.expireMs = hour;
    if (late) options.expireMs = 1;
    if (step.form === 'dedupe' || step.form === 'dedupeFor') options.dedupeKey = `k${step.key}`;
    if (step.form === 'dedupeFor') options.dedupeMs = hour;
    if (step.form === 'own') Object.assign(options, { id: `own${step.key}`, clientId: 'ann' });
    const idempotency =
      step.form === 'idempotent' ? { key: `i${step.key}`, fingerprint: step.type } : undefined;
    const answers = await Promise.allSettled(
      payloads.map((payload) => producer.submit({ ...options, type: step.type, payload }, { idempotency })),
    );
    for (const [n, answer] of answers.entries()) {
      const refusal = this.#refusal(step, options);
      const said =
        answer.status === 'rejected'
          ? (answer.reason as SignalboxError).code
          : answer.value.duplicate
            ? answer.value.id
            : null;
      this.#check(said === refusal ? [] : [`answered ${said}, ought to be ${refusal}`], step);
      if (answer.status === 'rejected' || answer.value.duplicate) continue;
      const { id } = answer.value;
      const job = model.add({
        id,
        ...step,
        payload: payloads[n],
        state: options.delayMs ? 'scheduled' : 'waiting',
      });
      Object.assign(job, { expires: options.expireMs !== undefined, overdue: late, late });
      if (options.dedupeKey) {
        job.dedupeKey = options.dedupeMs ? null : options.dedupeKey;
        model.dedupe.set(options.dedupeKey, { id, sticky: Boolean(options.dedupeMs) });
      }
      if (idempotency) model.idempotency.set(idempotency.key, { id, fingerprint: idempotency.fingerprint });
    }
    if (late) await untilPast(Date.now() + 3);
  }

  /** The earlier job's id, an error code, or null when the job is to be added. */
  #refusal(step: AddOperation, options: JobOptions): string | null {
    const { model } = this.world;
    const guard = step.form === 'idempotent' ? model.idempotency.get(`i${step.key}`) : undefined;
    if (guard) return guard.fingerprint === step.type ? guard.id : 'DUPLICATE_JOB';
    if (options.id !== undefined && model.find(`ann~${options.id}`)) return `ann~${options.id}`;
    const held = options.dedupeKey === undefined ? undefined : model.dedupe.get(options.dedupeKey);
    if (held) return held.id;
    const { maxWaiting } = model.limits;
    return maxWaiting !== null && model.in('waiting', 'scheduled').length >= maxWaiting ? 'QUEUE_FULL' : null;
  }

  async #claim(worker: WorldWorker, max: number): Promise<void> {
    const { model } = this.world;
    const room = model.room(max);
    const runnable = model.in('waiting').filter((job) => worker.types.includes(job.type));
    const { jobs } = await worker.claims.claim(max);
    const faults = claimFaults(model, runnable, room, jobs);
    for (const { id, fence, attempt, payload } of jobs) {
      const job = model.find(id);
      if (!job || job.state !== 'waiting') continue;
      model.start(job, fence, worker.id);
      if (attempt !== job.attempt) faults.push(`${id} was claimed as attempt ${attempt}, not ${job.attempt}`);
      if (JSON.stringify(payload) !== JSON.stringify(job.payload))
        faults.push(`${id} came with ${JSON.stringify(payload)}`);
    }
    this.#check(faults, 'claim');
  }

  async #report(job: ModelJob, kind: 'complete' | 'retry' | 'fail' | 'release'): Promise<void> {
    const { model } = this.world;
    const claim = job.claims.at(-1) as ModelClaim;
    this.#answered(await this.#send(job.id, claim, kind), 'applied', job.id);
    if (kind === 'complete') model.complete(job);
    else if (kind === 'release') model.release(job);
    else model.fail(job, kind === 'retry');
    if (kind === 'release' || (job.state === 'scheduled' && kind === 'retry')) return;
    this.#dropped = Math.max(0, Math.min(2, model.kept().length - model.limits.keepFinished));
  }

  async #send(id: string, { fence, worker }: ModelClaim, kind: string): Promise<OutcomeAnswer> {
    const { claims } = this.world.worker(worker);
    if (kind === 'complete') return await claims.finish({ kind, id, fence, result: { by: worker } });
    if (kind === 'release') return await claims.finish({ kind, id, fence });
    return await claims.finish({ kind: 'fail', id, fence, error: failure, retryable: kind === 'retry' });
  }

  // What a worker says of a claim that has ended changes nothing (invariant I2).
  async #late(kind: string, pick: number): Promise<void> {
    const { model } = this.world;
    const over = model.jobs.flatMap((job) =>
      job.claims.filter((c) => c.outcome !== 'running').map((claim) => ({ job, claim })),
    );
    // Most telling is an old claim of a job that runs again.
    const again = over.filter(({ job }) => job.state === 'active');
    const from = pick % 2 === 0 && again.length > 0 ? again : over;
    const chosen = from[pick % from.length];
    if (!chosen) return;
    const { id } = chosen.job;
    const { fence, attempt, worker } = chosen.claim;
    const { claims } = this.world.worker(worker);
    if (kind === 'chunk') this.#answered(await claims.chunk(id, fence, attempt, 1, 'late'), 'lease_lost', id);
    else if (kind === 'note') this.#answered(await claims.progress(id, fence, 50), 'lease_lost', id);
    else if (kind === 'renew') {
      const { lost, cancelled } = await claims.renew([{ id, fence }]);
      this.#answered(lost.length + cancelled.length === 1 ? 'lease_lost' : 'applied', 'lease_lost', id);
    } else this.#answered(await this.#send(id, chosen.claim, kind), 'lease_lost', id);
  }

  // A resent request is answered as it was, whatever has happened since (invariant I2).
  async #resend(pick: number): Promise<void> {
    const { model } = this.world;
    const sent = this.world.replayable();
    const request = sent[pick % sent.length];
    if (!request) return;
    const answer = await request.send();
    if (request.script !== 'claim')
      return expectSame(JSON.stringify(request.answer), JSON.stringify(answer), request.script);
    const ids = (raw: unknown) => (raw as string[]).slice(4).filter((_, n) => n % 5 === 0);
    const [, , , now] = request.answer as string[];
    const held = ids(request.answer).filter((id, n) => {
      const meta = (request.answer as string[])[4 + 5 * n + 2] as string;
      const running = model.find(id)?.state === 'active' ? model.find(id)?.claims.at(-1) : undefined;
      return running?.fence === Number(meta === '' ? now : meta.split(' ')[0]);
    });
    expectSame(held.join(), ids(answer).join(), 'claim');
  }

  async #lease(worker: WorldWorker, op: 'heartbeat' | 'crash'): Promise<boolean> {
    const { model, producer } = this.world;
    const jobs = model.in('active').filter((job) => job.claims.at(-1)?.worker === worker.id);
    if (jobs.length === 0) return false;
    for (const job of jobs) job.leaseOver = op === 'crash';
    if (op === 'crash') {
      const leases = jobs.map(({ id }) => this.#picture?.jobs.get(id)?.claim?.lease ?? '');
      await producer.commands.zadd(
        producer.connection.keys.leases,
        'XX',
        ...leases.flatMap((lease) => [1, lease]),
      );
      return true;
    }
    const answer = await worker.claims.renew(
      jobs.map(({ id, claims }) => ({ id, fence: (claims.at(-1) as ModelClaim).fence })),
    );
    expectSame('{"lost":[],"cancelled":[]}', JSON.stringify(answer), op);
    return true;
  }

  async #speak(job: ModelJob, chunk: boolean): Promise<void> {
    const { fence, attempt, worker } = job.claims.at(-1) as ModelClaim;
    const { claims } = this.world.worker(worker);
    if (chunk) job.chunks += 1;
    const said = chunk
      ? claims.chunk(job.id, fence, attempt, job.chunks, 'c')
      : claims.log(job.id, fence, 'm');
    this.#answered(await said, 'applied', job.id);
  }

  async #watch(id: string): Promise<void> {
    const job = this.world.model.find(id);
    const answer = await this.world.producer.connection.run('watch', [id, 'gateway', 0, 0, 10]);
    this.#check((answer !== null) === (job !== undefined) ? [] : [`${id}: watched ${answer}`], 'watch');
    if (job && ['waiting', 'scheduled', 'active'].includes(job.state)) job.watched = true;
  }

  async #cancel(id: string): Promise<void> {
    const { model, producer } = this.world;
    const job = model.find(id);
    const open = job && ['waiting', 'scheduled', 'active'].includes(job.state);
    const ought = open ? job.state === 'active' : job ? 'INVALID_STATE' : 'JOB_NOT_FOUND';
    const said = await producer.cancel(id).then(({ wasRunning }) => wasRunning, codeOf);
    this.#check(said === ought ? [] : [`cancel of ${id} answered ${said}, ought to be ${ought}`], 'cancel');
    if (open) model.cancel(job);
  }

  async #requeue(id: string): Promise<void> {
    const { model, producer } = this.world;
    const job = model.find(id);
    const ought = job?.state === 'dead' ? undefined : job ? 'INVALID_STATE' : 'JOB_NOT_FOUND';
    const said = await producer.retry(id).then(() => undefined, codeOf);
    this.#check(said === ought ? [] : [`requeue of ${id} answered ${said}, ought to be ${ought}`], 'requeue');
    if (job?.state === 'dead') model.requeue(job);
  }

  async #limit({ rate, ...change }: Partial<EngineWorld['model']['limits']>): Promise<void> {
    const window = rate === undefined ? {} : { rate: rate === null ? null : { max: rate, windowMs: hour } };
    await this.world.producer.setLimits({ ...change, ...window });
    Object.assign(this.world.model.limits, change, rate === undefined ? {} : { rate });
  }

  #dueable(): ModelJob[] {
    const { model } = this.world;
    return [
      ...model.in('scheduled', 'completed', 'dead', 'cancelled', 'expired'),
      ...model.in('waiting').filter((job) => job.expires),
    ];
  }

  // Moves a deadline into the past instead of waiting for it.
  async #makeDue(job: ModelJob): Promise<void> {
    const { commands, connection } = this.world.producer;
    const past = (key: string) => commands.zadd(connection.keys.prefix + key, 'XX', 1, job.id);
    if (job.state === 'waiting') {
      job.overdue = true;
      await past('expiring');
      return;
    }
    job.due = true;
    await past(job.state === 'scheduled' || job.state === 'dead' ? job.state : 'retention');
  }

  async #tick(batch: number): Promise<void> {
    for (let sleepMs = 0; sleepMs === 0; ) {
      const args = ['test', 1000, 60_000, batch, 1000];
      [, sleepMs] = (await this.world.producer.connection.run('tick', args)) as [number, number];
    }
    this.world.model.tick();
  }

  // What the engine may choose: late jobs expire at a claim or later, and retention by count picks among finished jobs.
  #takeOver(step: Operation, picture: QueuePicture): void {
    const { model } = this.world;
    if (step.op === 'claim') {
      for (const job of model.in('waiting').filter(isLate)) {
        if (picture.jobs.get(job.id)?.places[0]?.state !== 'waiting') model.expire(job);
      }
    }
    const vanished = this.#dropped > 0 ? model.kept().filter(({ id }) => !picture.jobs.has(id)) : [];
    if (vanished.length !== this.#dropped)
      this.#check([`${vanished.length} dropped, ought to be ${this.#dropped}`], step);
    for (const job of vanished) model.remove(job);
    this.#dropped = 0;
  }

  async #look(): Promise<QueuePicture> {
    this.#picture = await readPicture(this.world.producer.commands, this.world.producer.name);
    return this.#picture;
  }

  #answered(answer: OutcomeAnswer, ought: OutcomeAnswer, id: string): void {
    if (answer !== ought) throw new Error(`${id}: answered ${answer}, ought to be ${ought}`);
  }

  #check(faults: string[], step: Operation | string): void {
    if (faults.length > 0)
      throw new Error(`After ${JSON.stringify(step)}:\n${faults.slice(0, 20).join('\n')}`);
  }
}

async function onPick<T>(
  from: readonly T[],
  pick: number,
  act: (one: T) => Promise<unknown>,
): Promise<boolean> {
  const chosen = from[pick % from.length];
  if (chosen === undefined) return false;
  await act(chosen);
  return true;
}

function codeOf(error: unknown): string {
  if (error instanceof SignalboxError) return error.code;
  throw error;
}

function expectSame(ought: string, is: string, step: Operation | string): void {
  if (ought !== is) throw new Error(`${JSON.stringify(step)} ought to give\n${ought}\nand gave\n${is}`);
}

async function untilPast(ms: number): Promise<void> {
  while (Date.now() <= ms) await new Promise((resolve) => setTimeout(resolve, 1));
}
