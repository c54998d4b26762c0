import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { timerSlack } from '../../e2e/support/command-counts';
import { startTestRedis } from '../../e2e/support/redis';
import { runStreams, type StreamReport, steadyStreamFile } from '../../e2e/support/steady-streams';
import { startSystem } from '../../e2e/support/system';
import { measureIdleSockets } from './idle';

const clients = 200;
const chunksPerSecond = 50;
const targetP99Ms = 10;
const idleClients = 1000;
const watchers = 100;
const usage = 'npm run bench -- sockets [--quick] [--seconds N] [--only streams|idle]';

interface Options {
  quick: boolean;
  seconds: number;
  only: string | undefined;
}

function readOptions(args: string[]): Options | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        seconds: { type: 'string' },
        only: { type: 'string' },
      },
    });
    const seconds = Number(values.seconds ?? (values.quick ? 5 : 20));
    if (!Number.isInteger(seconds) || seconds < 1) return '--seconds: a whole number from 1';
    if (values.only !== undefined && values.only !== 'streams' && values.only !== 'idle') {
      return `--only: no measurement "${values.only}"`;
    }
    return { quick: values.quick, seconds, only: values.only };
  } catch (error) {
    return (error as Error).message;
  }
}

/** The gateway, its two workers, Redis and this process, which holds the clients, are processes of their own. */
async function measureStreams(seconds: number): Promise<StreamReport> {
  const redis = await startTestRedis();
  try {
    const args = ['--workers', '2', '--concurrency', String(clients / 2), '--handlers', steadyStreamFile];
    const system = await startSystem({ mode: 'serve', redisUrl: redis.url, args });
    try {
      const everyMs = 1000 / chunksPerSecond;
      // The first run compiles what the second one measures.
      await runStreams(system, { clients, count: 2 * chunksPerSecond, everyMs });
      return await runStreams(system, { clients, count: seconds * chunksPerSecond, everyMs });
    } finally {
      await system.stop();
    }
  } finally {
    await redis.stop();
  }
}

function percentile(sorted: Float64Array, share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number).toFixed(2);
}

async function reportStreams(seconds: number): Promise<boolean> {
  console.error(`streams: ${clients} clients, ${chunksPerSecond} chunks/s each, ${seconds} s`);
  // Five processes share the processors: what else runs shows in the worst percents.
  const load = loadavg()[0]?.toFixed(1);
  const { chunks, wrong, latencies, tookMs } = await measureStreams(seconds);
  const sorted = Float64Array.from(latencies).sort();
  const p99 = Number(percentile(sorted, 0.99));
  console.log(
    `streams: ${chunks} chunks, ${Math.round((chunks * 1000) / tookMs)}/s; ${cpus().length} processors, load before ${load}`,
  );
  console.log(
    `  handler to socket: p50 ${percentile(sorted, 0.5)} ms, p90 ${percentile(sorted, 0.9)} ms, p99 ${p99} ms (target: under ${targetP99Ms}), max ${percentile(sorted, 1)} ms`,
  );
  console.log(`  gaps, repeats, restarts: ${wrong.length}`);
  for (const one of wrong.slice(0, 5)) console.log(`    ${one}`);
  return wrong.length === 0 && p99 < targetP99Ms;
}

async function reportIdle(windowMs: number): Promise<boolean> {
  console.error(
    `idle: ${idleClients} clients, ${watchers} of them watching, two windows of ${windowMs / 1000} s`,
  );
  const { withClients, without, added } = await measureIdleSockets(idleClients, watchers, windowMs);
  const show = (counts: Map<string, number>) =>
    [...counts].map(([name, calls]) => `${name} ${calls}`).join(', ');
  console.log(`idle: Redis commands in ${windowMs / 1000} s`);
  console.log(`  ${idleClients} idle clients: ${show(withClients)}`);
  console.log(`  no client: ${show(without)}`);
  console.log(`  added by the clients: ${added} (timers account for up to ${timerSlack})`);
  return added <= timerSlack;
}

/** Measures the latency of many streams and what idle clients cost Redis; 1 when a target is missed. */
export async function runSockets(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(`${options}\n${usage}`);
    return 2;
  }
  let ok = true;
  if (options.only !== 'idle') ok = await reportStreams(options.seconds);
  if (options.only !== 'streams') ok = (await reportIdle(options.quick ? 10_000 : 60_000)) && ok;
  return ok ? 0 : 1;
}
