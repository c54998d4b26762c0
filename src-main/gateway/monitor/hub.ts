import type { MonitorEvent, MonitorTopic, StatsFrame } from '../../../src-core/protocol/monitor-frames';
import type { Feed, Publish } from './feed';

/** Topics `jobs` and `events` are one feed under two names. */
export type FeedName = Exclude<MonitorTopic, 'jobs'>;

/** Gets the frames of the topics it watches. */
export interface Watcher {
  take(text: string): void;
}

/** Topics whose last frame tells everything: who begins to watch gets it at once. */
const told: ReadonlySet<FeedName> = new Set(['stats', 'workers', 'dlq', 'simulator']);

/**
 * Shares the feeds among all who watch: each frame is made once whatever their number, and a feed that nobody watches
 * is stopped.
 */
export class MonitorHub {
  readonly #feeds: Record<FeedName, Feed>;
  readonly #watchers = new Map<Watcher, ReadonlySet<MonitorTopic>>();
  readonly #running = new Set<FeedName>();
  readonly #latest = new Map<FeedName, string>();
  readonly #stopping = new Set<Promise<void>>();

  constructor(makeFeeds: (publish: Publish) => Record<FeedName, Feed>) {
    this.#feeds = makeFeeds((frame) => this.#publish(frame));
  }

  /** From now on `watcher` gets these topics and no others. */
  watch(watcher: Watcher, topics: readonly MonitorTopic[]): void {
    const before = this.#watchers.get(watcher);
    const now = new Set(topics);
    if (now.size > 0) this.#watchers.set(watcher, now);
    else this.#watchers.delete(watcher);
    this.#startAndStop();
    for (const topic of now) {
      const latest = topic === 'jobs' || before?.has(topic) ? undefined : this.#latest.get(topic);
      if (latest !== undefined) watcher.take(latest);
    }
  }

  /** Stops every feed; resolves when nothing of them is left. */
  async stop(): Promise<void> {
    this.#watchers.clear();
    this.#startAndStop();
    await Promise.all(this.#stopping);
  }

  #startAndStop(): void {
    const wanted = new Set<FeedName>();
    for (const topics of this.#watchers.values()) {
      for (const topic of topics) wanted.add(topic === 'jobs' ? 'events' : topic);
    }
    for (const name of [...this.#running]) {
      if (wanted.has(name)) continue;
      this.#running.delete(name);
      this.#latest.delete(name);
      const stopping = this.#feeds[name].stop().finally(() => this.#stopping.delete(stopping));
      this.#stopping.add(stopping);
    }
    for (const name of wanted) {
      if (this.#running.has(name)) continue;
      this.#running.add(name);
      this.#feeds[name].start();
    }
  }

  #publish(frame: StatsFrame | MonitorEvent): void {
    const name = feedOf(frame);
    if (!this.#running.has(name)) return;
    const text = JSON.stringify(frame);
    if (told.has(name)) this.#latest.set(name, text);
    this.#give(name, () => text);
    if (name !== 'events') return;
    let asJobs: string | undefined;
    this.#give('jobs', () => {
      asJobs ??= JSON.stringify({ ...frame, topic: 'jobs' });
      return asJobs;
    });
  }

  #give(topic: MonitorTopic, text: () => string): void {
    for (const [watcher, topics] of this.#watchers) if (topics.has(topic)) watcher.take(text());
  }
}

function feedOf(frame: StatsFrame | MonitorEvent): FeedName {
  if (frame.type === 'stats') return 'stats';
  return frame.topic === 'jobs' ? 'events' : frame.topic;
}
