import type { QueueConnection } from '../../../src-core/queue/connection';
import { type PresenceReport, removePresences, reportPresences } from '../../../src-core/queue/presence';
import type { GpuWorker } from './gpu-worker';

/** Workers that changed are told of this often, all others within `idleMs`; newcomers after `soonMs`. */
const busyMs = 10_000;
const idleMs = 60_000;
const soonMs = 100;

/** Tells Redis which workers are connected here and what they do: one command for all of them. */
export class PresenceBoard {
  /** What was told last, and when. */
  readonly #told = new Map<string, { text: string; at: number }>();
  readonly #timer: NodeJS.Timeout;
  #soon: NodeJS.Timeout | null = null;

  constructor(
    private readonly connection: QueueConnection,
    private readonly gateway: string,
    private readonly workers: () => Iterable<GpuWorker>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#timer = setInterval(() => this.#report(), busyMs).unref();
  }

  /** Workers came, or changed in a way that people wait to see. */
  changed(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.#report();
    }, soonMs).unref();
  }

  /** Workers left: those that did not say so are shown as lost. Rejects with REDIS_UNAVAILABLE. */
  async left(ids: readonly string[], lost: boolean): Promise<void> {
    const reports: PresenceReport[] = [];
    for (const id of ids) {
      const told = this.#told.get(id);
      this.#told.delete(id);
      if (told) reports.push({ ...(JSON.parse(told.text) as PresenceReport), state: 'lost' });
    }
    if (lost) await reportPresences(this.connection, reports);
    else await removePresences(this.connection, ids);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#soon) clearTimeout(this.#soon);
  }

  #report(): void {
    const now = performance.now();
    const reports: PresenceReport[] = [];
    for (const worker of this.workers()) {
      const report = this.#reportOf(worker);
      const text = JSON.stringify(report);
      const told = this.#told.get(worker.id);
      if (told?.text === text && now - told.at < idleMs - busyMs / 2) continue;
      this.#told.set(worker.id, { text, at: now });
      reports.push(report);
    }
    reportPresences(this.connection, reports).catch((error: unknown) => {
      // Told again with the next report.
      for (const { id } of reports) this.#told.delete(id);
      this.onError(error);
    });
  }

  #reportOf(worker: GpuWorker): PresenceReport {
    const { machine, gpu, vitals } = worker;
    return {
      id: worker.id,
      queue: this.connection.queue,
      host: machine.id,
      pid: 0,
      startedAt: worker.startedAt,
      concurrency: worker.slots,
      active: worker.used,
      types: [...worker.types],
      labels: worker.labels,
      state: machine.draining ? 'draining' : 'running',
      completed: worker.completed,
      failed: worker.failed,
      via: 'socket',
      machine: machine.id,
      gateway: this.gateway,
      ...(gpu && { gpu: { model: gpu.model, memoryMb: gpu.memoryMb } }),
      ...vitals,
    };
  }
}
