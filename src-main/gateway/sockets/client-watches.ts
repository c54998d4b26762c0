import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Watch } from '../../../src-core/queue/delivery';
import type { DeliveryEvent } from '../../../src-core/queue/types';
import { forClient } from '../failure';
import { errorFrame, eventFrame } from './event-frame';

interface Outlet {
  sendText(text: string, type: string, jobId: string, droppable: boolean): void;
  /** A watch ended. */
  settled(): void;
}

/** The unfinished jobs one socket watches, each once, and the frames their events become. */
export class ClientWatches {
  readonly #watches = new Map<string, JobFeed>();
  #reserved = 0;

  constructor(
    private readonly outlet: Outlet,
    private readonly limit: number,
  ) {}

  get size(): number {
    return this.#watches.size + this.#reserved;
  }

  has(jobId: string): boolean {
    return this.#watches.has(jobId);
  }

  /**
   * Makes room for one more and opens its feed; `start` begins the watch with the feed's listener.
   * No event is sent before `feed.open()`. Throws RATE_LIMITED when the socket watches enough.
   */
  async begin<T>(
    start: (listener: (event: DeliveryEvent) => void) => Promise<T>,
  ): Promise<{ feed: JobFeed; started: T }> {
    if (this.size >= this.limit) {
      throw new SignalboxError(
        'RATE_LIMITED',
        `This socket watches ${this.limit} unfinished jobs, the most allowed`,
        {
          retryAfterMs: 1000,
        },
      );
    }
    this.#reserved += 1;
    const feed = new JobFeed(this.outlet, (ended) => this.#forget(ended));
    try {
      return { feed, started: await start((event) => feed.take(event)) };
    } finally {
      this.#reserved -= 1;
    }
  }

  /** Puts a feed in the table under its job, in place of an earlier one of that job. */
  adopt(jobId: string, feed: JobFeed, watch: Watch): void {
    this.#watches.get(jobId)?.close();
    feed.bind(jobId, watch);
    this.#watches.set(jobId, feed);
  }

  /** Stops watching a job; false when it was not watched. */
  drop(jobId: string): boolean {
    const feed = this.#watches.get(jobId);
    feed?.close();
    return feed !== undefined;
  }

  closeAll(): void {
    for (const feed of [...this.#watches.values()]) feed.close();
  }

  #forget(feed: JobFeed): void {
    if (this.#watches.get(feed.jobId) === feed) this.#watches.delete(feed.jobId);
    this.outlet.settled();
  }
}

/** One watched job of one socket. Keeps events back until the client knows the job. */
export class JobFeed {
  jobId = '';
  #watch: Watch | null = null;
  #held: DeliveryEvent[] | null = [];
  #closed = false;

  constructor(
    private readonly outlet: Outlet,
    private readonly ended: (feed: JobFeed) => void,
  ) {}

  bind(jobId: string, watch: Watch): void {
    this.jobId = jobId;
    this.#watch = watch;
  }

  /** Lets the events through, first those kept back. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of held) this.take(event);
  }

  take(event: DeliveryEvent): void {
    if (this.#closed) return;
    if (this.#held) {
      this.#held.push(event);
      return;
    }
    const { type, text } = serialise(event);
    this.outlet.sendText(text, type, event.jobId, event.type === 'progress');
    const isFinal =
      event.type === 'result' || event.type === 'broken' || (event.type === 'error' && !event.willRetry);
    if (isFinal) this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch?.close();
    this.ended(this);
  }
}

let lastEvent: DeliveryEvent | null = null;
let last = { type: '', text: '' };

/** The frame's type and text, made once for an event however many sockets get it: they get it one after another. */
function serialise(event: DeliveryEvent): { type: string; text: string } {
  if (event !== lastEvent) {
    const frame =
      event.type === 'broken'
        ? errorFrame(forClient(event.error), { jobId: event.jobId })
        : eventFrame(event);
    last = { type: frame.type, text: JSON.stringify(frame) };
    lastEvent = event;
  }
  return last;
}
