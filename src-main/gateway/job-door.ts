import { SignalboxError } from '../../src-core/protocol/errors';
import type { JobOptions, JobRecord, JobRequest, JobTrace } from '../../src-core/protocol/job';
import type { JobState } from '../../src-core/protocol/job-state';
import type { Watch } from '../../src-core/queue/delivery';
import type { Monitor } from '../../src-core/queue/monitor';
import type { Queue } from '../../src-core/queue/queue';
import type { AddResult, DeliveryEvent, Idempotency, NewJob } from '../../src-core/queue/types';
import { within } from './deadline';
import type { Principal } from './tokens';

interface DoorSettings {
  queues: (name: string) => Queue;
  defaultQueue: string;
  defaultOptions: Partial<JobOptions>;
  monitor: Monitor;
  /** Queues besides the default one. */
  maxQueues: number;
  /** Longest wait for an answer of the queue, in ms. */
  requestMs: number;
  draining: () => boolean;
}

/** Which job, and where a reader is in its stream. */
export interface WatchPoint {
  jobId: string;
  attempt?: number | undefined;
  afterSeq?: number | undefined;
  queue?: string | undefined;
}

type Listener = (event: DeliveryEvent) => void;

/**
 * The one way from any endpoint to the jobs. It finds the queue a job is in and keeps every
 * principal to its own jobs: another's job answers JOB_NOT_FOUND, as one that does not exist.
 * Every method throws REDIS_UNAVAILABLE when the queue does not answer in time.
 */
export class JobDoor {
  readonly #opened = new Set<string>();

  constructor(private readonly settings: DoorSettings) {}

