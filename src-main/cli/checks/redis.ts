import { ConfigError } from '../../../src-core/protocol/config-error';
import type { Monitor } from '../../../src-core/queue/monitor';
import type { Queue } from '../../../src-core/queue/queue';
import { inspectServer, type ServerFacts } from '../../../src-core/redis/inspect';
import { fineDuration } from '../duration';
import { type Check, fail, pass, warn } from './check';

const samples = 5;
const slowMs = 20;
/** Workers of a machine whose clock is further off are taken for lost. */
const clockFailMs = 60_000;
const clockWarnMs = 2000;

/** The server behind a monitor that is connected: its kind, speed, memory, disk and clock. */
export async function checkRedis(monitor: Monitor, queueName: string, now: () => number): Promise<Check[]> {
  const queue = monitor.queue(queueName);
  const checks = [await checkScripts(queue)];
  try {
    checks.push(...checkFacts(await queue.connection.guard(() => inspectServer(queue.commands))));
  } catch (error) {
    const message = error instanceof ConfigError ? error.fault : (error as Error).message;
    checks.push(fail('Redis version', message, 'use Redis 7.0 or Valkey 7.2, or newer'));
  }
  checks.push(await checkClock(queue, now));
  return checks;
}

/** Runs a script of the queue itself: PING stays green while scripts fail. */
async function checkScripts(queue: Queue): Promise<Check> {
  const name = 'scripts and latency';
  const times: number[] = [];
  try {
    for (let i = 0; i <= samples; i++) {
      const start = performance.now();
      await queue.owner('signalbox-doctor');
      // The first one loads the script.
      if (i > 0) times.push(performance.now() - start);
    }
  } catch (error) {
    return fail(name, (error as Error).message, "allow EVAL, EVALSHA and SCRIPT to Redis' user");
  }
  const median = times.sort((a, b) => a - b)[Math.floor(samples / 2)] as number;
  const detail = `a script takes ${fineDuration(median)} there and back`;
  return median < slowMs
    ? pass(name, detail)
    : warn(name, detail, 'run Redis nearer, or look for what keeps it busy');
}

function checkFacts({ engine, version, maxmemoryPolicy, warnings }: ServerFacts): Check[] {
  const kind = engine === 'redis' ? 'Redis' : 'Valkey';
  const checks = [pass('Redis version', `${kind} ${version}`), checkEviction(maxmemoryPolicy)];
  const isAof = (text: string) => text.startsWith('appendonly');
  const isEviction = (text: string) => text.startsWith('maxmemory-policy');
  if (warnings.some(isAof)) {
    const remedy = 'CONFIG SET appendonly yes, and in its configuration file';
    checks.push(
      warn('append-only file', 'off: a crash of Redis loses the jobs since its last snapshot', remedy),
    );
  } else checks.push(pass('append-only file', 'on, or not told by the server'));
  for (const text of warnings) {
    if (!isAof(text) && !isEviction(text))
      checks.push(fail('Redis', text, 'nothing works until that is put right'));
  }
  return checks;
}

function checkEviction(policy: string): Check {
  const name = 'eviction';
  if (policy === 'noeviction') return pass(name, 'noeviction');
  const remedy = 'CONFIG SET maxmemory-policy noeviction, and in its configuration file';
  if (policy === 'unknown') return warn(name, 'the server does not tell its maxmemory-policy', remedy);
  return fail(name, `${policy}: Redis deletes jobs when its memory is full`, remedy);
}

async function checkClock(queue: Queue, now: () => number): Promise<Check> {
  const name = 'clock';
  const sent = now();
  const [seconds, micros] = (await queue.connection.guard(() => queue.commands.time())) as [number, number];
  const received = now();
  const difference = Number(seconds) * 1000 + Number(micros) / 1000 - (sent + received) / 2;
  // Not known better than to half of the way there and back.
  const off = Math.max(0, Math.abs(difference) - (received - sent) / 2);
  const detail = `${fineDuration(off)} ${difference > 0 ? 'behind' : 'ahead of'} Redis`;
  if (off < clockWarnMs) return pass(name, off < 5 ? 'as the clock of Redis' : detail);
  const remedy = 'let NTP set the clocks of both machines';
  return off < clockFailMs ? warn(name, detail, remedy) : fail(name, detail, remedy);
}
