import { assertNever } from '../src-core/protocol/assert-never';
import {
  type ChildMessage,
  type LogLevel,
  logLevels,
  type ParentMessage,
  type WorkerCounts,
} from '../src-core/protocol/worker-lifecycle';
import type { RedisTarget } from '../src-core/redis/target';
import { loadHandlerFile } from './handler-file';
import { builtInHandlers } from './handlers/built-in';
import type { Handler } from './handlers/handler';
import type { ParentPort } from './parent-port';
import { QuietOutput } from './quiet-output';

/** How often changed counts are sent to the parent. */
const countsEveryMs = 1000;
/** Without a parent nobody would kill a process whose jobs cannot be released, so it ends itself. */
const orphanLifeMs = 5000;
/** The same failure of the worker is logged again only after this long. */
const repeatLogMs = 10_000;

export type WorkerInit = Extract<ParentMessage<RedisTarget>, { type: 'init' }>;

/** The part of a Worker this process looks after. */
export interface RunningWorker {
  start(): Promise<void>;
  /** null = as long as it takes. A second call with a shorter time shortens the first. */
  stop(options: { timeoutMs: number | null }): Promise<void>;
  stats(): WorkerCounts;
}

/** `onError` is to be told what goes wrong with the worker itself, such as Redis being away. */
export type CreateWorker = (
  init: WorkerInit,
  handlers: Record<string, Handler>,
  onError: (error: unknown) => void,
) => RunningWorker;

/** A worker process from its `init` message to its end: ready, counts, drain, signals, and the parent's death. */
export class WorkerProcess {
  private readonly port: ParentPort;
  private readonly createWorker: CreateWorker;
  private init: WorkerInit | null = null;
  private worker: RunningWorker | null = null;
  private stopping = false;
  private readonly output = new QuietOutput();
  private lastCounts = '';
  private lastWarning = { text: '', at: 0 };

  constructor(port: ParentPort, createWorker: CreateWorker) {
    this.port = port;
    this.createWorker = createWorker;
  }

  /** Begins to listen to the parent and to signals. */
  run(): void {
    for (const stream of [process.stdout, process.stderr]) this.output.cover(stream);
    this.port.onMessage((message) => this.receive(message as ParentMessage<RedisTarget>));
    this.port.onClose(() => {
      setTimeout(() => process.exit(1), orphanLifeMs);
      void this.stop(0);
    });
    // A terminal sends Ctrl-C to the whole group: the parent decides what becomes of its workers.
    process.on('SIGINT', () => {});
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      // The first asks to finish, a further one, or one after a drain, to let go at once.
      process.on(signal, () => void this.stop(this.stopping ? 0 : (this.init?.drainTimeoutMs ?? 0)));
    }
  }

  private receive(message: ParentMessage<RedisTarget>): void {
    switch (message.type) {
      case 'init':
        if (!this.init) void this.start(message).catch((error: unknown) => this.fail(error));
        return;
      case 'drain':
        void this.stop(message.timeoutMs);
        return;
      default:
        assertNever(message);
    }
  }

  private async start(init: WorkerInit): Promise<void> {
    this.init = init;
    const own = init.handlersFile ? await loadHandlerFile(init.handlersFile) : {};
    const handlers = { ...builtInHandlers(init), ...this.output.watched(own) };
    if (this.stopping) return;
    this.worker = this.createWorker(init, handlers, (error) => this.warn(error));
    await this.worker.start();
    if (this.stopping) return;
    this.sendCounts();
    setInterval(() => this.sendCounts(), countsEveryMs).unref();
    this.log('info', `worker ${init.workerId} takes ${Object.keys(handlers).join(', ')}`);
    this.send({ type: 'ready', workerId: init.workerId });
  }

  private async stop(timeoutMs: number | null): Promise<void> {
    if (!this.stopping) this.log('info', 'the worker takes no more jobs');
    this.stopping = true;
    try {
      await this.worker?.stop({ timeoutMs });
      this.sendCounts();
      await this.port.send({ type: 'stopped' } satisfies ChildMessage);
      process.exit(0);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The supervisor keeps the last lines of stderr and shows them with the exit. */
  private fail(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`, () => process.exit(1));
  }

  private sendCounts(): void {
    if (!this.worker) return;
    const { active, completed, failed } = this.worker.stats();
    const message: ChildMessage = { type: 'stats', active, completed, failed };
    const text = JSON.stringify(message);
    if (text === this.lastCounts) return;
    this.lastCounts = text;
    this.send(message);
  }

  private warn(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const now = performance.now();
    if (text === this.lastWarning.text && now - this.lastWarning.at < repeatLogMs) return;
    this.lastWarning = { text, at: now };
    this.log('warn', text);
  }

  private log(level: LogLevel, message: string): void {
    const wanted = this.init?.logLevel ?? 'info';
    if (logLevels.indexOf(level) >= logLevels.indexOf(wanted)) this.send({ type: 'log', level, message });
  }

  private send(message: ChildMessage): void {
    void this.port.send(message);
  }
}
