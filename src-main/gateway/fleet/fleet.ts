import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { type AssignedJob, FleetClaims } from '../../../src-core/queue/fleet-claims';
import { FleetListener } from '../../../src-core/queue/fleet-listener';
import type { Queue } from '../../../src-core/queue/queue';
import { Adoption } from './adoption';
import { type Assignment, jobShown, newAssignment } from './assignment';
import { Dispatcher } from './dispatcher';
import { Ears } from './ears';
import type { GpuWorker, Registration } from './gpu-worker';
import { HeldJobs } from './held-jobs';
import { HeldQuestions } from './held-questions';
import { JobReports } from './job-reports';
import { Machine } from './machine';
import { PresenceBoard } from './presence-board';
import type { WorkerLink } from './worker-link';

export interface FleetOptions {
  /** How long a claim holds without a heartbeat, in ms. */
  leaseMs: number;
  /** How long a worker may take to acknowledge a job, in ms. */
  ackMs: number;
  /** Chunks of one machine that may wait for Redis before its socket is no longer read. */
  chunksWaiting: number;
  log: Logger;
  /** Told when nobody leads the queue's maintenance. */
  onLeaderless: () => void;
  /** Told when no machine is left. */
  onEmpty: () => void;
}

/** All workers of one queue that are connected to this gateway; to Redis they are one. */
export class Fleet {
  /** What it is called in Redis. */
  readonly id = `gw-${randomBytes(9).toString('hex')}`;
  readonly reports: JobReports;
  readonly #queue: Queue;
  readonly #options: FleetOptions;
  readonly #claims: FleetClaims;
  readonly #listener: FleetListener;
  readonly #dispatcher: Dispatcher;
  readonly #ears: Ears;
  readonly #held: HeldJobs;
  readonly #presence: PresenceBoard;
  readonly #machines = new Map<string, Machine>();
  readonly #opened: Promise<void>;
  readonly #leaving = new Set<Promise<void>>();
  #draining = false;
  #closed = false;

