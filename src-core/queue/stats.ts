import type { QueueConnection } from './connection';

/** One step of a queue's history. Counters are of that step alone; times are in ms. */
export interface StatsPoint {
  /** Start of the step, epoch ms. */
  at: number;
  added: number;
  started: number;
  completed: number;
  failed: number;
  retried: number;
  dead: number;
  cancelled: number;
  expired: number;
  lost: number;
  /** Waiting jobs at the step's last change; null when nothing changed. */
  depth: number | null;
  wait: Percentiles | null;
  run: Percentiles | null;
}

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

export interface StatsRange {
  fromMs: number;
  toMs: number;
  /** 10,000 for the last hour, 60,000 for the last days. */
  stepMs: 10_000 | 60_000;
}

/** The middle of a histogram bucket: bucket b holds times from 2^(b/2) - 1 to 2^((b+1)/2) - 1 ms. */
function bucketMiddle(bucket: number): number {
  return Math.round((2 ** (bucket / 2) + 2 ** ((bucket + 1) / 2)) / 2 - 1);
}

function percentiles(fields: Record<string, string>, name: 'w' | 'r'): Percentiles | null {
  const buckets = Object.entries(fields)
    .filter(([field]) => new RegExp(`^${name}\\d+$`).test(field))
    .map(([field, n]) => [Number(field.slice(1)), Number(n)] as const)
    .sort((a, b) => a[0] - b[0]);
  const total = buckets.reduce((sum, [, n]) => sum + n, 0);
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

function point(at: number, fields: Record<string, string>): StatsPoint {
  const count = (name: string) => Number(fields[name] ?? 0);
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
    depth: fields.depth === undefined ? null : Number(fields.depth),
    wait: percentiles(fields, 'w'),
    run: percentiles(fields, 'r'),
  };
}

const partsOfMinute = 6;
const partsLiveMs = 3_600_000;

// The leader makes minutes a while after they are over; until then they are summed here.
function sumParts(parts: Record<string, string>[]): Record<string, string> {
  const sums: Record<string, string> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      sums[name] = name === 'depth' ? value : String(Number(sums[name] ?? 0) + Number(value));
    }
  }
  return sums;
}

async function readMinute(connection: QueueConnection, minute: number): Promise<Record<string, string>> {
  const { client, keys } = connection;
  const made = await client.hgetall(keys.stats('m', minute));
  if (Object.keys(made).length > 0 || Date.now() - minute * 60_000 > partsLiveMs) return made;
  const parts = Array.from({ length: partsOfMinute }, (_, i) =>
    client.hgetall(keys.stats('s', minute * partsOfMinute + i)),
  );
  return sumParts(await Promise.all(parts));
}

/** Statistics of a queue over a range, one point a step, at most 2,000 points. */
export async function readStats(connection: QueueConnection, range: StatsRange): Promise<StatsPoint[]> {
  const { client, keys } = connection;
  const first = Math.floor(range.fromMs / range.stepMs);
  const last = Math.min(Math.floor(range.toMs / range.stepMs), first + 1999);
  const buckets = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const rows = await connection.guard(() =>
    Promise.all(
      buckets.map((bucket) =>
        range.stepMs === 10_000 ? client.hgetall(keys.stats('s', bucket)) : readMinute(connection, bucket),
      ),
    ),
  );
  return rows.map((fields, i) => point((first + i) * range.stepMs, fields));
}
