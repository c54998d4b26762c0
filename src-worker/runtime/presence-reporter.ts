import { hostname } from 'node:os';
import type { LabelValue } from '../../src-core/protocol/job';
import type { QueueConnection } from '../../src-core/queue/connection';
import { removePresence, reportPresence } from '../../src-core/queue/presence';

/** A worker that does nothing says so once a minute; one that works, more often. */
const idleMs = 60_000;
const busyMs = 10_000;

/** What is asked of the worker at each report. */
interface Reported {
  id: string;
  concurrency: number;
  stats(): { active: number; completed: number; failed: number };
  draining(): boolean;
}

/** Tells Redis that a worker is there, and what it does. */
export class PresenceReporter {
  readonly #connection: QueueConnection;
  readonly #about: {
    handlers: object;
    labels?: Record<string, LabelValue>;
    onError?: (error: unknown) => void;
  };
  readonly #worker: Reported;
  readonly #startedAt = Date.now();
  #timer: NodeJS.Timeout | null = null;
  #told = '';
  #toldAt = 0;

  constructor(
    connection: QueueConnection,
    about: { handlers: object; labels?: Record<string, LabelValue>; onError?: (error: unknown) => void },
    worker: Reported,
  ) {
    this.#connection = connection;
    this.#about = about;
    this.#worker = worker;
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#reportWhenDue(), busyMs);
    await this.report();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await removePresence(this.#connection, this.#worker.id).catch(() => undefined);
  }

  #reportWhenDue(): void {
    const changed = JSON.stringify(this.#worker.stats()) !== this.#told;
    if (changed || performance.now() - this.#toldAt >= idleMs - busyMs / 2) void this.report();
  }

  async report(): Promise<void> {
    const stats = this.#worker.stats();
    const { active, completed, failed } = stats;
    this.#told = JSON.stringify(stats);
    this.#toldAt = performance.now();
    await reportPresence(this.#connection, {
      id: this.#worker.id,
      queue: this.#connection.queue,
      host: hostname(),
      pid: process.pid,
      startedAt: this.#startedAt,
      concurrency: this.#worker.concurrency,
      active,
      types: Object.keys(this.#about.handlers),
      labels: this.#about.labels ?? {},
      state: this.#worker.draining() ? 'draining' : 'running',
      completed,
      failed,
    }).catch((error: unknown) => this.#about.onError?.(error));
  }
}
