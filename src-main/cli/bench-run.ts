import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import { queuesKey } from '../../src-core/queue/keys';
import { Queue } from '../../src-core/queue/queue';
import { readTotals } from '../../src-core/queue/status';
import type { RedisTarget } from '../../src-core/redis/target';

export interface BenchSettings {
  redis: RedisTarget;
  jobs: number;
  concurrency: number;
  /** Ends it early. */
  signal: AbortSignal;
  /** Told what is being done, in words. */
  onPhase: (text: string) => void;
}

interface Rate {
  ms: number;
  perSecond: number;
}

export interface BenchResult {
  jobs: number;
  concurrency: number;
  enqueue: Rate;
  process: Rate;
  /** From submission to result, one job after the other. */
  roundTrip: { jobs: number; ms: number; p50Ms: number; p95Ms: number; p99Ms: number };
}

const batch = 1000;
const pollMs = 10;
const roundTrips = 200;
const jobType = 'bench';

/** Measures in a queue of its own and removes it, whatever happens; null when it was ended early. */
export async function runBench(settings: BenchSettings): Promise<BenchResult | null> {
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const queue = new Queue(name, { redis: settings.redis, maxWaiting: null, clientName: 'signalbox:bench' });
  // Loaded late: only this command runs jobs in its own process.
  const { Worker } = await import('../library');
  const { redis, jobs, concurrency } = settings;
  const failures: unknown[] = [];
  const worker = new Worker(name, {
    redis,
    concurrency,
    handlers: { [jobType]: () => null },
    onError: (error) => failures.push(error),
  });
  try {
    const enqueue = await enqueueAll(queue, settings);
    await worker.start();
    const process = await processAll(queue, settings, failures);
    const roundTrip = await measureRoundTrips(queue, settings);
    return settings.signal.aborted ? null : { jobs, concurrency, enqueue, process, roundTrip };
  } finally {
    settings.onPhase('cleaning up');
    await worker.stop();
    await removeQueue(queue);
    await queue.close();
  }
}

function rateOf(jobs: number, ms: number): Rate {
  return { ms, perSecond: (jobs * 1000) / ms };
}

async function enqueueAll(queue: Queue, { jobs, signal, onPhase }: BenchSettings): Promise<Rate> {
  const start = performance.now();
  for (let added = 0; added < jobs && !signal.aborted; added += batch) {
    onPhase(`adding jobs: ${added} of ${jobs}`);
    const count = Math.min(batch, jobs - added);
    await queue.addMany(
      Array.from({ length: count }, (_, i) => ({ type: jobType, payload: { n: added + i } })),
    );
  }
  return rateOf(jobs, performance.now() - start);
}

async function processAll(
  queue: Queue,
  { jobs, signal, onPhase }: BenchSettings,
  failures: unknown[],
): Promise<Rate> {
  const start = performance.now();
  while (!signal.aborted) {
    if (failures.length > 0) throw failures[0];
    // Not those in state completed: of these the oldest are removed.
    const { completed } = await readTotals(queue.connection);
    if (completed >= jobs) break;
    onPhase(`running jobs: ${completed} of ${jobs}`);
    await setTimeout(pollMs);
  }
  return rateOf(jobs, performance.now() - start);
}

async function measureRoundTrips(
  queue: Queue,
  { signal, onPhase }: BenchSettings,
): Promise<BenchResult['roundTrip']> {
  onPhase('measuring single jobs');
  const times: number[] = [];
  const start = performance.now();
  while (times.length < roundTrips && !signal.aborted) {
    const sent = performance.now();
    await roundTrip(queue);
    times.push(performance.now() - sent);
  }
  const ms = performance.now() - start;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? 0;
  return { jobs: times.length, ms, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function roundTrip(queue: Queue): Promise<void> {
  return new Promise((resolve, reject) => {
    const submitted = queue.delivery.submit({ type: jobType }, (event) => {
      if (event.type === 'result') resolve();
      else if (event.type === 'broken') reject(event.error);
    });
    submitted.catch(reject);
  });
}

/** Every key of the queue has its prefix, and all are in one slot of a Cluster. */
async function removeQueue({ connection, commands, name }: Queue): Promise<void> {
  const nodes = commands.isCluster ? (commands as Cluster).nodes('master') : [commands as Redis];
  for (const node of nodes) {
    for await (const keys of node.scanStream({ match: `${connection.keys.prefix}*`, count: 5000 })) {
      if (keys.length > 0) await node.unlink(...(keys as string[]));
    }
  }
  await commands.srem(queuesKey, name);
}