  constructor(queue: Queue, options: FleetOptions) {
    const { leaseMs, chunksWaiting, log } = options;
    const onError = (error: unknown) => log.debug({ err: error, queue: queue.name }, 'fleet');
    const { connection, classes } = queue;
    const claims = new FleetClaims(queue, { gateway: this.id, leaseMs });
    const questions = new HeldQuestions(claims);
    this.#queue = queue;
    this.#options = options;
    this.#claims = claims;
    this.#listener = new FleetListener(connection, this.id);
    this.#held = new HeldJobs({
      claims,
      questions,
      leaseMs,
      freed: (assignment) => this.#freed(assignment),
      unheard: (machine) => this.setHeedless(machine, true),
      onError,
    });
    const adoption = new Adoption(questions, this.#held, leaseMs);
    this.reports = new JobReports({ claims, held: this.#held, adoption, chunksWaiting, onError });
    this.#dispatcher = new Dispatcher({
      claims,
      classes,
      give: (assigned, claimedAt) => this.#give(assigned, claimedAt),
      changed: () => this.#ears.again(),
      onError,
    });
    this.#ears = new Ears({
      listener: this.#listener,
      dispatcher: this.#dispatcher,
      cancelled: (jobId, fence) => this.#cancelled(jobId, fence),
      readClasses: () => this.#readClasses(),
      onError,
    });
    this.#presence = new PresenceBoard(connection, this.id, () => this.#connectedWorkers(), onError);
    claims.onLeaderless = options.onLeaderless;
    claims.onClasses = () => this.#dispatcher.regroup();
    connection.client.on('ready', this.#onReady);
    this.#opened = this.#open();
  }

  get queueName(): string {
    return this.#queue.name;
  }

  /** The connected machine of that id, if any. */
  connected(machineId: string): Machine | null {
    const machine = this.#machines.get(machineId);
    return machine?.link ? machine : null;
  }

  /**
   * Takes a machine in, or its new registration. It is told, and given jobs, once Redis knows of it. A socket it had
   * before is the caller's to close. Resolves to null when its socket has gone meanwhile.
   */
  async join(link: WorkerLink, frame: Registration): Promise<Machine | null> {
    const machine = this.#machineFor(link, frame.machineId);
    const before = [...machine.workers.values()];
    for (const worker of before) this.#dispatcher.remove(worker);
    machine.draining = false;
    machine.heedless = false;
    machine.take(frame);
    const gone = before.filter(({ id }) => !machine.workers.has(id)).map(({ id }) => id);
    const workers = [...machine.workers.keys()];
    await this.#opened;
    this.#unroute(gone, false);
    await this.#claims.route(workers);
    await Promise.all(frame.jobs.map(({ jobId, fence }) => this.reports.adopt(machine, jobId, fence)));
    if (machine.link !== link) return null;
    const { leaseMs } = this.#options;
    const mark = frame.ref === undefined ? {} : { ref: frame.ref };
    const heartbeatMs = heartbeatOf(leaseMs);
    link.send({ type: 'worker_registered', ...mark, workers, leaseMs, heartbeatMs });
    for (const worker of machine.workers.values()) this.#dispatcher.add(worker);
    this.#presence.changed();
    return machine;
  }

  /**
   * The machine's socket has closed, or it registers elsewhere. What it acknowledged stays leased, so that it may come
   * back; the rest goes to others. `lost`: it did not say goodbye.
   */
  leave(machine: Machine, link: WorkerLink, lost: boolean): void {
    if (machine.link !== link) return;
    machine.link = null;
    for (const worker of machine.workers.values()) this.#dispatcher.remove(worker);
    this.#unroute([...machine.workers.keys()], lost);
    this.#held.giveBackUnacknowledged(machine);
    this.#forgetIfGone(machine);
  }

  /** No more jobs for this machine. */
  retire(machine: Machine): void {
    machine.draining = true;
    this.#lineUp(machine);
    this.#presence.changed();
  }

  /** Whether a machine takes notice. One that left a job unacknowledged goes to the end of the line when it is heard of. */
  setHeedless(machine: Machine, heedless: boolean): void {
    machine.heedless = heedless;
    this.#lineUp(machine);
  }

  /** Claims nothing any more. What is held may still end. */
  drain(): void {
    this.#draining = true;
    void this.#dispatcher.stop();
  }

  /** Leaves nothing behind but leases: the jobs go on elsewhere. Reports under way have 2 s. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.drain();
    this.#closed = true;
    this.#claims.giveUp();
    this.#ears.stop();
    this.#queue.connection.client.off('ready', this.#onReady);
    for (const machine of this.#machines.values()) {
      if (machine.link) this.#held.giveBackUnacknowledged(machine);
    }
    this.#held.stop();
    this.#presence.stop();
    this.#unroute(
      [...this.#connectedWorkers()].map(({ id }) => id),
      false,
    );
    await Promise.all(this.#leaving);
    await this.#dispatcher.stop();
    await this.#claims.close();
    await this.#listener.close();
  }

  #machineFor(link: WorkerLink, id: string): Machine {
    const known = this.#machines.get(id);
    if (known?.key === link.key) {
      const isOther = known.link !== link;
      known.link = link;
      if (isOther) this.#held.giveBackUnacknowledged(known);
      return known;
    }
    const machine = new Machine(id, link.key);
    machine.link = link;
    this.#machines.set(id, machine);
    if (known) this.#held.forget(known);
    return machine;
  }

  #forgetIfGone(machine: Machine): void {
    if (machine.link || machine.jobs.size > 0) return;
    if (this.#machines.get(machine.id) === machine) this.#machines.delete(machine.id);
    if (this.#machines.size === 0) this.#options.onEmpty();
  }

  #lineUp(machine: Machine): void {
    for (const worker of machine.workers.values()) this.#dispatcher.lineUp(worker);
  }

  *#connectedWorkers(): Iterable<GpuWorker> {
    for (const { link, workers } of this.#machines.values()) if (link) yield* workers.values();
  }

  #give({ worker: id, job }: AssignedJob, claimedAt: number): void {
    const machine = this.#machines.get(id.slice(0, id.indexOf(':')));
    const worker = machine?.workers.get(id);
    if (!machine || !worker || this.#draining || worker.freeSlots() < 1) {
      // It has left, or is busy with a job it brought along: the job keeps its place.
      void this.#claims.finish({ kind: 'release', id: job.id, fence: job.fence }).catch(() => undefined);
      return;
    }
    const { leaseMs, ackMs } = this.#options;
    const now = performance.now();
    const { fence, attempt, timeoutMs } = job;
    const timing = {
      timeoutMs,
      endsBy: now + timeoutMs,
      ackBy: now + ackMs,
      leaseUntil: claimedAt + leaseMs,
    };
    this.#held.add(newAssignment({ id: job.id, fence, attempt, machine, worker: id, ...timing }));
    worker.profile?.toEnd(worker);
    const deadline = Math.round(Date.now() + leaseMs - (now - claimedAt));
    machine.link?.send({ type: 'job_assigned', job: jobShown(job), workerId: id, fence, deadline });
  }

  #freed({ machine, worker }: Assignment): void {
    const holder = machine.workers.get(worker);
    if (holder) this.#dispatcher.lineUp(holder);
    machine.link?.settled();
    this.#forgetIfGone(machine);
  }

  #cancelled(jobId: string, fence: number): void {
    const assignment = this.#held.get(jobId);
    if (assignment?.fence === fence) this.#held.lose(assignment, 'cancelled');
  }

  async #open(): Promise<void> {
    const { connection } = this.#queue;
    await connection.insistOn(
      () => this.#listener.announce(),
      () => this.#closed,
    );
    await this.#readClasses();
    void this.#ears.listen();
  }

  async #readClasses(): Promise<void> {
    const { connection, classes } = this.#queue;
    await connection.insistOn(
      () => classes.load(),
      () => this.#closed,
    );
    this.#dispatcher.regroup();
  }

  #unroute(workers: readonly string[], lost: boolean): void {
    if (workers.length === 0) return;
    const leaving = this.#takeLeave(workers, lost).finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  async #takeLeave(workers: readonly string[], lost: boolean): Promise<void> {
    try {
      const ours = await this.#claims.unroute(workers);
      const gone = ours.filter(
        (id) => this.#closed || !this.connected(id.slice(0, id.indexOf(':')))?.workers.has(id),
      );
      if (gone.length > 0) await this.#presence.left(gone, lost);
    } catch {
      // Redis is away: their presence runs out by itself.
    }
  }

  // Redis may have been emptied while it was away.
  readonly #onReady = (): void => {
    const workers = [...this.#connectedWorkers()].map(({ id }) => id);
    Promise.all([this.#listener.announce(), this.#claims.route(workers)])
      .then(() => this.#dispatcher.markAllDirty())
      .catch(() => undefined);
  };
}

/** How often workers send heartbeats: three in a lease. */
export function heartbeatOf(leaseMs: number): number {
  return Math.floor(leaseMs / 3);
}
