import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startTestRedis } from '../../e2e/support/redis';
import { type RunningSystem, startSystem } from '../../e2e/support/system';
import { Simulation } from '../../src-worker/simulator/run/simulation';
import { FleetMeter } from './meter';
import { ProcessMeter } from './process-meter';
import { fleetScenario } from './scenario';

const usage = 'npm run bench -- fleet [--seconds N (60)] [--quick]';
const targets = { dispatchP99Ms: 50, growth: 1.1, leastShare: 0.5 };
const tokens = {
  SIGNALBOX_ADMIN_TOKEN: 'bench-admin',
  SIGNALBOX_CLIENT_TOKENS: 'bench:bench-client',
  SIGNALBOX_WORKER_TOKENS: 'bench:bench-worker',
};

interface Found {
  meter: FleetMeter;
  planned: number;
  memory: { before: number; after: number; cpu: number }[];
}

/** Measures 1,000 simulated GPU workers on two gateways; 1 when a target is missed. */
export async function runFleet(args: string[]): Promise<number> {
  const seconds = readSeconds(args);
  if (seconds === null) {
    console.error(usage);
    return 2;
  }
  console.error(`fleet: 1,000 GPU workers, 2 gateways, 500 jobs/s of 1 s each, ${seconds} s`);
  const load = loadavg()[0]?.toFixed(1);
  const redis = await startTestRedis();
  const gateways: RunningSystem[] = [];
  try {
    for (let n = 0; n < 2; n += 1)
      gateways.push(await startSystem({ mode: 'gateway', redisUrl: redis.url, env: tokens }));
    // The first run compiles what the second one measures.
    await measure(5, redis.url, gateways);
    return report(await measure(seconds, redis.url, gateways), load);
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await redis.stop();
  }
}

function readSeconds(args: string[]): number | null {
  try {
    const { values } = parseArgs({
      args,
      options: { seconds: { type: 'string' }, quick: { type: 'boolean', default: false } },
    });
    const seconds = Number(values.seconds ?? (values.quick ? 10 : 60));
    return Number.isInteger(seconds) && seconds >= 1 ? seconds : null;
  } catch {
    return null;
  }
}

async function measure(seconds: number, redisUrl: string, gateways: RunningSystem[]): Promise<Found> {
  const meter = new FleetMeter();
  let planned = 0;
  const simulation = new Simulation({
    runId: `bench-${Date.now()}`,
    scenario: fleetScenario(seconds),
    seed: 1,
    target: {
      gateways: gateways.map(({ url }) => url),
      workerToken: 'bench-worker',
      clientToken: 'bench-client',
      redisUrl,
      queue: 'simulation',
    },
    audit: (count) => {
      planned = count;
      return meter;
    },
  });
  await simulation.start();
  const meters = gateways.map(({ pid }) => new ProcessMeter(pid));
  await simulation.ended;
  return { meter, planned, memory: await Promise.all(meters.map((one) => one.stop())) };
}

function report({ meter, planned, memory }: Found, load: string | undefined): number {
  const spans = meter.dispatches();
  const at = (share: number) => spans[Math.min(spans.length - 1, Math.floor(spans.length * share))] as number;
  const ms = (share: number) => `${at(share).toFixed(0)} ms`;
  const { completed } = meter.counts();
  console.log(
    `fleet: ${completed} of ${planned} jobs completed; ${cpus().length} processors, load before ${load}`,
  );
  console.log(
    `  submission to job_assigned: p50 ${ms(0.5)}, p90 ${ms(0.9)}, p99 ${ms(0.99)} (target: under ${targets.dispatchP99Ms}), max ${ms(1)}`,
  );
  const groups = ['large', 'medium', 'small'].map((name) => shareOf(name, meter.jobsOf));
  for (const { name, workers, least, middle, most } of groups)
    console.log(`  ${name}: ${workers} workers had jobs; least ${least}, median ${middle}, most ${most}`);
  for (const { before, after, cpu } of memory)
    console.log(
      `  gateway: ${(before / 1e6).toFixed(0)} MB, later ${(after / 1e6).toFixed(0)} MB (target: at most ${targets.growth} times), ${Math.round(cpu * 100)} % of a processor`,
    );
  const met =
    completed === planned &&
    at(0.99) < targets.dispatchP99Ms &&
    groups.every(({ least, middle }) => least >= targets.leastShare * middle) &&
    memory.every(({ before, after }) => after <= before * targets.growth);
  return met ? 0 : 1;
}

/** How the jobs of a kind of machines were dealt out among its workers. */
function shareOf(name: string, jobsOf: ReadonlyMap<string, number>) {
  const counts = [...jobsOf].filter(([id]) => id.startsWith(`${name}-`)).map(([, count]) => count);
  const machines = fleetScenario(1).machines[name]?.count ?? 0;
  const all = [...counts, ...Array<number>(Math.max(0, machines - counts.length)).fill(0)].sort(
    (a, b) => a - b,
  );
  return {
    name,
    workers: counts.length,
    least: all[0] ?? 0,
    middle: all[all.length >> 1] ?? 0,
    most: all.at(-1) ?? 0,
  };
}
