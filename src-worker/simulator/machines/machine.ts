import type { AttemptFaultKind, Fault } from '../../../src-core/protocol/scenario-faults';
import type { BreakKind } from '../../../src-core/protocol/simulator';
import type { Frame } from '../net/link';
import { KeptLink, type LinkUser, type Network } from '../net/kept-link';
import type { PlannedMachine } from '../plan/plan-machine';
import type { ScenarioPlan } from '../plan/scenario-plan';
import type { Appointment } from '../run/timetable';
import { type AssignedJob, Attempt, type AttemptPort } from './attempt';
import { Conditions } from './conditions';

/** A machine whose registration was refused tries again after this, ms. */
const refusedMs = 5000;
/** Of a frame that was refused for now all is sent again after this, ms, unless the gateway says. */
const againMs = 1000;

/** What the machines of a run share. */
export interface MachineParts {
  network: Network;
  plan: ScenarioPlan;
  token: string;
  /** The faults as they are now. */
  faults(): readonly Fault[];
  /** New jobs are not wanted now. */
  paused(): boolean;
  note(who: string, text: string): void;
  /** A fault is made. */
  faulty(kind: AttemptFaultKind | BreakKind): void;
  /** A fault of a whole machine begins or ends. */
  condition(kind: BreakKind, machine: string, on: boolean): void;
}

/** What one worker of a machine has done. */
export interface Tally {
  completed: number;
  failed: number;
}

/** One simulated machine with its GPUs, seen by the gateway as a real one. */
export class Machine implements LinkUser {
  readonly attempts = new Map<string, Attempt>();
  /** By worker id. */
  readonly tallies = new Map<string, Tally>();
  readonly conditions: Conditions;
  readonly link: KeptLink;
  readonly #port: AttemptPort;
  #isRegistered = false;
  /** It crashed with one of its attempts and is not back. */
  #isCrashed = false;
  #leaseMs = 30_000;
  #heartbeatMs = 10_000;
  #heartbeat: Appointment | null = null;
  #again: Appointment | null = null;

  constructor(
    private readonly planned: PlannedMachine,
    place: number,
    private readonly parts: MachineParts,
  ) {
    const { network, token } = parts;
    this.link = new KeptLink(network, { actor: planned.id, role: 'worker', token, place }, this);
    for (const id of workerIds(planned)) this.tallies.set(id, { completed: 0, failed: 0 });
    this.conditions = new Conditions({
      link: this.link,
      timetable: network.timetable,
      forgetAll: () => this.#forgetAll(),
      hang: (on) => {
        for (const attempt of this.attempts.values()) attempt.hang(on);
      },
      changed: (kind, on) => this.#conditionChanged(kind, on),
    });
    this.#port = this.#attemptPort();
  }

  get id(): string {
    return this.planned.id;
  }

