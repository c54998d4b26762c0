import { SignalboxError } from '../protocol/errors';
import type { ClassTable } from './class-table';
import type { QueueConnection } from './connection';
import { queuesKey } from './keys';
import type { JobGroup, PreparedJob } from './options';
import type { ScriptArgument } from './scripts';
import { maxInFlight } from './session';
import type { AddResult } from './types';

const maxBatchJobs = 1000;
const maxBatchBytes = 1_000_000;
const queueFullRetryMs = 1000;
const splitFrom = 64;
const earlyFlush = 50;
const maxEarlyFlushes = 2;

interface Pending {
  job: PreparedJob;
  resolve(result: AddResult): void;
  reject(error: unknown): void;
}

/** Collects the answers of jobs that were added together: one promise for all of them. */
class Gathering {
  readonly results: AddResult[];
  readonly done: Promise<AddResult[]>;
  #left: number;
  #resolve: (results: AddResult[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(size: number) {
    this.results = new Array<AddResult>(size);
    this.#left = size;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (size === 0) this.#resolve([]);
  }

  set(index: number, result: AddResult): void {
    this.results[index] = result;
    this.#left -= 1;
    if (this.#left === 0) this.#resolve(this.results);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}

class GatheredJob implements Pending {
  constructor(
    readonly job: PreparedJob,
    readonly index: number,
    readonly into: Gathering,
  ) {}

  resolve(result: AddResult): void {
    this.into.set(this.index, result);
  }

  reject(error: unknown): void {
    this.into.fail(error);
  }
}

/**
 * Sends new jobs: those added in one tick travel as one batch, and when the limit of batches under way is reached, what
 * comes meanwhile waits and travels together.
 */
export class Adder {
  readonly #connection: QueueConnection;
  readonly #classes: ClassTable;
  readonly #cap: number;
  #pending: Pending[] = [];
  #inFlight = 0;
  #flushing = false;
  #announced = false;

  /** `cap`: waiting and scheduled jobs accepted, 0 = no cap; the queue's own limit goes before it. */
  constructor(connection: QueueConnection, classes: ClassTable, cap: number) {
    this.#connection = connection;
    this.#classes = classes;
    this.#cap = cap;
  }

  add(job: PreparedJob): Promise<AddResult> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ job, resolve, reject });
      // A tick that adds many need not wait for its end: Redis works on the first while the others are being made.
      if (this.#pending.length >= earlyFlush && this.#inFlight < maxEarlyFlushes) this.#flush();
      else this.#flushSoon();
    });
  }

  /** Adds many; answers in their order. Rejects with the first error, when others may have been added. */
  addAll(jobs: PreparedJob[]): Promise<AddResult[]> {
    const gathering = new Gathering(jobs.length);
    for (let i = 0; i < jobs.length; i++)
      this.#pending.push(new GatheredJob(jobs[i] as PreparedJob, i, gathering));
    this.#flushSoon();
    return gathering.done;
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(this.#flushNow);
  }

  readonly #flushNow = (): void => {
    this.#flushing = false;
    this.#flush();
  };

  #flush(): void {
    while (this.#pending.length > 0 && this.#inFlight < maxInFlight) {
      const batch = this.#take();
      this.#inFlight += 1;
      void this.#send(batch).finally(() => {
        this.#inFlight -= 1;
        this.#flush();
      });
    }
  }

  #take(): Pending[] {
    let bytes = 0;
    let n = 0;
    while (n < this.#pending.length && n < maxBatchJobs && bytes < maxBatchBytes) {
      bytes += (this.#pending[n] as Pending).job.payload.length;
      n += 1;
    }
    if (n === this.#pending.length) {
      const all = this.#pending;
      this.#pending = [];
      return all;
    }
    return this.#pending.splice(0, n);
  }

  async #send(batch: Pending[]): Promise<void> {
    try {
      if (!this.#announced) await this.#announce();
      const known = this.#allKnown(batch) ? batch : await this.#withKnownClass(batch);
      if (known.length === 0) return;
      const { args, order } = this.#encode(known);
      const answers = (await this.#connection.runOnce('add', args)) as '' | string[];
      this.#settle(order, answers);
    } catch (error) {
      for (const pending of batch) pending.reject(error);
    }
  }

  // Callers that go round add again at once. A large batch is answered in halves, so that Redis works on what the first
  // half adds while the second half is being told.
  #settle(order: Pending[], answers: '' | string[]): void {
    const half = order.length < splitFrom ? order.length : order.length >> 1;
    for (let i = 0; i < half; i++) settle(order[i] as Pending, answers === '' ? '' : (answers[i] as string));
    if (half === order.length) return;
    setImmediate(() => {
      for (let i = half; i < order.length; i++) {
        settle(order[i] as Pending, answers === '' ? '' : (answers[i] as string));
      }
    });
  }

  async #announce(): Promise<void> {
    const { client, queue } = this.#connection;
    await this.#connection.guard(() => client.sadd(queuesKey, queue));
    this.#announced = true;
  }

  #allKnown(batch: Pending[]): boolean {
    let last: JobGroup | null = null;
    for (const { job } of batch) {
      if (job.group === last) continue;
      last = job.group;
      if (this.#classes.known(last.className) === undefined) return false;
    }
    return true;
  }

  // A class that cannot be made refuses its own jobs only.
  async #withKnownClass(batch: Pending[]): Promise<Pending[]> {
    const missing = new Set<string>();
    for (const { job } of batch)
      if (this.#classes.known(job.group.className) === undefined) missing.add(job.group.className);
    const refused = new Map<string, unknown>();
    for (const className of missing) {
      try {
        await this.#classes.number(className);
      } catch (error) {
        refused.set(className, error);
      }
    }
    if (refused.size === 0) return batch;
    for (const pending of batch) {
      if (refused.has(pending.job.group.className)) pending.reject(refused.get(pending.job.group.className));
    }
    return batch.filter((pending) => !refused.has(pending.job.group.className));
  }

  #encode(batch: Pending[]): { args: ScriptArgument[]; order: Pending[] } {
    const groups = new Map<JobGroup, Pending[]>();
    let last: JobGroup | null = null;
    let members: Pending[] = [];
    for (const pending of batch) {
      const { group } = pending.job;
      if (group !== last) {
        last = group;
        members = groups.get(group) ?? [];
        if (members.length === 0) groups.set(group, members);
      }
      members.push(pending);
    }
    const args: ScriptArgument[] = [this.#cap, groups.size];
    const order = groups.size === 1 ? batch : [...groups.values()].flat();
    for (const [group, jobs] of groups) {
      const classNumber = this.#classes.known(group.className) as number;
      args.push(classNumber, group.priority, group.options, group.delayMs, group.expireMs);
      args.push(group.gateway, group.locked ? '1' : '0', jobs.length);
      for (const { job } of jobs) {
        args.push(job.id, job.payload);
        if (job.locks) args.push(...job.locks);
      }
    }
    return { args, order };
  }
}

function settle(pending: Pending, answer: string): void {
  const { id, group } = pending.job;
  if (answer === '')
    pending.resolve({ id, state: group.delayMs > 0 ? 'scheduled' : 'waiting', duplicate: false });
  else if (answer.startsWith('d '))
    pending.resolve({ id: answer.slice(2), state: 'waiting', duplicate: true });
  else pending.reject(refusal(answer));
}

function refusal(answer: string): SignalboxError {
  if (!answer.startsWith('x '))
    return new SignalboxError('QUEUE_FULL', undefined, { retryAfterMs: queueFullRetryMs });
  const message = `The idempotency key was used with another body, for job ${answer.slice(2)}`;
  return new SignalboxError('DUPLICATE_JOB', message);
}
