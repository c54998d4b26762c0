import { errorCatalogue } from '../../../src-core/protocol/errors';
import { KeptLink, type LinkUser, type Network } from '../net/kept-link';
import type { Frame } from '../net/link';
import type { Submission } from '../plan/plan-load';
import type { PlannedClient, ScenarioPlan } from '../plan/scenario-plan';
import type { Appointment, Timetable } from '../run/timetable';
import { jobOf } from './job-text';
import { Pace } from './pace';

/** When it may send no more it tries again after this, ms. */
const breathMs = 50;
/** What was refused for now is tried again after this, ms, unless the gateway says. */
const againMs = 1000;

/** What the clients of a run share. */
export interface ClientParts {
  runId: string;
  network: Network;
  plan: ScenarioPlan;
  token: string;
  /** Runs while the run does: what is planned happens by it. */
  course: Timetable;
  note(who: string, text: string): void;
  /** A job was submitted for the first time. */
  submitted(): void;
  /** The gateway has taken a job; `submittedAt` in epoch ms. */
  accepted(jobId: string, submittedAt: number): void;
  /** The gateway has refused a job, for now or for good. */
  rejected(): void;
}

/** A submission on its way. */
interface Asked {
  submission: Submission;
  /** Epoch ms; 0 = it was not sent yet, or was refused since. */
  sentAt: number;
  isCounted: boolean;
}

/** How far it has read the chunks of a job. */
interface Watched {
  attempt: number;
  seq: number;
}

/** One client: submits its jobs when they are due and follows them to their end, over lost connections too. */
export class SimulatedClient implements LinkUser {
  readonly link: KeptLink;
  readonly #pace: Pace;
  #watchable = 1000;
  #resumeToken: string | null = null;
  /** Due and not sent, in order. */
  #due: Asked[] = [];
  /** Sent and not answered, by `ref`: the submission's key. */
  readonly #asked = new Map<string, Asked>();
  /** Refused for now. */
  #waiting = 0;
  /** Accepted and not at an end, by full id. */
  readonly #jobs = new Map<string, Watched>();
  #toCancel: string[] = [];
  #next: Appointment | null = null;
  #planned = 0;
  #isStopping = false;

  constructor(
    private readonly planned: PlannedClient,
    place: number,
    private readonly parts: ClientParts,
  ) {
    const { network, token } = parts;
    this.link = new KeptLink(network, { actor: planned.name, role: 'client', token, place }, this);
    this.#pace = new Pace(network.timetable);
  }

  /** Submissions that are neither accepted nor refused for good. */
  get unsettled(): number {
    return (
      this.planned.submissions.length - this.#planned + this.#due.length + this.#asked.size + this.#waiting
    );
  }

  /** Jobs it waits for. */
  get unfinished(): number {
    return this.#jobs.size + this.#asked.size;
  }

  /** Does what is planned as it comes due. */
  begin(): void {
    this.#planNext();
    for (const { at, forMs } of this.planned.disconnects) {
      this.parts.course.at(at, () => this.link.away('cut', forMs));
    }
  }

  /** Submits nothing more and cancels what is unfinished. */
  cancelAll(): void {
    this.#isStopping = true;
    this.#due = [];
    this.link.open();
    this.#toCancel = [...this.#jobs.keys()];
    this.#pump();
  }

  close(): void {
    this.#next?.cancel();
    this.link.close();
  }

