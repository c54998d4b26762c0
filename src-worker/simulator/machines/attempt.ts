import type { AttemptFaultKind } from '../../../src-core/protocol/scenario-faults';
import type { SimulatedJob } from '../../../src-core/protocol/scenario';
import type { Frame } from '../net/link';
import type { AttemptPlan } from '../plan/plan-attempt';
import type { Appointment, Timetable } from '../run/timetable';
import { type Report, reportOf } from './report';

/** Frames of chunks sent at one go, and the pause before the next: together below what a gateway lets pass. */
const chunksAtOnce = 100;
const chunkPauseMs = 150;
const floodFrames = 500;
/** A completion of a job whose lease is over is sent this long after its end at the latest, ms. */
const lateByMs = 1500;

/** A job as it was assigned. */
export interface AssignedJob {
  id: string;
  type: string;
  attempt: number;
  fence: number;
  workerId: string;
  /** What its decisions are keyed by. */
  key: string;
  /** When its lease ends unless it is renewed; epoch ms of a right clock. */
  deadline: number;
}

/** What an attempt needs of its machine. */
export interface AttemptPort {
  timetable: Timetable;
  /** Factor on how long jobs take. */
  slowness: number;
  leaseMs(): number;
  /** False when it went nowhere. */
  send(frame: Frame): boolean;
  /** It is about to report its end: false when the machine believes that its lease is over. */
  holdsLease(attempt: Attempt): boolean;
  /** A fault of it happens now. */
  faulty(kind: AttemptFaultKind): void;
  /** The machine crashes with it. */
  crash(forMs: number): void;
  /** The machine has nothing more to do with it. */
  forget(attempt: Attempt): void;
}

/** One attempt of one job on a simulated machine, from its assignment until the gateway has answered its report. */
export class Attempt {
  percent = 0;
  readonly #appointments = new Map<'end' | 'fault' | 'progress' | 'chunk' | 'rest', Appointment>();
  readonly #startedAt: number;
  readonly #lastsMs: number;
  #chunksDue = 0;
  #chunksSent = 0;
  #report: Report | null = null;
  #reportSent = false;
  #isHung = false;
  #endHeldBack = false;

  constructor(
    readonly job: AssignedJob,
    private readonly plan: AttemptPlan,
    private readonly kind: SimulatedJob,
    private readonly port: AttemptPort,
  ) {
    this.#startedAt = port.timetable.now;
    this.#lastsMs = plan.durationMs * port.slowness;
  }

  /** What is wrong with it. */
  get fault(): AttemptFaultKind | null {
    return this.plan.fault?.kind ?? null;
  }

  /** Whether heartbeats name it. */
  get isNamed(): boolean {
    return this.fault !== 'finish_late';
  }

  /** Whether its report failed it, or will. */
  get fails(): boolean {
    return this.plan.failsAt !== null;
  }

  /** Acknowledges the assignment and begins. */
  begin(): void {
    const { fault, failsAt } = this.plan;
    if (fault?.kind === 'no_ack') {
      this.port.faulty('no_ack');
      return this.port.forget(this);
    }
    this.#send({ type: 'assignment_ack' });
    if (fault?.kind === 'hang') return this.port.faulty('hang');
    this.#produce();
    if (fault?.kind === 'finish_late') {
      this.port.faulty('finish_late');
      this.#in('end', Math.max(this.#lastsMs, this.port.leaseMs() * 1.25 + lateByMs), () => this.#end());
      return;
    }
    this.#in('end', this.#lastsMs * (failsAt ?? 1), () => this.#end());
    if (fault) this.#in('fault', this.#lastsMs * fault.at, () => this.#happen());
  }

  /** The link is up again: what may have been lost with the old one goes again; the gateway ignores what it has. */
  again(): void {
    this.#chunksSent = 0;
    this.#reportSent = false;
    this.#flush();
  }

  /** Whether an answer with this `ref` is the one to its report. */
  isAnsweredBy(ref: unknown): boolean {
    return this.#report?.ref === ref;
  }

