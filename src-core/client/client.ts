import type { ClientFrame, ResumePoint, ServerFrame, WelcomeFrame } from '../protocol/client-frames';
import { errorCatalogue, SignalboxError } from '../protocol/errors';
import type { JobRecord, JobRequest } from '../protocol/job';
import { maxResumeJobs } from '../protocol/limits';
import type { OnReset } from './chunk-queue';
import { Connection, type ConnectionStatus } from './connection';
import { type JobFrame, JobHandle } from './job-handle';
import { type Answer, Requests } from './requests';

export { SignalboxError } from '../protocol/errors';
export type { ConnectionStatus } from './connection';
export type { OnReset } from './chunk-queue';
export type { JobEvents, JobHandle } from './job-handle';

export interface ConnectOptions {
  /** The gateway's address: `http://`, `https://`, `ws://` or `wss://`. */
  url: string;
  token: string;
  /** The owner of the jobs; needed only with an admin token that acts for a client. */
  clientId?: string;
  /** Longest wait for the answer to one request, lost connections included, in ms. Default 30000. */
  requestTimeoutMs?: number;
  /** Told of every change of the connection. */
  onStatus?: (status: ConnectionStatus) => void;
}

/** Options of a submission besides type and payload. */
export type SubmitOptions = Omit<JobRequest, 'type' | 'payload'> & {
  /**
   * What reading `chunks` does when a new attempt starts over after chunks were read: `throw`
   * ATTEMPT_LOST (default), or `restart`: it goes on with the new attempt's chunks, and `on('reset')` tells.
   */
  onReset?: OnReset;
};

/** Makes a client. It connects when it is first needed, and again whenever the link is lost while jobs are unfinished. */
export function connect(options: ConnectOptions): SignalboxClient {
  return new SignalboxClient(options);
}

/** A gateway's client for browser and Node. */
export class SignalboxClient {
  readonly #connection: Connection<ClientFrame, ServerFrame, WelcomeFrame>;
  readonly #requests: Requests;
  /** Unfinished jobs by id. */
  readonly #handles = new Map<string, JobHandle>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #resumeToken: string | null = null;
  #welcome: WelcomeFrame | null = null;
  #waiting: { resolve(frame: WelcomeFrame): void; reject(error: SignalboxError): void }[] = [];
  #refusal: SignalboxError | null = null;

