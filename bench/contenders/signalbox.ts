import { Queue } from '../../src-core/queue/queue';
import type { JobOptions } from '../../src-core/protocol/job';
import type { NewJob } from '../../src-core/queue/types';
import { Worker } from '../../src-worker/runtime/worker';
import { type Contender, type ContenderSettings, inChunks } from './contender';

const queueName = 'bench';
// Each library at the number of bulk calls in flight that suits it best (of 1, 2, 4 and 8).
const bulkCalls = 4;
const dayMs = 86_400_000;

/** Signalbox, bare or dressed: an owner, a requirement and a dedupe key on every job. */
export class SignalboxContender implements Contender {
  readonly #settings: ContenderSettings;
  readonly #dressed: boolean;
  readonly #redis: string;
  readonly #options: JobOptions;
  readonly #queue: Queue;
  #worker: Worker | null = null;
  #made = 0;

  constructor(settings: ContenderSettings, dressed: boolean) {
    this.#settings = settings;
    this.#dressed = dressed;
    this.#redis = `redis://127.0.0.1:${settings.port}`;
    this.#options = {
      keepMs: settings.keep ? dayMs : 0,
      ...(dressed && { clientId: 'bench-owner', requires: { zone: 'eu' } }),
    };
    // The peers have no cap on waiting jobs.
    this.#queue = new Queue(queueName, { redis: this.#redis, maxWaiting: null });
  }

  async open(): Promise<void> {
    await this.#queue.ready();
    if (this.#settings.keep) await this.#queue.setLimits({ keepFinished: 10_000_000 });
  }

  async enqueueBulk(n: number): Promise<void> {
    await inChunks(n, bulkCalls, (size) =>
      this.#queue.addMany(Array.from({ length: size }, () => this.#job())),
    );
  }

  async add(): Promise<void> {
    if (this.#dressed) await this.#queue.add('noop', this.#settings.payload, this.#dress());
    else await this.#queue.add('noop', this.#settings.payload, this.#options);
  }

  async startWorker(concurrency: number, onJob: () => void): Promise<void> {
    this.#worker = new Worker(queueName, {
      redis: this.#redis,
      concurrency,
      handlers: { noop: async () => onJob() },
      ...(this.#dressed && { labels: { zone: 'eu' } }),
      onError: fail,
    });
    await this.#worker.start();
  }

  async stopWorker(): Promise<void> {
    await this.#worker?.stop();
    this.#worker = null;
  }

  async unfinished(): Promise<number> {
    const { waiting, active } = await this.#queue.counts();
    return waiting + active;
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  #dress(): JobOptions {
    this.#made += 1;
    return { ...this.#options, dedupeKey: `key-${process.pid}-${this.#made}` };
  }

  #job(): NewJob {
    return {
      type: 'noop',
      payload: this.#settings.payload,
      ...(this.#dressed ? this.#dress() : this.#options),
    };
  }
}

function fail(error: unknown): void {
  console.error('signalbox worker:', error);
}
