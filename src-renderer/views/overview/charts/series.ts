import type { QueueNumbers, StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import type { Percentiles, StatsAnswer } from '../../../../src-core/protocol/statistics';
import type { StateSample } from './state-log';

/** One bucket of the charts. Rates are per second; null = not known. */
export interface ChartPoint {
  /** Start of the bucket, epoch ms. */
  at: number;
  /** Jobs that came in, and that left: completed, dead, cancelled or expired. */
  in: number;
  out: number;
  /** Attempts that failed, jobs that died, jobs taken back from workers. */
  failed: number;
  dead: number;
  lost: number;
  /** Jobs in the state at the end of the bucket. Only `waiting` is kept over a restart of the console. */
  waiting: number | null;
  scheduled: number | null;
  active: number | null;
  oldestWaitMs: number | null;
  /** Milliseconds; the worst of the steps in the bucket. */
  wait: Percentiles | null;
  run: Percentiles | null;
}

/** A stored history and until when it tells, epoch ms of the gateway's clock. */
export interface Stored extends StatsAnswer {
  until: number;
}

type Counters = { [K in 'in' | 'out' | 'failed' | 'dead' | 'lost']: number };
type Bucket = Counters & Omit<ChartPoint, 'at' | keyof Counters>;

const minute = 60_000;
/** About 180 points a chart at most; multiples of the steps that are stored. */
const bucketSizes = [10_000, 20_000, 2 * minute, 10 * minute];
/** The bucket that is being filled is shown once its rate means something. */
const leastElapsedMs = 3_000;

/** The width of a chart's bucket for a time range, ms. */
export function bucketMsFor(rangeMs: number): number {
  return bucketSizes.find((size) => rangeMs / size <= 180) ?? (bucketSizes.at(-1) as number);
}

/**
 * The history of one queue, or of all when `queue` is '': what is stored, continued by live frames. Buckets begin at
 * multiples of their width, so that they do not change as time goes on. The last one is still being filled.
 * @param live frames of the last minutes and samples of the states, both oldest first
 */
export function chartPoints(
  stored: Stored | null,
  live: { frames: readonly StatsFrame[]; samples: readonly StateSample[] },
  queue: string,
  rangeMs: number,
  now: number,
): ChartPoint[] {
  const width = Math.max(bucketMsFor(rangeMs), stored?.stepMs ?? 0);
  const buckets = new Map<number, Bucket>();
  const bucket = (at: number) => {
    const start = Math.floor(at / width) * width;
    const found = buckets.get(start) ?? emptyBucket();
    buckets.set(start, found);
    return found;
  };
  if (stored) addStored(stored, bucket);
  for (const { at, ...states } of live.samples) if (at > now - rangeMs) Object.assign(bucket(at), states);
  addFrames(live.frames, queue, stored?.until ?? 0, bucket);
  return listed(buckets, width, now - rangeMs, now);
}

function emptyBucket(): Bucket {
  const none = { waiting: null, scheduled: null, active: null, oldestWaitMs: null, wait: null, run: null };
  return { in: 0, out: 0, failed: 0, dead: 0, lost: 0, ...none };
}

function addStored({ points }: Stored, bucket: (at: number) => Bucket): void {
  for (const point of points) {
    const into = bucket(point.at);
    into.in += point.added;
    into.out += point.completed + point.dead + point.cancelled + point.expired;
    into.failed += point.failed;
    into.dead += point.dead;
    into.lost += point.lost;
    into.waiting = point.depth ?? into.waiting;
    into.wait = worse(into.wait, point.wait);
    into.run = worse(into.run, point.run);
  }
}

function addFrames(
  frames: readonly StatsFrame[],
  queue: string,
  from: number,
  bucket: (at: number) => Bucket,
): void {
  let before: StatsFrame | undefined;
  for (const frame of frames) {
    if (before && before.at >= from) {
      const into = bucket(frame.at);
      const earlier = new Map(before.queues.map((one) => [one.name, one]));
      for (const one of frame.queues)
        if (queue === '' || one.name === queue) addDifference(into, earlier.get(one.name), one);
    }
    before = frame;
  }
}

/** Without an earlier frame of the queue, or when its totals began anew, nothing is known of the time between. */
function addDifference(into: Bucket, before: QueueNumbers | undefined, after: QueueNumbers): void {
  if (!before) return;
  const more = (name: string) => Math.max(0, (after.totals[name] ?? 0) - (before.totals[name] ?? 0));
  into.in += more('added');
  into.out += more('completed') + more('dead') + more('cancelled') + more('expired');
  into.failed += more('failed');
  into.dead += more('dead');
  into.lost += more('lost');
}

function listed(buckets: Map<number, Bucket>, width: number, from: number, now: number): ChartPoint[] {
  const points: ChartPoint[] = [];
  const first = Math.min(...buckets.keys());
  let waiting = depthBefore(buckets);
  for (let at = Math.max(first, Math.floor(from / width) * width); at <= now; at += width) {
    const elapsedMs = Math.min(width, now - at);
    const found = buckets.get(at) ?? emptyBucket();
    // A step in which nothing changed has the depth of the one before.
    waiting = found.waiting ?? waiting;
    if (elapsedMs < leastElapsedMs && points.length > 0) break;
    const perSecond = (count: number) => (count * 1000) / Math.max(elapsedMs, leastElapsedMs);
    points.push({
      ...found,
      at,
      in: perSecond(found.in),
      out: perSecond(found.out),
      failed: perSecond(found.failed),
      dead: perSecond(found.dead),
      lost: perSecond(found.lost),
      waiting,
    });
  }
  return points;
}

/** The depth at the beginning: where nothing changed until it is known, it was the same all the time. */
function depthBefore(buckets: Map<number, Bucket>): number | null {
  const inOrder = [...buckets].sort(([a], [b]) => a - b);
  const known = inOrder.find(([, bucket]) => bucket.waiting !== null)?.[1];
  return known && known.in === 0 && known.out === 0 ? known.waiting : null;
}

function worse(a: Percentiles | null, b: Percentiles | null): Percentiles | null {
  if (!a || !b) return a ?? b;
  return { p50: Math.max(a.p50, b.p50), p95: Math.max(a.p95, b.p95), p99: Math.max(a.p99, b.p99) };
}