  /** Whether the gateway has taken its registration. */
  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** What is wrong with it as a whole. */
  get fault(): BreakKind | null {
    return this.conditions.newest ?? (this.#isCrashed ? 'crash' : null);
  }

  /** No new jobs while it is paused; what runs goes on. */
  pause(on: boolean): void {
    if (!this.#isRegistered) return;
    if (on) this.link.send({ type: 'drain' });
    else this.#register();
  }

  /** Leaves for good. */
  close(): void {
    this.link.close();
    this.conditions.clear();
    this.#again?.cancel();
    this.#heartbeat?.cancel();
    this.#forgetAll();
  }

  welcomed(): void {
    this.#isCrashed = false;
    this.#register();
  }

  lost(why: string | null): void {
    if (why !== null) this.parts.note(this.id, `connection lost: ${why}`);
    this.#isRegistered = false;
    this.#heartbeat?.cancel();
  }

  refused(why: string): void {
    this.parts.note(this.id, `no connection: ${why}`);
  }

  received(frame: Frame): void {
    switch (frame.type) {
      case 'worker_registered':
        return this.#registered(Number(frame.leaseMs), Number(frame.heartbeatMs));
      case 'job_assigned':
        return this.#assigned(frame);
      case 'accepted':
      case 'rejected':
        return this.#answered(frame);
      case 'lease_lost':
        this.#attemptOf(frame)?.leaseLost();
        return;
      case 'job_cancelled': {
        const attempt = this.#attemptOf(frame);
        if (attempt) this.#forget(attempt);
        return;
      }
      case 'error':
        return this.#refusedFrame(frame);
    }
  }

  #register(): void {
    const { id, kind, jobTypes } = this.planned;
    const { count = 0, model, memoryMb } = kind.gpus ?? {};
    this.link.send({
      type: 'register_worker',
      ref: 'register',
      machineId: id,
      gpus: Array.from({ length: count }, (_, n) => ({ id: `gpu${n}`, model, memoryMb })),
      jobTypes,
      slotsPerGpu: kind.slotsPerGpu,
      labels: kind.labels,
      queue: this.parts.plan.scenario.queue,
    });
    if (this.parts.paused()) this.link.send({ type: 'drain' });
  }

  #registered(leaseMs: number, heartbeatMs: number): void {
    if (this.#isRegistered) return;
    this.#isRegistered = true;
    this.#leaseMs = leaseMs;
    this.#heartbeatMs = heartbeatMs;
    if (this.attempts.size > 0) this.#beat();
    for (const attempt of [...this.attempts.values()]) attempt.again();
    // Machines that came together do not all speak at once.
    this.#beatIn(heartbeatMs * this.parts.plan.draw('heartbeat', { actor: this.id }));
  }

  #beatIn(ms: number): void {
    this.#heartbeat?.cancel();
    this.#heartbeat = this.parts.network.timetable.after(ms, () => {
      this.#beat();
      this.#beatIn(this.#heartbeatMs * (this.conditions.has('slow_heartbeat') ? 3 : 1));
    });
  }

  #beat(): void {
    for (const attempt of [...this.attempts.values()]) {
      if (attempt.isNamed && !this.#holdsLease(attempt)) this.#forget(attempt);
    }
    const jobs: { jobId: string; fence: number }[] = [];
    const busy = new Map<string, number>();
    for (const { job, isNamed } of this.attempts.values()) {
      busy.set(job.workerId, (busy.get(job.workerId) ?? 0) + 1);
      if (!isNamed) continue;
      jobs.push({ jobId: job.id, fence: job.fence });
      job.deadline = Date.now() + this.#leaseMs;
    }
    if (this.conditions.has('skip_heartbeat')) return;
    const { slotsPerGpu } = this.planned.kind;
    const workers = [...this.tallies.keys()].map((id) => {
      const load = Math.min(1, (busy.get(id) ?? 0) / slotsPerGpu);
      return { id, load, gpuUtil: Math.round(load * 100) };
    });
    this.link.send({ type: 'heartbeat', workers, jobs });
  }

  #assigned(frame: Frame): void {
    const { id, type, payload, attempt } = frame.job as Frame & { id: string; payload: unknown };
    const { plan, faults } = this.parts;
    const key = keyOf(payload) ?? id;
    const job: AssignedJob = {
      id,
      type,
      attempt: Number(attempt),
      fence: Number(frame.fence),
      workerId: String(frame.workerId),
      key,
      deadline: Number(frame.deadline),
    };
    const planned = plan.attempt(key, job.attempt, type, faults());
    const one = new Attempt(job, planned, plan.job(type), this.#port);
    // It thinks that the lease is over before it began.
    if (!this.#holdsLease(one)) return;
    this.attempts.set(markOf(job.id, job.fence), one);
    one.begin();
    if (this.conditions.has('hang')) one.hang(true);
  }

  #answered(frame: Frame): void {
    const attempt = this.#attemptOf(frame);
    if (!attempt || (frame.type === 'rejected' && !attempt.isAnsweredBy(frame.ref))) return;
    const tally = this.tallies.get(attempt.job.workerId);
    if (tally && frame.type === 'accepted' && attempt.fault !== 'release') {
      tally[attempt.fails ? 'failed' : 'completed'] += 1;
    }
    this.#forget(attempt);
  }

  /** Something it sent was not taken. */
  #refusedFrame({ ref, code, message, retryAfterMs }: Frame): void {
    if (ref === 'register') {
      this.parts.note(this.id, `registration refused: ${code} ${message}`);
      return this.link.away('close', refusedMs);
    }
    if (this.attempts.size === 0) return;
    this.#again?.cancel();
    this.#again = this.parts.network.timetable.after(Number(retryAfterMs ?? againMs), () => {
      for (const attempt of [...this.attempts.values()]) attempt.again();
    });
  }

  #attemptPort(): AttemptPort {
    return {
      timetable: this.parts.network.timetable,
      slowness: this.planned.kind.slowness,
      leaseMs: () => this.#leaseMs,
      send: (frame) => this.#isRegistered && this.link.send(frame),
      holdsLease: (attempt) => this.#holdsLease(attempt),
      faulty: (kind) => this.parts.faulty(kind),
      crash: (forMs) => {
        this.#isCrashed = true;
        this.#forgetAll();
        this.link.away('cut', forMs);
      },
      forget: (attempt) => this.#forget(attempt),
    };
  }

  /** By its own clock. */
  #holdsLease({ job }: Attempt): boolean {
    return Date.now() + this.conditions.clockMs <= job.deadline;
  }

  #conditionChanged(kind: BreakKind, on: boolean): void {
    if (on) this.parts.faulty(kind);
    this.parts.condition(kind, this.id, on);
  }

  #attemptOf({ jobId, fence }: Frame): Attempt | undefined {
    return this.attempts.get(markOf(String(jobId), Number(fence)));
  }

  #forget(attempt: Attempt): void {
    attempt.stop();
    this.attempts.delete(markOf(attempt.job.id, attempt.job.fence));
  }

  #forgetAll(): void {
    for (const attempt of [...this.attempts.values()]) this.#forget(attempt);
  }
}

/** The ids of a machine's workers. */
function workerIds({ id, kind }: PlannedMachine): string[] {
  const count = kind.gpus?.count ?? 0;
  return count === 0 ? [`${id}:cpu`] : Array.from({ length: count }, (_, n) => `${id}:gpu${n}`);
}

function markOf(jobId: string, fence: number): string {
  return `${jobId} ${fence}`;
}

/** What the simulator's own jobs carry. */
function keyOf(payload: unknown): string | null {
  const sim = (payload as { sim?: { key?: unknown } } | null)?.sim;
  return typeof sim?.key === 'string' ? sim.key : null;
}
