import { hostname } from 'node:os';
import type { PoolAction } from '../../src-core/protocol/console';
import { SignalboxError } from '../../src-core/protocol/errors';
import { maxPoolSize, type PoolWorker, type WorkerSettings } from '../../src-core/protocol/worker-lifecycle';
import type { Host } from './host';
import { defaultRestartTimings, type RestartTimings } from './restart-policy';
import { type PoolEvent, WorkerSlot } from './worker-slot';

/** How long `start` waits for workers that neither become ready nor end. */
const startWaitMs = 10_000;

export interface SupervisorOptions {
  host: Host;
  /** Absolute path of the built worker script; found by the entry file, not here. */
  entry: string;
  /** Worker processes to run, 0 to `maxPoolSize`. */
  size: number;
  /** What each worker is told at its start. */
  settings: WorkerSettings;
  /** Worker ids are `PREFIX-NUMBER`; machine and process id when not said. */
  workerIdPrefix?: string;
  timings?: Partial<RestartTimings>;
  onEvent?: (event: PoolEvent) => void;
}

/** A pool of worker processes: keeps them running, scales and drains them. Start and stop may be called in any order. */
export class Supervisor {
  private readonly options: SupervisorOptions;
  private readonly timings: RestartTimings;
  private readonly workerIdPrefix: string;
  private readonly slots = new Set<WorkerSlot>();
  private wanted = false;
  private size: number;

  constructor(options: SupervisorOptions) {
    this.options = options;
    this.size = checkedSize(options.size);
    this.timings = { ...defaultRestartTimings, ...options.timings };
    this.workerIdPrefix = options.workerIdPrefix ?? `${hostname()}-${process.pid}`;
  }

  /** The number of workers there should be; those that drain are not among them. */
  get targetSize(): number {
    return this.size;
  }

  /**
   * Starts the workers. Resolves when each is ready, or has ended at least once (`status` tells), or
   * after 10 seconds. Called during a stop it starts new ones beside those that are ending.
   */
  async start(): Promise<void> {
    this.wanted = true;
    this.reconcile();
    let timer: NodeJS.Timeout | undefined;
    const longEnough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, startWaitMs);
    });
    await Promise.race([Promise.all(this.staying().map((slot) => slot.settled)), longEnough]);
    clearTimeout(timer);
  }

  /**
   * Changes how many workers run: more are started at once; surplus ones take no new jobs and end with
   * their last running one. Remembered for the next start when the pool does not run.
   * @throws RangeError
   */
  scale(size: number): void {
    this.size = checkedSize(size);
    if (this.wanted) this.reconcile();
  }

  /**
   * Does one thing to one worker. `drain`: it ends with its last running job and is not replaced, the pool is one
   * smaller. `restart`: the same, and a new process takes its place. `kill`: its process is ended at once, for trying
   * out what happens then. `start`: one that waits to be started again is started now.
   * @throws SignalboxError WORKER_NOT_FOUND when there is none of that name, INVALID_STATE when it cannot be done now
   */
  act(name: string, action: PoolAction): void {
    const slot = [...this.slots].find((one) => one.name === name);
    if (!slot) throw new SignalboxError('WORKER_NOT_FOUND', 'No worker process of that name in this pool');
    const { state } = slot.status();
    const refuse = (why: string) => new SignalboxError('INVALID_STATE', `${name} ${why}`);
    if (action === 'kill') {
      if (!slot.running) throw refuse(`has no process to kill: it is in ${state}`);
      return slot.kill();
    }
    if (action === 'start') {
      if (state !== 'backoff' && state !== 'crash-loop')
        throw refuse(`does not wait to be started: it is ${state}`);
      return slot.retry();
    }
    if (slot.leaving) throw refuse('ends already');
    if (action === 'restart') return slot.restart();
    this.size = Math.max(0, this.size - 1);
    slot.drain();
  }

  /** Starts workers in `backoff` or `crash-loop` now: all of them, or the one of that name. */
  retry(name?: string): void {
    for (const slot of this.slots) if (name === undefined || slot.name === name) slot.retry();
  }

  /**
   * Ends all workers. They take no new jobs; those that run have most of `timeoutMs` to finish and are
   * then released; a process that is still there at its end is killed. Resolves when all are gone.
   */
  async stop({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    this.wanted = false;
    await Promise.all([...this.slots].map((slot) => slot.stop(timeoutMs)));
  }

  /** Every worker that runs, ends, or waits to be started again. */
  status(): PoolWorker[] {
    return [...this.slots].map((slot) => slot.status());
  }

  private staying(): WorkerSlot[] {
    return [...this.slots].filter((slot) => !slot.leaving);
  }

  private reconcile(): void {
    const staying = this.staying();
    const surplus = staying.length - this.size;
    if (surplus > 0) for (const slot of leastUseful(staying).slice(0, surplus)) slot.drain();
    for (let missing = -surplus; missing > 0; missing -= 1) this.add();
  }

  private add(): void {
    const number = this.freeNumber();
    const slot = new WorkerSlot({
      name: `worker-${number}`,
      workerId: `${this.workerIdPrefix}-${number}`,
      host: this.options.host,
      entry: this.options.entry,
      settings: this.options.settings,
      timings: this.timings,
      onEvent: (event) => {
        if (event.type === 'state' && event.worker.state === 'stopped') this.slots.delete(slot);
        this.options.onEvent?.(event);
      },
    });
    this.slots.add(slot);
    slot.start();
  }

  /** The lowest number no slot has: a replaced worker keeps its name and id, so lists stay readable. */
  private freeNumber(): number {
    const taken = new Set([...this.slots].map((slot) => slot.name));
    let number = 1;
    while (taken.has(`worker-${number}`)) number += 1;
    return number;
  }
}

/** The workers in the order in which to give them up: not running, then least busy, then youngest. */
function leastUseful(slots: WorkerSlot[]): WorkerSlot[] {
  const cost = (slot: WorkerSlot) => {
    const { state, counts } = slot.status();
    return state === 'ready' ? 1 + counts.active : 0;
  };
  return slots.reverse().sort((a, b) => cost(a) - cost(b));
}

function checkedSize(size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= maxPoolSize) return size;
  throw new RangeError(`the number of workers is ${size}; accepted: a whole number from 0 to ${maxPoolSize}`);
}
