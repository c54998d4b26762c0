import { Queue, Worker } from 'bullmq';
import { type Contender, type ContenderSettings, inChunks } from './contender';

const queueName = 'bench';
// See signalbox.ts: the best of 1, 2, 4 and 8.
const bulkCalls = 4;

/** BullMQ as its guide says: bulk by `addBulk`, retention by `removeOnComplete`, everything else by default. */
export class BullmqContender implements Contender {
  readonly #settings: ContenderSettings;
  readonly #connection: { host: string; port: number };
  readonly #queue: Queue;
  #worker: Worker | null = null;

  constructor(settings: ContenderSettings) {
    this.#settings = settings;
    this.#connection = { host: '127.0.0.1', port: settings.port };
    this.#queue = new Queue(queueName, {
      connection: this.#connection,
      defaultJobOptions: { removeOnComplete: !settings.keep },
    });
  }

  async open(): Promise<void> {
    await this.#queue.waitUntilReady();
  }

  async enqueueBulk(n: number): Promise<void> {
    await inChunks(n, bulkCalls, (size) =>
      this.#queue.addBulk(
        Array.from({ length: size }, () => ({ name: 'noop', data: this.#settings.payload })),
      ),
    );
  }

  async add(): Promise<void> {
    await this.#queue.add('noop', this.#settings.payload);
  }

  async startWorker(concurrency: number, onJob: () => void): Promise<void> {
    this.#worker = new Worker(queueName, async () => onJob(), { connection: this.#connection, concurrency });
    this.#worker.on('error', (error) => console.error('bullmq worker:', error));
    await this.#worker.waitUntilReady();
  }

  async stopWorker(): Promise<void> {
    await this.#worker?.close();
    this.#worker = null;
  }

  async unfinished(): Promise<number> {
    return await this.#queue.getJobCountByTypes('waiting', 'active', 'prioritized');
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}
