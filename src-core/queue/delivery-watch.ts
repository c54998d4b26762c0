import type { SignalboxError } from '../protocol/errors';
import type { JobError } from '../protocol/job';
import type { JobState } from '../protocol/job-state';
import { stateOf } from './record';
import type { DeliveryEvent } from './types';

export type DeliveryListener = (event: DeliveryEvent) => void;

/** A message as the scripts publish it: kind, id, attempt, one field more, body. */
export interface DeliveryMessage {
  kind: string;
  jobId: string;
  attempt: number;
  field: string;
  body: string;
}

export function parseMessage(text: string): DeliveryMessage {
  const a = text.indexOf('\n');
  const b = text.indexOf('\n', a + 1);
  const c = text.indexOf('\n', b + 1);
  const d = text.indexOf('\n', c + 1);
  return {
    kind: text.slice(0, a),
    jobId: text.slice(a + 1, b),
    attempt: Number(text.slice(b + 1, c)),
    field: text.slice(c + 1, d),
    body: text.slice(d + 1),
  };
}

/** The script `watch`'s answer. */
export type Snapshot = [
  state: string,
  attempt: number,
  options: string,
  result: string,
  chunks: string[],
  progress: string,
  now: string,
];

const finalErrors: Partial<Record<JobState, JobError>> = {
  cancelled: { code: 'JOB_CANCELLED', message: 'The job was cancelled' },
  expired: { code: 'JOB_EXPIRED', message: 'The job was not started before it expired' },
};

/** Where the last chunk 1 lies in rows of entry id, first seq, data; 0 when there is none. */
function lastStart(rows: string[]): number {
  for (let i = rows.length - 3; i > 0; i -= 3) if (rows[i + 1] === '1') return i;
  return 0;
}

/** One watcher of one job: puts what arrives into order, without gap or repeat. */
export class DeliveryWatch {
  attempt: number;
  seq: number;
  closed = false;
  /** Messages kept back while the past is being read; null = deliver at once. */
  held: DeliveryMessage[] | null = [];
  #lastState = '';

  constructor(
    readonly jobId: string,
    from: { attempt: number; seq: number },
    private readonly listener: DeliveryListener,
    private readonly ended: (watch: DeliveryWatch) => void,
  ) {
    this.attempt = from.attempt;
    this.seq = from.seq;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.held = null;
    this.ended(this);
  }

  emit(event: DeliveryEvent): void {
    if (!this.closed) this.listener(event);
  }

  fail(error: SignalboxError): void {
    this.emit({ type: 'broken', jobId: this.jobId, error });
    this.close();
  }

  /** Takes a live message. Returns false when chunks before it are missing: the stream must be read. */
  take(message: DeliveryMessage): boolean {
    if (this.closed) return true;
    switch (message.kind) {
      case 'c':
        return this.#chunks(message.attempt, Number(message.field), JSON.parse(message.body) as unknown[]);
      case 'p':
        this.#progress(`${message.field} ${message.body}`);
        return true;
      case 's':
        this.#state(message.body as JobState, message.attempt, Number(message.field));
        return true;
      case 'r':
        this.#result(message.attempt, message.body);
        return true;
      default:
        this.#error(JSON.parse(message.body) as JobError, message.field === '1');
        return true;
    }
  }

  /** Takes what the job's past holds. Returns whether more of it is stored. */
  catchUp(snapshot: Snapshot, pageSize: number): boolean {
    const [letter, attempt, , result, chunks, progress, now] = snapshot;
    const state = stateOf(letter);
    this.#stored(chunks);
    if (chunks.length / 3 >= pageSize) return true;
    if (state === 'completed') this.#result(attempt, result === '' ? 'null' : result);
    else if (state === 'dead')
      this.#error(JSON.parse(result || '{"code":"JOB_FAILED","message":""}') as JobError, false);
    else {
      this.#state(state, attempt, Number(now));
      if (progress !== '' && state === 'active') this.#progress(progress);
    }
    return false;
  }

  #stored(rows: string[]): void {
    // A watcher that has seen nothing yet needs only what came since the last attempt that started over.
    for (let i = this.attempt === 0 ? lastStart(rows) : 0; i < rows.length; i += 3) {
      const attempt = Number((rows[i] as string).split('-')[0]);
      const first = Number(rows[i + 1]);
      if (first > this.seq + 1) {
        this.#startAttempt(attempt);
        this.seq = first - 1;
        this.emit({ type: 'trimmed', jobId: this.jobId, attempt, firstSeq: first });
      }
      this.#chunks(attempt, first, JSON.parse(rows[i + 2] as string) as unknown[]);
    }
  }

  #startAttempt(attempt: number): void {
    if (attempt <= this.attempt) return;
    const startsOver = this.seq > 0;
    this.attempt = attempt;
    this.seq = 0;
    if (startsOver) this.emit({ type: 'reset', jobId: this.jobId, attempt });
  }

  #chunks(attempt: number, first: number, chunks: unknown[]): boolean {
    if (attempt < this.attempt) return true;
    // A later attempt starts over with its first chunk, or resumes: then it goes on after those of earlier ones.
    if (first > 1 && first > this.seq + 1) return false;
    if (first > 1) this.attempt = attempt;
    else this.#startAttempt(attempt);
    for (let i = 0; i < chunks.length; i++) {
      const seq = first + i;
      if (seq <= this.seq) continue;
      this.seq = seq;
      this.emit({ type: 'chunk', jobId: this.jobId, attempt, seq, data: chunks[i] });
    }
    return true;
  }

  #progress(text: string): void {
    const cut = text.indexOf(' ');
    const note = text.slice(cut + 1);
    this.emit({
      type: 'progress',
      jobId: this.jobId,
      percent: Number(text.slice(0, cut)),
      ...(note !== '' && { note }),
    });
  }

  #state(state: JobState, attempt: number, at: number): void {
    const key = `${state} ${attempt}`;
    if (key === this.#lastState) return;
    this.#lastState = key;
    this.emit({ type: 'state', jobId: this.jobId, state, attempt, at });
    const error = finalErrors[state];
    if (error) this.#error(error, false);
  }

  #result(attempt: number, body: string): void {
    this.#startAttempt(attempt);
    this.emit({ type: 'result', jobId: this.jobId, result: JSON.parse(body) as unknown });
    this.close();
  }

  #error(error: JobError, willRetry: boolean): void {
    this.emit({ type: 'error', jobId: this.jobId, error, willRetry });
    if (!willRetry) this.close();
  }
}
