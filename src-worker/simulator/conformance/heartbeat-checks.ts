import type { WorkerFrame } from '../../../src-core/protocol/worker-frames';
import { breachOf, isHeld, isOpen, type KitJob, type RegisterFrame } from './kit-job';
import type { Session } from './session';

type Heartbeat = Extract<WorkerFrame, { type: 'heartbeat' }>;

/** What is late for a heartbeat beside its interval, in ms: timers and the network. */
const slackMs = 250;

/** R6, R7 and the first heartbeat of R20, over one socket. */
export class HeartbeatChecks {
  #lastAt: number | null = null;
  #count = 0;
  /** Jobs it kept over the link's loss, did not name as it registered, and must name first. */
  #kept: KitJob[] = [];

  constructor(private readonly session: Session) {}

  /** The worker registered on this socket. */
  begin(named: RegisterFrame['jobs']): void {
    this.#lastAt = performance.now();
    this.#count = 0;
    const held = this.session.jobs.filter(isHeld);
    const isNamed = (job: KitJob) =>
      named.some(({ jobId, fence }) => jobId === job.id && fence === job.fence);
    this.#kept = held.filter((job) => !isNamed(job));
    if (held.length > 0 && this.#kept.length === 0) this.session.ledger.saw('R20');
  }

  receive(frame: Heartbeat, ordinal: number): void {
    const { ledger } = this.session;
    this.#checkInterval();
    if (this.#lastAt !== null) ledger.saw('R6');
    this.#lastAt = performance.now();
    if (this.#count === 0 && this.#kept.length > 0) this.#checkKept(frame, ordinal);
    this.#count += 1;
    this.#checkNames(frame);
  }

  /** A frame about a job: those it kept must have been named before. */
  otherFrame(): void {
    if (this.#count > 0 || this.#kept.length === 0) return;
    this.#kept = [];
    this.session.ledger.broke(
      'R20',
      'after it came back it spoke of a job before the heartbeat that names it',
    );
  }

  /** No heartbeat for too long, on a socket that is still open. */
  checkSilence(): void {
    if (this.session.isConnected) this.#checkInterval();
  }

  #checkInterval(): void {
    if (this.#lastAt === null) return;
    const { heartbeatMs } = this.session.timing;
    const gapMs = Math.round(performance.now() - this.#lastAt);
    if (gapMs <= 2 * heartbeatMs + slackMs) return;
    const how = `${gapMs} ms without a heartbeat; one is due every ${heartbeatMs} ms`;
    this.session.ledger.broke('R6', how);
    this.#lastAt = performance.now();
  }

  #checkKept({ jobs }: Heartbeat, ordinal: number): void {
    const { session } = this;
    const missing = this.#kept.filter(
      (job) => !jobs.some(({ jobId, fence }) => jobId === job.id && fence === job.fence),
    );
    this.#kept = [];
    for (const job of missing) {
      const rule = job.end ? 'R21' : 'R20';
      session.ledger.broke(rule, `after it came back its first heartbeat does not name job ${job.id}`);
      session.revoke(job, 'lease_lost');
    }
    if (ordinal !== 2) session.ledger.broke('R20', 'after it came back its second frame was no heartbeat');
    else if (missing.length === 0) session.ledger.saw('R20');
  }

  #checkNames({ jobs }: Heartbeat): void {
    const { session } = this;
    const { ledger, timing } = session;
    const names = (id: string, fence: number) => jobs.some((one) => one.jobId === id && one.fence === fence);
    for (const job of session.jobs.filter(isOpen)) {
      if (names(job.id, job.fence)) ledger.saw('R7');
      else if (!ledger.isBroken('R20'))
        ledger.broke('R7', `a heartbeat does not name job ${job.id} with its fence`);
    }
    for (const { jobId, fence } of jobs) {
      const job = session.jobs.find((one) => one.id === jobId && one.fence === fence);
      if (!job)
        ledger.broke('R7', `a heartbeat names ${jobId} with fence ${fence}, which it was never given`);
      else if (job.revoked && performance.now() - job.revoked.at > timing.noticeMs) {
        ledger.broke(breachOf(job, session.jobs) ?? 'R7', `a heartbeat still names job ${jobId}`);
      }
    }
  }
}