  welcomed({ resumeToken, limits }: Frame): void {
    const { framesPerSecond, watchedJobs } = limits as { framesPerSecond: number; watchedJobs: number };
    this.#pace.limit(framesPerSecond);
    this.#watchable = Math.floor(watchedJobs * 0.9);
    const before = this.#resumeToken ?? resumeToken;
    this.#resumeToken = String(resumeToken);
    if (this.#jobs.size > 0) {
      const jobs = [...this.#jobs].map(([jobId, at]) => pointOf(jobId, at));
      this.link.send({ type: 'resume', ref: 'resume', resumeToken: before, jobs });
    }
    // What has no answer may have had its effect: the id makes one job of both.
    this.#due = [...this.#asked.values(), ...this.#due];
    this.#asked.clear();
    this.#pump();
  }

  lost(why: string | null): void {
    if (why !== null) this.parts.note(this.planned.name, `connection lost: ${why}`);
    this.#next?.cancel();
  }

  refused(why: string): void {
    this.parts.note(this.planned.name, `no connection: ${why}`);
  }

  received(frame: Frame): void {
    const { type, ref } = frame;
    const asked = typeof ref === 'string' ? this.#asked.get(ref) : undefined;
    if (asked) return this.#answered(String(ref), asked, frame);
    const jobId = String(frame.jobId);
    const job = this.#jobs.get(jobId);
    if (type === 'error' && ref === 'resume') this.#watchEach();
    else if (!job) return;
    else if (type === 'job_chunk') Object.assign(job, { attempt: frame.attempt, seq: frame.seq });
    else if (type === 'stream_reset') Object.assign(job, { attempt: frame.attempt, seq: 0 });
    else if (type === 'job_result' || (type === 'job_error' && frame.willRetry === false))
      this.#jobs.delete(jobId);
    else if (type === 'error' && ref !== 'cancel') this.#broken(jobId, frame);
  }

  #planNext(): void {
    const next = this.planned.submissions[this.#planned];
    if (!next) return;
    this.parts.course.at(next.at, () => {
      const now = this.parts.course.now;
      for (;;) {
        const due = this.planned.submissions[this.#planned];
        if (!due || due.at > now) break;
        this.#planned += 1;
        if (!this.#isStopping) this.#due.push({ submission: due, sentAt: 0, isCounted: false });
      }
      this.#pump();
      this.#planNext();
    });
  }

  /** Sends what is due, as far as the gateway's limits let it. */
  #pump(): void {
    this.#next?.cancel();
    if (!this.link.isUp) return;
    const due = this.#due;
    let sent = 0;
    while (sent < due.length && this.#jobs.size + this.#asked.size < this.#watchable && this.#pace.take()) {
      this.#submit(due[sent] as Asked);
      sent += 1;
    }
    if (sent > 0) this.#due = due.slice(sent);
    while (this.#toCancel.length > 0 && this.#pace.take()) {
      this.link.send({ type: 'cancel_job', ref: 'cancel', jobId: this.#toCancel.pop() });
    }
    if (this.#due.length + this.#toCancel.length > 0) {
      this.#next = this.parts.network.timetable.after(breathMs, () => this.#pump());
    }
  }

  #submit(asked: Asked): void {
    const { plan, runId } = this.parts;
    const { submission } = asked;
    if (asked.sentAt === 0) asked.sentAt = Date.now();
    if (!asked.isCounted) this.parts.submitted();
    asked.isCounted = true;
    this.#asked.set(submission.key, asked);
    this.link.send({ type: 'submit_job', ref: submission.key, job: jobOf(submission, plan, runId) });
  }

  #answered(ref: string, asked: Asked, frame: Frame): void {
    this.#asked.delete(ref);
    if (frame.type === 'job_accepted') {
      const jobId = String(frame.jobId);
      this.#jobs.set(jobId, { attempt: 0, seq: 0 });
      this.parts.accepted(jobId, asked.sentAt);
      if (this.#isStopping) {
        this.#toCancel.push(jobId);
        this.#pump();
      }
      return;
    }
    this.parts.rejected();
    if (mayRetry(frame) && !this.#isStopping)
      return this.#later(asked, Number(frame.retryAfterMs ?? againMs));
    this.parts.note(this.planned.name, `${ref} refused: ${frame.code} ${frame.message}`);
  }

  #later(asked: Asked, afterMs: number): void {
    asked.sentAt = 0;
    this.#waiting += 1;
    this.parts.network.timetable.after(afterMs, () => {
      this.#waiting -= 1;
      if (this.#isStopping) return;
      this.#due.push(asked);
      this.#pump();
    });
  }

  /** A watch ended before its job. */
  #broken(jobId: string, frame: Frame): void {
    if (!mayRetry(frame)) {
      this.parts.note(this.planned.name, `${jobId} cannot be watched: ${frame.code} ${frame.message}`);
      this.#jobs.delete(jobId);
      return;
    }
    this.parts.network.timetable.after(Number(frame.retryAfterMs ?? againMs), () => this.#watch(jobId));
  }

  #watchEach(): void {
    for (const jobId of this.#jobs.keys()) this.#watch(jobId);
  }

  #watch(jobId: string): void {
    const job = this.#jobs.get(jobId);
    if (job) this.link.send({ type: 'watch_job', ...pointOf(jobId, job) });
  }
}

function pointOf(jobId: string, { attempt, seq }: Watched): Record<string, unknown> {
  return attempt === 0 ? { jobId } : { jobId, attempt, afterSeq: seq };
}

function mayRetry({ code, retryAfterMs }: Frame): boolean {
  if (retryAfterMs !== undefined) return true;
  return errorCatalogue[code as keyof typeof errorCatalogue]?.retry ?? false;
}
