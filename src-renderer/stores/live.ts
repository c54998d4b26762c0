import { useEffect } from 'react';
import { create } from 'zustand';
import type { ErrorGroup } from '../../src-core/protocol/dead-letters';
import type { WorkerView } from '../../src-core/protocol/http';
import {
  type MonitorEvent,
  type MonitorServerFrame,
  type MonitorTopic,
  monitorServerFrameSchema,
  type QueueEvent,
  type StatsFrame,
} from '../../src-core/protocol/monitor-frames';
import type { Operation } from '../../src-core/protocol/operations';
import type { SimulatorState } from '../../src-core/protocol/simulator-routes';
import type { PoolWorker } from '../../src-core/protocol/worker-lifecycle';
import { TopicCount } from '../connection/topic-count';

/** How much of the numbers is kept; ms. */
const historyMs = 300_000;
/** The newest events that are kept. */
const eventsKept = 500;
/** Lists change at most once in this time; ms. */
const batchMs = 250;

interface Live {
  /** The newest numbers, topic `stats`: once a second. */
  stats: StatsFrame | null;
  /** The numbers of the last 300 s, oldest first. */
  statsHistory: readonly StatsFrame[];
  /** Topic `workers`; null before it came. `pool` is null when the gateway runs no workers of its own. */
  workers: { workers: WorkerView[]; pool: PoolWorker[] | null } | null;
  /** Topic `dlq`; null before it came. */
  dlq: { groups: ErrorGroup[]; operations: Operation[] } | null;
  /** Topic `simulator`; null before it came. */
  simulator: SimulatorState | null;
  /** Topic `events`: the newest 500, newest first. */
  events: readonly { at: number; event: QueueEvent }[];
}

const nothing: Live = {
  stats: null,
  statsHistory: [],
  workers: null,
  dlq: null,
  simulator: null,
  events: [],
};

/** What the gateway's monitor socket says. Values stay when the connection is lost; `useConnection` says how old they are. */
export const useLive = create<Live>()(() => nothing);

let tellGateway: (topics: MonitorTopic[]) => void = () => undefined;
const topicCount = new TopicCount((topics) => tellGateway(topics));

/** Subscribes to topics while the component is mounted. `stats` always comes. */
export function useTopics(...topics: MonitorTopic[]): void {
  const names = topics.join();
  useEffect(() => topicCount.need(names.split(',').filter(Boolean) as MonitorTopic[]), [names]);
}

const eventHandlers = new Set<(events: QueueEvent[]) => void>();

/**
 * Calls back with what happens to jobs, at most four times a second, until the function it returns is called. Subscribes
 * to the topic by itself.
 */
export function onQueueEvents(handler: (events: QueueEvent[]) => void): () => void {
  eventHandlers.add(handler);
  const release = topicCount.need(['jobs']);
  return () => {
    eventHandlers.delete(handler);
    release();
  };
}

/** Where to say which topics are needed; told at once, and whenever that changes. */
export function followTopics(tell: (topics: MonitorTopic[]) => void): void {
  tellGateway = tell;
  tell(topicCount.topics());
}

/** Forgets everything: another gateway is about to speak. */
export function clearLive(): void {
  pending = [];
  useLive.setState(nothing);
}

topicCount.need(['stats']);

let pending: MonitorEvent[] = [];

/**
 * Takes one frame of the monitor socket. What this console does not know is left alone.
 * @returns whether it brought data
 */
export function takeFrame(frame: unknown): boolean {
  const parsed = monitorServerFrameSchema.safeParse(frame);
  if (!parsed.success) return false;
  const known: MonitorServerFrame = parsed.data;
  if (known.type === 'stats') takeStats(known);
  if (known.type === 'event') takeEvent(known);
  return known.type === 'stats' || known.type === 'event';
}

function takeEvent(event: MonitorEvent): void {
  // The first one of a batch sets the clock for all of it.
  if (pending.length === 0) setTimeout(flush, batchMs);
  pending.push(event);
}

function takeStats(stats: StatsFrame): void {
  useLive.setState(({ statsHistory }) => ({
    stats,
    statsHistory: [...statsHistory.filter(({ at }) => at > stats.at - historyMs), stats],
  }));
}

function flush(): void {
  const batch = pending;
  pending = [];
  const change: Partial<Live> = {};
  const happened: { at: number; event: QueueEvent }[] = [];
  const jobs: QueueEvent[] = [];
  for (const event of batch) {
    if (event.topic === 'workers') change.workers = event.data;
    else if (event.topic === 'dlq') change.dlq = event.data;
    else if (event.topic === 'simulator') change.simulator = event.data;
    else if (event.topic === 'jobs') jobs.push(...event.data);
    else if (event.topic === 'events')
      for (const one of event.data) happened.push({ at: event.at, event: one });
  }
  if (happened.length > 0)
    change.events = [...happened.reverse(), ...useLive.getState().events].slice(0, eventsKept);
  if (Object.keys(change).length > 0) useLive.setState(change);
  if (jobs.length > 0) for (const handler of eventHandlers) handler(jobs);
}
