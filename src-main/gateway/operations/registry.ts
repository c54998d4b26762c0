import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Operation } from '../../../src-core/protocol/operations';
import { type Clock, type ManyJobs, systemClock, workThrough } from '../../../src-core/queue/many-jobs';

/** Operations that are remembered; the oldest that have ended are forgotten for new ones. */
const maxRemembered = 100;
/** How long an operation waits for a Redis that is away, and how long between two tries; ms. */
const patienceMs = 60_000;
const retryMs = 1000;

/** What is to be done. */
export interface Order extends Pick<Operation, 'kind' | 'queue' | 'what' | 'rate' | 'undoUntil'> {
  work: ManyJobs;
  /** Called when all of it was done. */
  onDone?: () => void;
}

interface Entry {
  operation: Operation;
  stopping: AbortController;
  ended: Promise<void>;
}

/** The long acts of one gateway: runs each in slices, tells how far it is, and remembers the last 100. */
export class Operations {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  readonly #log: Logger;
  readonly #clock: Clock;
  #closed = false;

  constructor(settings: { log: Logger; clock?: Clock }) {
    this.#log = settings.log;
    this.#clock = settings.clock ?? systemClock;
  }

  /** Begins an operation and answers it as it stands. Throws DRAINING; QUEUE_FULL when 100 run already. */
  start(order: Order): Operation {
    if (this.#closed) throw new SignalboxError('DRAINING');
    this.#makeRoom();
    const { kind, queue, what, rate, undoUntil, work } = order;
    const operation: Operation = {
      id: randomBytes(9).toString('base64url'),
      ...{ kind, queue, what, state: 'running', total: work.total, done: 0, skipped: 0, rate },
      ...{ startedAt: Date.now(), endedAt: null, undoUntil, error: null },
    };
    const entry: Entry = { operation, stopping: new AbortController(), ended: Promise.resolve() };
    this.#entries.set(operation.id, entry);
    entry.ended = this.#run(entry, order);
    this.#changed();
    return { ...operation };
  }

  /** Newest first. */
  list(): Operation[] {
    return [...this.#entries.values()].map(({ operation }) => ({ ...operation })).reverse();
  }

  /** Throws NOT_FOUND. */
  get(id: string): Operation {
    return { ...this.#entry(id).operation };
  }

  /** Ends an operation after the slice under way and answers how it ended; one that has ended stays so. Throws NOT_FOUND. */
  async stop(id: string): Promise<Operation> {
    const entry = this.#entry(id);
    entry.stopping.abort();
    await entry.ended;
    return { ...entry.operation };
  }

  /** An operation can be undone no more. */
  forgetUndo(id: string): void {
    this.#entry(id).operation.undoUntil = null;
    this.#changed();
  }

  /** Calls `listener` whenever an operation began, went on or ended, until the answer is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes no more and ends all that run. */
  async close(): Promise<void> {
    this.#closed = true;
    const entries = [...this.#entries.values()];
    for (const { stopping } of entries) stopping.abort();
    await Promise.all(entries.map(({ ended }) => ended));
  }

  async #run({ operation, stopping }: Entry, { work, rate, onDone }: Order): Promise<void> {
    const { signal } = stopping;
    let over = work.total === 0;
    try {
      const patient = { total: work.total, next: (most: number) => this.#next(work, most, signal) };
      const onSlice = (slice: { done: number; skipped: number; over: boolean }) => {
        operation.done += slice.done;
        operation.skipped += slice.skipped;
        over = slice.over;
        this.#changed();
      };
      if (!over) await workThrough(patient, { rate, signal, clock: this.#clock, onSlice });
      operation.state = over ? 'done' : 'stopped';
      if (over) onDone?.();
    } catch (error) {
      operation.state = 'failed';
      operation.error =
        error instanceof SignalboxError ? error.message : new SignalboxError('INTERNAL').message;
      if (!(error instanceof SignalboxError)) this.#log.error({ err: error }, 'an operation failed');
    }
    operation.endedAt = Date.now();
    this.#changed();
  }

  // A slice that Redis did after all, though its answer was lost, counts as skipped the second time.
  async #next(work: ManyJobs, most: number, signal: AbortSignal): ReturnType<ManyJobs['next']> {
    const giveUpAt = this.#clock.now() + patienceMs;
    for (;;) {
      try {
        return await work.next(most);
      } catch (error) {
        const away = error instanceof SignalboxError && error.code === 'REDIS_UNAVAILABLE';
        if (!away || this.#clock.now() >= giveUpAt) throw error;
        if (signal.aborted) return { done: 0, skipped: 0, over: false };
        await this.#clock.sleep(retryMs, signal);
      }
    }
  }

  #makeRoom(): void {
    if (this.#entries.size < maxRemembered) return;
    const ended = [...this.#entries.values()].find(({ operation }) => operation.state !== 'running');
    if (!ended) throw new SignalboxError('QUEUE_FULL', `${maxRemembered} operations run already`);
    this.#entries.delete(ended.operation.id);
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) {
      throw new SignalboxError(
        'NOT_FOUND',
        `No such operation: a gateway remembers its last ${maxRemembered}`,
      );
    }
    return entry;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
