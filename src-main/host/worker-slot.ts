import { assertNever } from '../../src-core/protocol/assert-never';
import {
  childMessageSchema,
  type LogLevel,
  type ParentMessage,
  type PoolWorker,
  type PoolWorkerState,
  type WorkerCounts,
  type WorkerSettings,
} from '../../src-core/protocol/worker-lifecycle';
import type { Host, HostedProcess } from './host';
import { RestartPolicy, type RestartTimings } from './restart-policy';

/** Lines of output kept of each worker. */
const maxLines = 50;
/** How long a process may take to end after it said that it is done. */
const lingerMs = 2000;
/** Of the time a stop allows, the share after which running jobs are released, and after which SIGTERM is sent. */
const releaseShare = 0.8;
const terminateShare = 0.9;

export type PoolEvent =
  | { type: 'state'; worker: PoolWorker }
  | { type: 'line'; name: string; line: string }
  | { type: 'log'; name: string; level: LogLevel; message: string };

export interface SlotOptions {
  name: string;
  workerId: string;
  host: Host;
  /** Absolute path of the built worker script. */
  entry: string;
  settings: WorkerSettings;
  timings: RestartTimings;
  onEvent: (event: PoolEvent) => void;
}

/**
 * One place in the pool: keeps one worker process running, starting it again when it ends, until it
 * is drained or stopped. Not used again after that.
 */
export class WorkerSlot {
  readonly name: string;
  /** Resolves when the worker is ready for the first time, or has ended, or is stopped. */
  readonly settled: Promise<void>;
  /** Resolves when the slot is stopped and its process gone. */
  readonly stopped: Promise<void>;
  private settle: () => void = () => {};
  private finish: () => void = () => {};

  private readonly options: SlotOptions;
  private readonly policy: RestartPolicy;
  private readonly lines: string[] = [];
  private state: PoolWorkerState = 'starting';
  /** It drains only to be started again. */
  private restarting = false;
  private child: HostedProcess | null = null;
  private counts: WorkerCounts = { active: 0, completed: 0, failed: 0 };
  private starts = 0;
  private lastExit: PoolWorker['lastExit'] = null;
  private retryAt: number | null = null;
  private killAt = Number.POSITIVE_INFINITY;
  private restartTimer: NodeJS.Timeout | undefined;
  private stableTimer: NodeJS.Timeout | undefined;
  private killTimers: NodeJS.Timeout[] = [];

  constructor(options: SlotOptions) {
    this.options = options;
    this.name = options.name;
    this.policy = new RestartPolicy(options.timings);
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.stopped = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** True from the moment it was told to end for good. */
  get leaving(): boolean {
    return (this.state === 'draining' && !this.restarting) || this.state === 'stopped';
  }

  /** Whether there is a process. */
  get running(): boolean {
    return this.child !== null;
  }

  /** Starts the process; called once. */
  start(): void {
    if (this.starts === 0 && !this.leaving) this.launch();
  }

  /** Starts a waiting worker now instead of at the end of its delay. */
  retry(): void {
    if (this.state !== 'backoff' && this.state !== 'crash-loop') return;
    clearTimeout(this.restartTimer);
    this.launch();
  }

  /** Ends the process when its running jobs are finished, and starts a new one; a waiting worker is started now. */
  restart(): void {
    if (this.leaving || this.restarting) return;
    if (!this.child) return this.retry();
    this.restarting = true;
    clearTimeout(this.stableTimer);
    this.enter('draining');
    this.send({ type: 'drain', timeoutMs: null });
  }

  /** Ends the process at once, as a crash would: its jobs go to others, and it is started again. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Ends the worker when its running jobs are finished, however long they take. */
  drain(): void {
    if (this.leaving) return;
    this.leave();
    this.send({ type: 'drain', timeoutMs: null });
  }

  /**
   * Ends the worker within `timeoutMs`: jobs that still run shortly before are released, and a process
   * that is still there at its end is killed. A second call can only shorten the time.
   */
  stop(timeoutMs: number): Promise<void> {
    if (!this.leaving) this.leave();
    const killAt = Date.now() + timeoutMs;
    if (this.child && killAt < this.killAt) {
      this.killAt = killAt;
      this.send({ type: 'drain', timeoutMs: Math.floor(timeoutMs * releaseShare) });
      this.killTimers.push(
        setTimeout(() => this.child?.kill('SIGTERM'), timeoutMs * terminateShare),
        setTimeout(() => this.child?.kill('SIGKILL'), timeoutMs),
      );
    }
    return this.stopped;
  }

  status(): PoolWorker {
    return {
      name: this.name,
      workerId: this.options.workerId,
      pid: this.child?.pid ?? null,
      state: this.state,
      restarts: Math.max(0, this.starts - 1),
      lastExit: this.lastExit,
      retryAt: this.retryAt,
      lastLines: [...this.lines],
      counts: { ...this.counts },
    };
  }

  private launch(): void {
    this.starts += 1;
    this.retryAt = null;
    this.counts = { active: 0, completed: 0, failed: 0 };
    const child = this.options.host.spawn(this.options.entry, { name: `signalbox ${this.name}` });
    this.child = child;
    child.onLine((line) => this.keepLine(line));
    child.onMessage((message) => this.receive(message));
    child.onExit((code, signal) => this.exited(code, signal));
    this.send({ type: 'init', workerId: this.options.workerId, ...this.options.settings });
    this.enter('starting');
  }

  private leave(): void {
    clearTimeout(this.restartTimer);
    this.restarting = false;
    this.retryAt = null;
    if (this.child) this.enter('draining');
    else this.end();
  }

  private receive(raw: unknown): void {
    const parsed = childMessageSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.becomeReady();
        return;
      case 'stats':
        this.counts = { active: message.active, completed: message.completed, failed: message.failed };
        return;
      case 'log':
        this.options.onEvent({
          type: 'log',
          name: this.name,
          level: message.level,
          message: message.message,
        });
        return;
      case 'stopped':
        this.killTimers.push(setTimeout(() => this.child?.kill('SIGKILL'), lingerMs));
        return;
      default:
        assertNever(message);
    }
  }

  private becomeReady(): void {
    if (this.state !== 'starting') return;
    this.stableTimer = setTimeout(() => this.policy.stable(), this.options.timings.stableMs);
    this.enter('ready');
    this.settle();
  }

  private exited(code: number | null, signal: string | null): void {
    this.child = null;
    this.clearTimers();
    const at = Date.now();
    this.lastExit = { code, signal, at };
    this.counts.active = 0;
    if (this.leaving) return this.end();
    const asTold = this.restarting && code === 0;
    this.restarting = false;
    if (asTold) return this.launch();
    const { state, delayMs } = this.policy.exited(at);
    this.retryAt = at + delayMs;
    this.restartTimer = setTimeout(() => this.launch(), delayMs);
    this.enter(state);
    this.settle();
  }

  private end(): void {
    this.clearTimers();
    this.enter('stopped');
    this.settle();
    this.finish();
  }

  private clearTimers(): void {
    clearTimeout(this.restartTimer);
    clearTimeout(this.stableTimer);
    for (const timer of this.killTimers) clearTimeout(timer);
    this.killTimers = [];
  }

  private enter(state: PoolWorkerState): void {
    this.state = state;
    this.options.onEvent({ type: 'state', worker: this.status() });
  }

  private send(message: ParentMessage): void {
    this.child?.send(message);
  }

  private keepLine(line: string): void {
    this.lines.push(line);
    if (this.lines.length > maxLines) this.lines.shift();
    this.options.onEvent({ type: 'line', name: this.name, line });
  }
}