  constructor(options: ConnectOptions) {
    const { token, onStatus, requestTimeoutMs = 30_000 } = options;
    this.#connection = new Connection(socketUrl(options), token, {
      welcomed: (frame) => this.#welcomed(frame),
      received: (frame) => this.#received(frame),
      lost: () => {
        this.#welcome = null;
      },
      refused: (error) => this.#end(error),
      needed: () => this.#handles.size + this.#requests.size + this.#waiting.length > 0,
      status: (status) => onStatus?.(status),
      // A browser cannot send a protocol ping.
      ping: (socket) => socket.send(JSON.stringify({ type: 'ping' } satisfies ClientFrame)),
    });
    this.#requests = new Requests((frame) => {
      this.#connection.open();
      return this.#connection.send(frame);
    }, requestTimeoutMs);
  }

  get status(): ConnectionStatus {
    return this.#connection.status;
  }

  /** Connects now. Rejects with UNAUTHORIZED, FORBIDDEN or NOT_FOUND when the gateway refuses; waits while it is away. */
  ready(): Promise<WelcomeFrame> {
    if (this.#welcome) return Promise.resolve(this.#welcome);
    return new Promise((resolve, reject) => {
      if (this.#refusal) return reject(this.#refusal);
      this.#waiting.push({ resolve, reject });
      this.#connection.open();
    });
  }

  /**
   * Submits a job; resolves when the gateway has accepted it. It is given an id of its own, so that
   * sending it again after a lost connection cannot make two jobs of it.
   * Rejects with INVALID_MESSAGE, FORBIDDEN, QUEUE_FULL, REDIS_UNAVAILABLE, RATE_LIMITED, TIMEOUT, ...
   */
  submit(type: string, payload: unknown = null, options: SubmitOptions = {}): Promise<JobHandle> {
    const { onReset, ...rest } = options;
    const job: JobRequest = { ...rest, type, payload, id: options.id ?? newId() };
    return this.#ask({ type: 'submit_job', job }, (answer) => {
      if (answer.type !== 'job_accepted') throw unexpected(answer);
      return this.#handle(answer.jobId, answer.state, onReset);
    });
  }

  /** Follows a job. Chunks of its present attempt come from the beginning, or after `afterSeq`. Rejects with JOB_NOT_FOUND. */
  watch(jobId: string, from: Omit<ResumePoint, 'jobId'> & { onReset?: OnReset } = {}): Promise<JobHandle> {
    const existing = this.#handles.get(jobId);
    if (existing) return Promise.resolve(existing);
    const { onReset, ...point } = from;
    return this.#ask({ type: 'watch_job', jobId, ...point }, () => this.#handle(jobId, 'waiting', onReset));
  }

  /** Cancels a job. Rejects with JOB_NOT_FOUND, or INVALID_STATE when it is finished. */
  cancel(jobId: string, cause?: string): Promise<void> {
    return this.#ask({ type: 'cancel_job', jobId, ...(cause !== undefined && { cause }) }, () => undefined);
  }

  /** A job with payload, result and history. Rejects with JOB_NOT_FOUND. */
  get(jobId: string): Promise<JobRecord> {
    return this.#ask({ type: 'get_job', jobId }, (answer) => {
      if (answer.type !== 'job') throw unexpected(answer);
      return answer.job;
    });
  }

  /** Disconnects for good. Jobs go on; their handles fail here. */
  close(): void {
    this.#connection.close();
    this.#end(new SignalboxError('DRAINING', 'The client was closed'));
  }

  #ask<T>(frame: ClientFrame, take: (answer: Answer) => T): Promise<T> {
    return this.#refusal ? Promise.reject(this.#refusal) : this.#requests.ask(frame, take);
  }

  #handle(jobId: string, state: JobHandle['state'], onReset: OnReset = 'throw'): JobHandle {
    const existing = this.#handles.get(jobId);
    if (existing) return existing;
    const handle = new JobHandle(
      jobId,
      state,
      onReset,
      (cause) => this.cancel(jobId, cause),
      () => this.#handles.delete(jobId),
    );
    this.#handles.set(jobId, handle);
    return handle;
  }

  #welcomed(frame: WelcomeFrame): void {
    this.#welcome = frame;
    const resumeToken = this.#resumeToken ?? frame.resumeToken;
    this.#resumeToken = frame.resumeToken;
    this.#requests.sendAgain();
    const points = [...this.#handles.values()].map((handle) => handle.point);
    for (let from = 0; from < points.length; from += maxResumeJobs) {
      this.#resume(resumeToken, points.slice(from, from + maxResumeJobs));
    }
    for (const { resolve } of this.#waiting) resolve(frame);
    this.#waiting = [];
  }

  #resume(resumeToken: string, jobs: ResumePoint[]): void {
    this.#requests
      .ask({ type: 'resume', resumeToken, jobs }, () => undefined)
      // The token may be too old; this connection has shown its own: watch the jobs one by one.
      .catch(() => {
        for (const { jobId } of jobs) this.#watchAgain(jobId, 0);
      });
  }

  #received(frame: ServerFrame): void {
    if (this.#requests.settle(frame)) return;
    if (frame.type === 'error') {
      if (frame.jobId !== undefined) this.#broken(frame.jobId, frame);
    } else if ('jobId' in frame && frame.jobId !== undefined) {
      this.#handles.get(frame.jobId)?.take(frame as JobFrame);
    }
  }

  /** A watch ended before its job: take it up again when that can help. */
  #broken(
    jobId: string,
    { code, message, retryAfterMs = 1000 }: Extract<ServerFrame, { type: 'error' }>,
  ): void {
    if (errorCatalogue[code].retry) this.#watchAgain(jobId, retryAfterMs);
    else this.#handles.get(jobId)?.fail(new SignalboxError(code, message));
  }

  #watchAgain(jobId: string, afterMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const handle = this.#handles.get(jobId);
      if (handle) this.#connection.send({ type: 'watch_job', ...handle.point });
    }, afterMs);
    this.#timers.add(timer);
  }

  #end(error: SignalboxError): void {
    this.#refusal ??= error;
    this.#requests.failAll(error);
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting = [];
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const handle of [...this.#handles.values()]) handle.fail(error);
  }
}

function socketUrl({ url, clientId }: ConnectOptions): string {
  const address = new URL(url);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  address.pathname = `${address.pathname.replace(/\/$/, '')}/ws/client`;
  if (clientId !== undefined) address.searchParams.set('clientId', clientId);
  return address.href;
}

/** 20 random characters, 0-9 and a-v: 100 bits. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return Array.from(bytes, (byte) => (byte & 31).toString(32)).join('');
}

function unexpected(answer: ServerFrame): SignalboxError {
  return new SignalboxError('INTERNAL', `The gateway answered with ${answer.type}`);
}
