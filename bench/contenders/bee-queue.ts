import BeeQueue from 'bee-queue';
import { type Contender, type ContenderSettings, inChunks } from './contender';

const queueName = 'bench';
// See signalbox.ts: the best of 1, 2, 4 and 8.
const bulkCalls = 1;

/** bee-queue with what its README names for speed: no events, no job map, and no worker's connection in a producer. */
export class BeeQueueContender implements Contender {
  readonly #settings: ContenderSettings;
  readonly #queue: BeeQueue;
  #worker: BeeQueue | null = null;

  constructor(settings: ContenderSettings) {
    this.#settings = settings;
    this.#queue = this.#make(false);
  }

  async open(): Promise<void> {
    await this.#queue.ready();
  }

  async enqueueBulk(n: number): Promise<void> {
    await inChunks(n, bulkCalls, async (size) => {
      const jobs = Array.from({ length: size }, () => this.#queue.createJob(this.#settings.payload));
      const failed = await this.#queue.saveAll(jobs);
      for (const error of failed.values()) throw error;
    });
  }

  async add(): Promise<void> {
    await this.#queue.createJob(this.#settings.payload).save();
  }

  async startWorker(concurrency: number, onJob: () => void): Promise<void> {
    this.#worker = this.#make(true);
    this.#worker.on('error', (error) => console.error('bee-queue worker:', error));
    await this.#worker.ready();
    this.#worker.process(concurrency, async () => onJob());
  }

  async stopWorker(): Promise<void> {
    await this.#worker?.close();
    this.#worker = null;
  }

  async unfinished(): Promise<number> {
    const { waiting, active } = await this.#queue.checkHealth();
    return waiting + active;
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  #make(isWorker: boolean): BeeQueue {
    return new BeeQueue(queueName, {
      redis: { host: '127.0.0.1', port: this.#settings.port },
      isWorker,
      getEvents: false,
      sendEvents: false,
      storeJobs: false,
      removeOnSuccess: !this.#settings.keep,
    });
  }
}