  /** Adds a job for `who`. Throws FORBIDDEN, DRAINING, QUEUE_FULL, DUPLICATE_JOB and whatever `Queue.add` does. */
  submit(who: Principal, request: JobRequest, idempotency?: Idempotency): Promise<AddResult> {
    return this.#wait(async () => {
      const { queue, job } = this.#prepare(who, request);
      return queue.submit(job, idempotency && { idempotency });
    });
  }

  /** Adds a job and watches it in one step; no event comes before the promise resolves. Throws as `submit`. */
  submitAndWatch(
    who: Principal,
    request: JobRequest,
    listener: Listener,
  ): Promise<AddResult & { watch: Watch }> {
    return this.#wait(
      async () => {
        const { queue, job } = this.#prepare(who, request);
        return queue.delivery.submit(job, listener);
      },
      (late) => late.watch.close(),
    );
  }

  /** Follows a job from where the reader is. Throws JOB_NOT_FOUND. */
  watch(who: Principal, point: WatchPoint, listener: Listener): Promise<Watch> {
    const owner = ownerOf(who);
    const from = {
      ...(point.attempt !== undefined && { attempt: point.attempt }),
      ...(point.afterSeq !== undefined && { afterSeq: point.afterSeq }),
      ...(owner !== undefined && { owner }),
    };
    return this.#wait(
      () =>
        this.#where(point.jobId, point.queue, (queue) => queue.delivery.watch(point.jobId, from, listener)),
      (late) => late.close(),
    );
  }

  /** The job with payload, result and history. Throws JOB_NOT_FOUND. */
  get(who: Principal, jobId: string, queueName?: string): Promise<JobRecord> {
    return this.#wait(() =>
      this.#where(jobId, queueName, async (queue) => {
        const job = await queue.get(jobId);
        if (!job || !mayTouch(who, job.clientId)) throw new SignalboxError('JOB_NOT_FOUND');
        return job;
      }),
    );
  }

  /** Everything that happened to the job. Throws JOB_NOT_FOUND. */
  trace(who: Principal, jobId: string, queueName?: string): Promise<JobTrace> {
    return this.#own(who, jobId, queueName, async (queue) => {
      const trace = await queue.trace(jobId);
      if (!trace) throw new SignalboxError('JOB_NOT_FOUND');
      return trace;
    });
  }

  /** Cancels the job. Throws JOB_NOT_FOUND, INVALID_STATE when it is finished. */
  cancel(
    who: Principal,
    jobId: string,
    queueName?: string,
    cause = `cancelled by ${who.key}`,
  ): Promise<{ state: JobState; wasRunning: boolean }> {
    return this.#own(who, jobId, queueName, (queue) => queue.cancel(jobId, cause));
  }

  /** Sends a dead job back to the queue. Throws JOB_NOT_FOUND, INVALID_STATE unless it is dead. */
  retry(who: Principal, jobId: string, queueName?: string): Promise<void> {
    return this.#own(who, jobId, queueName, (queue) => queue.retry(jobId, `retried by ${who.key}`));
  }

  /**
   * The queue of that name. Throws FORBIDDEN when this gateway already has as many as it opens,
   * so that invented names cannot use up connections.
   */
  open(name: string): Queue {
    const { defaultQueue, queues, maxQueues } = this.settings;
    if (name !== defaultQueue && !this.#opened.has(name)) {
      if (this.#opened.size >= maxQueues) {
        throw new SignalboxError('FORBIDDEN', `This gateway opens ${maxQueues} queues at most`);
      }
      this.#opened.add(name);
    }
    return queues(name);
  }

  /** Whether a queue of that name ever had a job. */
  async exists(name: string): Promise<boolean> {
    return name === this.settings.defaultQueue || (await this.settings.monitor.queueNames()).includes(name);
  }

  #prepare(who: Principal, request: JobRequest): { queue: Queue; job: NewJob } {
    if (this.settings.draining()) throw new SignalboxError('DRAINING');
    if (who.types && !who.types.includes(request.type)) {
      throw new SignalboxError('FORBIDDEN', `This token may not submit jobs of type ${request.type}`);
    }
    const name = request.queue ?? this.settings.defaultQueue;
    const job: NewJob = { ...this.settings.defaultOptions, ...request };
    delete job.queue;
    if (who.clientId !== undefined) job.clientId = who.clientId;
    return { queue: this.open(name), job };
  }

  /** `act` on a job of `who`. The owner is asked first: most operations do not tell whose job it is. */
  #own<T>(
    who: Principal,
    jobId: string,
    name: string | undefined,
    act: (queue: Queue) => Promise<T>,
  ): Promise<T> {
    return this.#wait(() =>
      this.#where(jobId, name, async (queue) => {
        const found = await queue.owner(jobId);
        if (!found || !mayTouch(who, found.owner)) throw new SignalboxError('JOB_NOT_FOUND');
        return act(queue);
      }),
    );
  }

  /** `act` on the queue the job is in: the default one, or else wherever the monitor finds it. */
  async #where<T>(jobId: string, name: string | undefined, act: (queue: Queue) => Promise<T>): Promise<T> {
    const { defaultQueue, monitor, queues } = this.settings;
    const first = name ?? defaultQueue;
    if (first === defaultQueue || this.#opened.has(first)) {
      try {
        return await act(queues(first));
      } catch (error) {
        const elsewhere =
          error instanceof SignalboxError && error.code === 'JOB_NOT_FOUND' && name === undefined;
        if (!elsewhere) throw error;
      }
    }
    // The monitor opens what it is asked about: only queues that exist.
    if (name !== undefined && !(await this.exists(name))) throw new SignalboxError('JOB_NOT_FOUND');
    const job = await monitor.job(jobId, name);
    if (!job || (name === undefined && job.queue === defaultQueue)) throw new SignalboxError('JOB_NOT_FOUND');
    return act(this.open(job.queue));
  }

  #wait<T>(work: () => Promise<T>, late?: (value: T) => void): Promise<T> {
    return within(work(), this.settings.requestMs, late);
  }
}

/** The owner a principal is kept to; undefined = none. */
export function ownerOf(who: Principal): string | undefined {
  return who.role === 'admin' ? undefined : (who.clientId ?? '');
}

function mayTouch(who: Principal, owner: string | null | undefined): boolean {
  return who.role === 'admin' || (who.clientId !== undefined && owner === who.clientId);
}
