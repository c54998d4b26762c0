import type { Logger } from 'pino';
import type { Monitor } from '../../../src-core/queue/monitor';
import { within } from '../deadline';
import type { Feed, Publish } from './feed';
import { missedBefore, QueueEventReader, type TimedEvent } from './queue-event-reader';
import { Repeat } from './repeat';

/** Between two frames, in ms. */
const batchMs = 100;
/** Events of one frame, at most; of more the newest. */
const batch = 500;
/** How often new queues are looked for, in ms. */
const lookMs = 5000;
const answerMs = 2000;

/** Topics `jobs` and `events`: what happens in every queue, one reader a queue, at most ten frames a second. */
export class EventsFeed implements Feed {
  readonly #look = new Repeat(lookMs, () => this.#findQueues());
  readonly #readers = new Map<string, QueueEventReader>();
  #pending: TimedEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #toldAt = 0;
  #running = false;

  constructor(
    private readonly monitor: Monitor,
    private readonly defaultQueue: string,
    private readonly log: Logger,
    private readonly publish: Publish,
  ) {}

  start(): void {
    this.#running = true;
    this.#follow(this.defaultQueue);
    this.#look.start();
  }

  async stop(): Promise<void> {
    this.#running = false;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pending = [];
    const readers = [...this.#readers.values()];
    this.#readers.clear();
    await Promise.all([this.#look.stop(), ...readers.map((reader) => reader.stop())]);
  }

  async #findQueues(): Promise<void> {
    try {
      const names = await within(this.monitor.queueNames(), answerMs);
      if (this.#running) for (const name of names) this.#follow(name);
    } catch (error) {
      this.log.debug({ err: error }, 'the queues could not be listed');
    }
  }

  #follow(name: string): void {
    if (this.#readers.has(name)) return;
    const { connection } = this.monitor.queue(name);
    const reader: QueueEventReader = new QueueEventReader(
      connection,
      (events) => {
        if (this.#readers.get(name) === reader) this.#take(events);
      },
      this.log,
    );
    this.#readers.set(name, reader);
  }

  #take(events: TimedEvent[]): void {
    this.#pending.push(...events);
    if (this.#pending.length > batch) this.#leaveOut(this.#pending.length - batch);
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#toldAt + batchMs - performance.now()));
  }

  #leaveOut(count: number): void {
    const left = this.#pending.splice(0, count);
    const queues = new Map(left.map(({ event, ms }) => [event.queue, ms]));
    this.#pending.push(...[...queues].map(([queue, ms]) => missedBefore(queue, ms)));
  }

  #tell(): void {
    this.#timer = null;
    this.#toldAt = performance.now();
    const events = this.#pending.sort((a, b) => a.ms - b.ms).map(({ event }) => event);
    this.#pending = [];
    this.publish({ type: 'event', topic: 'events', at: Date.now(), data: events });
  }
}
