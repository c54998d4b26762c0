import { assertNever } from '../../src-core/protocol/assert-never';
import { changesBetween, differences, isLate, traceFaults } from './engine-compare';
import type { EngineWorld, WorldWorker } from './engine-world';
import { faultsOf, restFaults } from './invariants';
import type { ModelJob, ModelLimits } from './model';
import type { Operation } from './operations';
import { addJobs, cancelJob, hour, requeueJob, watchJob } from './producer-steps';
import { type QueuePicture, readPicture } from './queue-picture';
import { claimJobs, crash, renewLeases, reportJob, sendAgain, speak, speakLate } from './worker-steps';

/** Takes steps in the real queue and in the model, and compares them after each. Throws when they differ. */
export class EngineSteps {
  #picture: QueuePicture | null = null;

  constructor(readonly world: EngineWorld) {}

  async take(step: Operation): Promise<void> {
    const before = this.#picture;
    const { model } = this.world;
    model.stepAt = Date.now();
    const faults = await this.#run(step);
    this.#picture = await readPicture(this.world.producer.commands, this.world.producer.name);
    if (before && (!faults || step.op === 'late' || step.op === 'resend'))
      check(changesBetween(before, this.#picture), step);
    if (step.op === 'claim') this.#expireLate(this.#picture);
    if (step.op === 'report') this.#dropOver(this.#picture, step);
    check([...(faults ?? []), ...faultsOf(this.#picture), ...differences(model, this.#picture)], step);
  }

  /** Ends every job that is left and checks that nothing else is: I1 and I5. */
  async finish(): Promise<void> {
    const { model, workers } = this.world;
    await this.take({ op: 'pause', on: false });
    await this.take({ op: 'limit', change: { concurrency: null, rate: null, keepFinished: 10_000 } });
    for (const job of model.in('scheduled')) await this.#makeDue(job);
    await this.take({ op: 'tick', batch: 200 });
    await this.#completeAll();
    while (model.in('waiting').length > 0) {
      const left = model.in('waiting').length;
      await this.take({ op: 'claim', worker: workers.length - 1, max: 50 });
      if (model.in('waiting').length === left) throw new Error(`${left} waiting jobs cannot be claimed`);
      await this.#completeAll();
    }
    check([...restFaults(this.#picture as QueuePicture), ...(await this.#accountFaults())], 'the end');
    for (const state of ['completed', 'dead', 'cancelled', 'expired'] as const)
      await this.take({ op: 'purge', state });
    const ofJobs = /^(job|group):|^(extras|groups|retention|completed|dead|cancelled|expired)$/;
    const left = (this.#picture as QueuePicture).keys.filter((key) => ofJobs.test(key));
    check(
      left.map((key) => `${key} outlived its jobs`),
      'the end',
    );
  }

  async #completeAll(): Promise<void> {
    while (this.world.model.in('active').length > 0)
      await this.take({ op: 'report', kind: 'complete', pick: 0 });
  }

  // What was counted and written of all that has happened.
  async #accountFaults(): Promise<string[]> {
    const { model, producer } = this.world;
    const faults: string[] = [];
    for (const [name, count] of Object.entries(model.totals)) {
      const counted = Number(this.#picture?.hashes.counts[name] ?? 0);
      if (counted !== count) faults.push(`${counted} counted as ${name}, ought to be ${count}`);
    }
    for (const job of model.jobs) {
      if (job.completions > 1) faults.push(`${job.id} was completed ${job.completions} times`);
      if (job.state !== 'gone') faults.push(...traceFaults(job, await producer.trace(job.id)));
    }
    return faults;
  }

  /** Answers what was wrong with the engine's answers, or null when there was nothing to do. */
  async #run(step: Operation): Promise<string[] | null> {
    const { world } = this;
    const { model } = world;
    switch (step.op) {
      case 'add':
        return await addJobs(world, step);
      case 'claim':
        return await claimJobs(world, this.#worker(step.worker), step.max);
      case 'report':
        return await onPick(model.in('active'), step.pick, (job) => reportJob(world, job, step.kind));
      case 'late':
        return await speakLate(world, step.kind, step.pick);
      case 'resend':
        return await sendAgain(world, step.pick);
      case 'heartbeat':
        return await renewLeases(world, this.#worker(step.worker));
      case 'crash':
        return await crash(world, this.#worker(step.worker), this.#picture);
      case 'chunk':
      case 'chunkAgain':
      case 'note':
        return await onPick(model.in('active'), step.pick, (job) => speak(world, job, step.op));
      case 'watch':
        return await onPick(model.jobs, step.pick, ({ id }) => watchJob(world, id));
      case 'cancel':
        return await onPick(model.jobs, step.pick, ({ id }) => cancelJob(world, id));
      case 'requeue':
        return await onPick(model.jobs, step.pick, ({ id }) => requeueJob(world, id));
      case 'due':
        return await onPick(this.#dueable(), step.pick, (job) => this.#makeDue(job));
      case 'tick':
        return await this.#tick(step.batch);
      case 'pause':
      case 'purge':
      case 'limit':
        return await this.#operate(step);
      default:
        return assertNever(step);
    }
  }

  async #operate(step: Extract<Operation, { op: 'pause' | 'purge' | 'limit' }>): Promise<string[]> {
    const { model, producer } = this.world;
    if (step.op === 'limit') return await this.#limit(step.change);
    if (step.op === 'pause') {
      await (step.on ? producer.pause() : producer.resume());
      model.paused = step.on;
      return [];
    }
    const jobs = model.in(step.state);
    const purged = await producer.purge(step.state);
    for (const job of jobs) model.remove(job);
    return purged === jobs.length ? [] : [`${purged} purged, ought to be ${jobs.length}`];
  }

  async #limit({ rate, ...change }: Partial<ModelLimits>): Promise<string[]> {
    const window = rate === undefined ? {} : { rate: rate === null ? null : { max: rate, windowMs: hour } };
    await this.world.producer.setLimits({ ...change, ...window });
    Object.assign(this.world.model.limits, change, rate === undefined ? {} : { rate });
    return [];
  }

  #worker(n: number): WorldWorker {
    return this.world.workers[n] as WorldWorker;
  }

  #dueable(): ModelJob[] {
    const { model } = this.world;
    const expiring = model.in('waiting').filter((job) => job.expires);
    return [...model.in('scheduled', 'completed', 'dead', 'cancelled', 'expired'), ...expiring];
  }

  // Moves a deadline into the past instead of waiting for it.
  async #makeDue(job: ModelJob): Promise<string[]> {
    const { commands, connection } = this.world.producer;
    const key =
      job.state === 'waiting'
        ? 'expiring'
        : job.state === 'scheduled' || job.state === 'dead'
          ? job.state
          : 'retention';
    if (job.state === 'waiting') job.overdue = true;
    else job.due = true;
    await commands.zadd(connection.keys.prefix + key, 'XX', 1, job.id);
    return [];
  }

  async #tick(batch: number): Promise<string[]> {
    for (let sleepMs = 0; sleepMs === 0; ) {
      const args = ['test', 1000, 60_000, batch, 1000];
      [, sleepMs] = (await this.world.producer.connection.run('tick', args)) as [number, number];
    }
    this.world.model.tick();
    return [];
  }

  // A claim may come upon jobs that are past their start deadline, or leave them to maintenance.
  #expireLate(picture: QueuePicture): void {
    const { model } = this.world;
    for (const job of model.in('waiting').filter(isLate)) {
      if (picture.jobs.get(job.id)?.places[0]?.state !== 'waiting') model.expire(job);
    }
  }

  // Retention by count may choose among finished jobs, but never a dead one.
  #dropOver(picture: QueuePicture, step: Operation): void {
    const { model } = this.world;
    const vanished = model.kept().filter(({ id }) => !picture.jobs.has(id));
    if (vanished.length === 0) return;
    const over = model.kept().length - model.limits.keepFinished;
    if (vanished.length > over) check([`${vanished.length} dropped, ${over} are over the limit`], step);
    for (const job of vanished) model.remove(job);
  }
}

async function onPick<T>(
  from: readonly T[],
  pick: number,
  act: (one: T) => Promise<string[]>,
): Promise<string[] | null> {
  const chosen = from[pick % from.length];
  return chosen === undefined ? null : await act(chosen);
}

function check(faults: string[], step: Operation | string): void {
  if (faults.length > 0) throw new Error(`After ${JSON.stringify(step)}:\n${faults.slice(0, 20).join('\n')}`);
}