  /** The gateway says that the lease is lost. */
  leaseLost(): void {
    if (this.fault !== 'finish_late') this.port.forget(this);
    else if (!this.#reportSent) this.#end();
  }

  /** While it hangs it does not end. */
  hang(on: boolean): void {
    this.#isHung = on;
    if (!on && this.#endHeldBack) this.#end();
  }

  /** Stops all it would still do. */
  stop(): void {
    for (const appointment of this.#appointments.values()) appointment.cancel();
  }

  /** Progress and chunks, spread over its time. */
  #produce(): void {
    if (this.kind.progressEvery !== undefined) this.#progressIn(Math.max(10, this.kind.progressEvery));
    if (this.plan.chunks.count > 0) this.#nextChunk();
  }

  #progressIn(ms: number): void {
    this.#in('progress', ms, () => {
      const passed = (this.port.timetable.now - this.#startedAt) / Math.max(1, this.#lastsMs);
      this.percent = Math.min(99, Math.round(passed * 100));
      this.#send({ type: 'job_progress', percent: this.percent });
      this.#progressIn(ms);
    });
  }

  #nextChunk(): void {
    const gapMs = this.#lastsMs / (this.plan.chunks.count + 1);
    this.#in('chunk', gapMs, () => {
      this.#chunksDue += 1;
      this.#flush();
      if (this.#chunksDue < this.plan.chunks.count) this.#nextChunk();
    });
  }

  /** The fault that comes on the way. */
  #happen(): void {
    const { fault } = this.plan;
    if (fault?.kind === 'crash') {
      this.port.faulty('crash');
      this.port.crash(fault.forMs);
    } else if (fault?.kind === 'release') {
      this.port.faulty('release');
      this.#tell({ type: 'release_job' });
    } else if (fault?.kind === 'progress_flood') {
      this.port.faulty('progress_flood');
      for (let n = 0; n < floodFrames; n += 1) this.#send({ type: 'job_progress', percent: (n % 100) + 1 });
    }
  }

  #end(): void {
    if (this.#report) return;
    this.#endHeldBack = this.#isHung;
    if (this.#isHung) return;
    if (this.isNamed && !this.port.holdsLease(this)) return this.port.forget(this);
    this.percent = 100;
    if (!this.fails) this.#chunksDue = this.plan.chunks.count;
    const { key, attempt } = this.job;
    const { code, message, retryable } = this.kind.failure ?? {};
    const outcome: Frame = this.fails
      ? { type: 'job_fail', error: { code, message }, retryable }
      : { type: 'job_complete', result: { key, attempt } };
    const fault = this.fault;
    if (fault === 'complete_twice' || fault === 'wrong_fence' || fault === 'unknown_job')
      this.port.faulty(fault);
    this.#tell(outcome);
  }

  #tell(outcome: Frame): void {
    this.stop();
    this.#report = reportOf(outcome, this.#mark, this.fault);
    this.#flush();
  }

  /** Sends what is due and was not sent yet: chunks first, in order. */
  #flush(): void {
    const { bytes } = this.plan.chunks;
    const until = Math.min(this.#chunksDue, this.#chunksSent + chunksAtOnce);
    while (this.#chunksSent < until) {
      const seq = this.#chunksSent + 1;
      if (!this.#send({ type: 'job_chunk', seq, data: { n: seq, fill: 'x'.repeat(bytes) } })) return;
      this.#chunksSent = seq;
    }
    if (this.#chunksSent < this.#chunksDue) return this.#in('rest', chunkPauseMs, () => this.#flush());
    if (!this.#report || this.#reportSent) return;
    // When one went nowhere all go again with the next link.
    this.#reportSent = this.#report.frames.every((frame) => this.port.send(frame));
  }

  get #mark(): { jobId: string; fence: number } {
    return { jobId: this.job.id, fence: this.job.fence };
  }

  #send(frame: Frame): boolean {
    return this.port.send({ ...frame, jobId: this.job.id, fence: this.job.fence });
  }

  #in(what: 'end' | 'fault' | 'progress' | 'chunk' | 'rest', ms: number, action: () => void): void {
    this.#appointments.get(what)?.cancel();
    this.#appointments.set(what, this.port.timetable.after(ms, action));
  }
}
