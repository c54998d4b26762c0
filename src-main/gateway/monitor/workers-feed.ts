import type { Logger } from 'pino';
import type { PoolWorker } from '../../../src-core/protocol/worker-lifecycle';
import type { Monitor } from '../../../src-core/queue/monitor';
import { within } from '../deadline';
import type { Feed, Publish } from './feed';
import { Repeat } from './repeat';
import { WhenChanged } from './when-changed';
import { workerViews } from './worker-views';

const everyMs = 1000;
const answerMs = 2000;

/** Topic `workers`: workers everywhere and the processes here, when they changed, once a second at most. */
export class WorkersFeed implements Feed {
  readonly #repeat = new Repeat(everyMs, () => this.#tell());
  readonly #changed = new WhenChanged();

  constructor(
    private readonly monitor: Monitor,
    private readonly pool: () => PoolWorker[] | null,
    private readonly log: Logger,
    private readonly publish: Publish,
  ) {}

  start(): void {
    this.#changed.reset();
    this.#repeat.start();
  }

  stop(): Promise<void> {
    return this.#repeat.stop();
  }

  async #tell(): Promise<void> {
    try {
      const data = { workers: await within(workerViews(this.monitor), answerMs), pool: this.pool() };
      if (this.#changed.take(data)) this.publish({ type: 'event', topic: 'workers', at: Date.now(), data });
    } catch (error) {
      this.log.debug({ err: error }, 'the workers could not be read');
    }
  }
}
