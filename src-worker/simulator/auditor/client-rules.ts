import { createHash } from 'node:crypto';
import type { FrameRecord } from './frame-record';
import { type EndState, isEnd, type JobLedger } from './job-ledger';
import type { Violations } from './violations';

/** What one client has been told of one job. */
interface Told {
  /** The attempt whose chunks it reads; 0 = not known yet. */
  attempt: number;
  /** The last chunk it has of it. */
  seq: number;
  /** An end it was told since it last asked, and whether it has the result. */
  end: EndState | null;
  hasResult: boolean;
}

/** What clients are told: one result (I2), states along the table (I3), chunks in order (I4). */
export class ClientRules {
  readonly #ledger: JobLedger;
  readonly #violations: Violations;
  /** By client and job. */
  readonly #told = new Map<string, Told>();
  /** Which job is meant by an id that a client chose itself, by client and id. */
  readonly #chosen = new Map<string, string>();

  constructor(ledger: JobLedger, violations: Violations) {
    this.#ledger = ledger;
    this.#violations = violations;
  }

  sent({ actor, frame }: FrameRecord): void {
    if (frame.type === 'watch_job') this.#asked(actor, frame);
    else if (frame.type === 'resume')
      for (const job of frame.jobs as Record<string, unknown>[]) this.#asked(actor, job);
    else if (frame.type === 'submit_job') {
      // The same id again: the job is watched from its beginning.
      const known = this.#chosen.get(`${actor} ${(frame.job as { id?: string }).id}`);
      if (known !== undefined) this.#asked(actor, { jobId: known });
    }
  }

  received({ actor, at, frame }: FrameRecord): void {
    const id = frame.jobId;
    if (typeof id !== 'string') return;
    switch (frame.type) {
      case 'job_accepted':
        this.#chosen.set(`${actor} ${id.slice(id.indexOf('~') + 1)}`, id);
        return;
      case 'job_state':
        this.#state(actor, id, frame.state, at);
        return;
      case 'job_chunk':
        this.#chunk(this.#of(actor, id), id, Number(frame.attempt), Number(frame.seq), at);
        return;
      case 'stream_reset':
        Object.assign(this.#of(actor, id), { attempt: Number(frame.attempt), seq: 0 });
        return;
      case 'stream_trimmed':
        Object.assign(this.#of(actor, id), {
          attempt: Number(frame.attempt),
          seq: Number(frame.firstSeq) - 1,
        });
        return;
      case 'job_result':
        this.#result(actor, id, frame.result, at);
        return;
      case 'job_error':
        if (frame.willRetry === false) this.#ends(actor, id, endOf(frame.error), at);
        return;
    }
  }

  #of(actor: string, id: string): Told {
    const key = `${actor} ${id}`;
    const known = this.#told.get(key);
    if (known) return known;
    const told: Told = { attempt: 0, seq: 0, end: null, hasResult: false };
    this.#told.set(key, told);
    return told;
  }

  /** From here on it may be told again what it was told before. */
  #asked(actor: string, { jobId, attempt, afterSeq }: Record<string, unknown>): void {
    const told = this.#of(actor, String(jobId));
    told.attempt = Number(attempt ?? 0);
    told.seq = Number(afterSeq ?? 0);
    told.end = null;
    told.hasResult = false;
  }

  #chunk(told: Told, id: string, attempt: number, seq: number, at: number): void {
    const begun = told.attempt !== 0 && told.attempt !== attempt && told.seq > 0;
    if (begun)
      this.#violations.add(
        'I4',
        at,
        id,
        `chunk ${seq} of attempt ${attempt} came after chunk ${told.seq} of attempt ${told.attempt} without stream_reset`,
      );
    const expected = begun || (told.attempt !== 0 && told.attempt !== attempt) ? 1 : told.seq + 1;
    if (seq !== expected)
      this.#violations.add('I4', at, id, `chunk ${seq} of attempt ${attempt} came where ${expected} was due`);
    told.attempt = attempt;
    told.seq = seq;
  }

  #state(actor: string, id: string, state: unknown, at: number): void {
    if (isEnd(state)) this.#ends(actor, id, state, at);
    else {
      const { end } = this.#of(actor, id);
      if (end) this.#violations.add('I3', at, id, `a client was told ${state} after ${end}`);
    }
  }

  #result(actor: string, id: string, result: unknown, at: number): void {
    const job = this.#ledger.job(id, at);
    const told = this.#of(actor, id);
    const digest = createHash('sha1')
      .update(JSON.stringify(result) ?? 'null')
      .digest('base64');
    if (job.result !== null && job.result !== digest) {
      this.#violations.add('I2', at, id, 'clients were told two different results');
      this.#ledger.duplicate(job);
    } else if (told.hasResult) {
      this.#violations.add('I2', at, id, `${actor} was told the result twice`);
      this.#ledger.duplicate(job);
    }
    job.result = digest;
    told.hasResult = true;
    this.#ends(actor, id, 'completed', at);
  }

  #ends(actor: string, id: string, end: EndState, at: number): void {
    const told = this.#of(actor, id);
    const job = this.#ledger.job(id, at);
    const before = told.end ?? job.end;
    if (before && before !== end) {
      this.#violations.add('I3', at, id, `${end} was told after ${before}`);
      job.suspect = true;
    }
    told.end = end;
    this.#ledger.finish(job, end);
  }
}

/** How a job ended whose client was told an error. */
function endOf(error: unknown): EndState {
  const { code } = error as { code: string };
  if (code === 'JOB_CANCELLED') return 'cancelled';
  return code === 'JOB_EXPIRED' ? 'expired' : 'dead';
}
