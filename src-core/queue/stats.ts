import type { Percentiles, StatsPoint } from '../protocol/statistics';
import type { QueueConnection } from './connection';

export interface StatsRange {
  fromMs: number;
  toMs: number;
  /** The step history is kept in: 10,000 for the last hour, 60,000 for the last 8 days. */
  stepMs: 10_000 | 60_000;
  /** Steps added up into one point; 1 when not said. */
  merge?: number;
}

/** Most points of one answer; of a longer range the newest. */
export const maxPoints = 2000;

/** What Redis keeps of a step: counters, `depth`, and the histograms' buckets `w7` (waits) and `r7` (runs). */
type Step = Record<string, string>;

const minuteMs = 60_000;
const partsOfMinute = 6;
/** Minutes are mostly made of their parts by then; the parts live for an hour. */
const usuallyMadeAfter = 3;
const partsLive = 60;
/** Keys of one round trip. */
const keysAtOnce = 400;

/** Statistics of a queue over a range, one point a step; one round trip for every 400 of them. */
export async function readStats(connection: QueueConnection, range: StatsRange): Promise<StatsPoint[]> {
  const { stepMs, merge = 1 } = range;
  const pointMs = stepMs * merge;
  const last = Math.floor(range.toMs / pointMs);
  const first = Math.max(Math.floor(range.fromMs / pointMs), last - maxPoints + 1);
  const from = first * merge;
  const steps = Array.from({ length: Math.max(0, last - first + 1) * merge }, (_, i) => from + i);
  const rows = await (stepMs === minuteMs
    ? readMinutes(connection, steps)
    : readSteps(
        connection,
        steps.map((step) => connection.keys.stats('s', step)),
      ));
  return Array.from({ length: steps.length / merge }, (_, i) =>
    point((first + i) * pointMs, sum(rows.slice(i * merge, (i + 1) * merge))),
  );
}

/** The newest minutes are not made yet: they are summed here from their parts. */
async function readMinutes(connection: QueueConnection, minutes: number[]): Promise<Step[]> {
  const { keys } = connection;
  const now = Math.floor(Date.now() / minuteMs);
  const parts = (minute: number) =>
    Array.from({ length: partsOfMinute }, (_, i) => keys.stats('s', minute * partsOfMinute + i));
  const young = minutes.filter((minute) => minute > now - usuallyMadeAfter && minute <= now);
  const read = await readSteps(connection, [
    keys.counts,
    ...minutes.map((minute) => keys.stats('m', minute)),
    ...young.flatMap(parts),
  ]);
  const made = Number(read[0]?.minute ?? 0);
  const rows = new Map(minutes.map((minute, i) => [minute, read[i + 1] as Step]));
  const fill = (missing: number[], found: Step[]) => {
    for (const [i, minute] of missing.entries()) {
      if (Object.keys(rows.get(minute) ?? {}).length > 0) continue;
      rows.set(minute, sum(found.slice(i * partsOfMinute, (i + 1) * partsOfMinute)));
    }
  };
  fill(young, read.slice(minutes.length + 1));
  // Nobody has led for a while.
  const oldest = Math.max(made, now - partsLive);
  const late = minutes.filter((minute) => minute > oldest && minute <= now - usuallyMadeAfter);
  if (late.length > 0) fill(late, await readSteps(connection, late.flatMap(parts)));
  return minutes.map((minute) => rows.get(minute) as Step);
}

async function readSteps(connection: QueueConnection, keys: string[]): Promise<Step[]> {
  const steps: Step[] = [];
  // Replies of a day at once would keep the process from everything else for a tenth of a second.
  for (let i = 0; i < keys.length; i += keysAtOnce) {
    steps.push(...(await readHashes(connection, keys.slice(i, i + keysAtOnce))));
  }
  return steps;
}

function readHashes(connection: QueueConnection, keys: string[]): Promise<Step[]> {
  return connection.guard(async () => {
    const pipeline = connection.client.pipeline();
    for (const key of keys) pipeline.hgetall(key);
    return ((await pipeline.exec()) ?? []).map(([error, step]) => {
      if (error) throw error;
      return step as Step;
    });
  });
}

function sum(steps: Step[]): Step {
  if (steps.length === 1) return steps[0] as Step;
  const sums: Step = {};
  for (const step of steps) {
    for (const [name, value] of Object.entries(step)) {
      sums[name] = name === 'depth' ? value : String(Number(sums[name] ?? 0) + Number(value));
    }
  }
  return sums;
}

function point(at: number, step: Step): StatsPoint {
  const count = (name: string) => Number(step[name] ?? 0);
  return {
    at,
    added: count('added'),
    started: count('started'),
    completed: count('completed'),
    failed: count('failed'),
    retried: count('retried'),
    dead: count('dead'),
    cancelled: count('cancelled'),
    expired: count('expired'),
    lost: count('lost'),
    depth: step.depth === undefined ? null : Number(step.depth),
    wait: percentiles(step, /^w(\d+)$/),
    run: percentiles(step, /^r(\d+)$/),
  };
}

/** The middle of a histogram bucket: bucket b holds times from 2^(b/2) - 1 to 2^((b+1)/2) - 1 ms. */
function bucketMiddle(bucket: number): number {
  return Math.round((2 ** (bucket / 2) + 2 ** ((bucket + 1) / 2)) / 2 - 1);
}

function percentiles(step: Step, form: RegExp): Percentiles | null {
  const buckets: [bucket: number, n: number][] = [];
  for (const [field, n] of Object.entries(step)) {
    const bucket = form.exec(field)?.[1];
    if (bucket !== undefined) buckets.push([Number(bucket), Number(n)]);
  }
  buckets.sort((a, b) => a[0] - b[0]);
  const total = buckets.reduce((all, [, n]) => all + n, 0);
  if (total === 0) return null;
  const at = (share: number) => {
    let seen = 0;
    for (const [bucket, n] of buckets) {
      seen += n;
      if (seen >= share * total) return bucketMiddle(bucket);
    }
    return 0;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
