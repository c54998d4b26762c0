import type { GatewayOptions } from '../options';
import type { StatsCache } from '../stats-cache';
import type { Feed, Publish } from './feed';
import { DeadLettersFeed, type DeadLetterSource } from './dead-letters-feed';
import { EventsFeed } from './events-feed';
import type { FrameRecorder } from './frame-recorder';
import { FramesFeed } from './frames-feed';
import { GatewayLoadMeter } from './gateway-load';
import type { FeedName } from './hub';
import { RedisLoadMeter } from './redis-load';
import { SimulatorFeed } from './simulator-feed';
import { StatsFeed } from './stats-feed';
import { WorkersFeed } from './workers-feed';

/** What the feeds read. */
export interface FeedSources {
  options: Pick<
    GatewayOptions,
    'monitor' | 'queues' | 'defaultQueue' | 'redisHealth' | 'pool' | 'simulators' | 'log'
  >;
  stats: StatsCache;
  frames: FrameRecorder;
  deadLetters: DeadLetterSource;
  /** How many sockets and streams are open. */
  open: () => { sockets: number; streams: number };
}

/** Every feed of one gateway, stopped. */
export function makeFeeds(sources: FeedSources, publish: Publish): Record<FeedName, Feed> {
  const { options, stats, frames, deadLetters, open } = sources;
  const { monitor, queues, defaultQueue, redisHealth, pool, simulators, log } = options;
  const redis = new RedisLoadMeter(
    () => queues(defaultQueue).connection,
    () => redisHealth.state(),
  );
  return {
    stats: new StatsFeed(stats, redis, new GatewayLoadMeter(open), publish),
    workers: new WorkersFeed(monitor, () => pool?.status() ?? null, log, publish),
    dlq: new DeadLettersFeed(deadLetters, log, publish),
    events: new EventsFeed(monitor, defaultQueue, log, publish),
    frames: new FramesFeed(frames, publish),
    simulator: new SimulatorFeed(simulators, publish),
  };
}
