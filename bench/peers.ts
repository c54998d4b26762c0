import { parseArgs } from 'node:util';
import { type Case, casesOf } from './cases';
import { runTask } from './child-process';
import { contenderNames } from './contenders/contender';
import { type IdleRates, measureIdle } from './measure/idle';
import { type Aof, RedisServer } from './redis-server';
import { printReport, writeReport } from './report';
import { type CaseResult, judge, type Samples } from './verdict';

const names = ['bulk', 'single', 'processing', 'latency', 'memory', 'commands', 'idle'];
const usage = `npm run bench -- [peers] [--quick] [--rounds N] [--only ${names.join('|')} ...]`;

// The window holds two of the slowest periodic things, which come once a minute.
const fullIdle = { settleMs: 75_000, windowMs: 120_000 };
const quickIdle = { settleMs: 5000, windowMs: 20_000 };

interface Options {
  quick: boolean;
  rounds: number;
  only: string[];
}

function readOptions(args: string[]): Options | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
      },
    });
    const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
    if (!Number.isInteger(rounds) || rounds < 1) return '--rounds: a whole number from 1';
    const unknown = values.only.find((name) => !names.includes(name));
    if (unknown !== undefined) return `--only: no measurement "${unknown}"`;
    return { quick: values.quick, rounds, only: values.only };
  } catch (error) {
    return (error as Error).message;
  }
}

/** The contenders take turns, so that what the machine does meanwhile hits all of them alike. */
async function runCase(one: Case, server: RedisServer): Promise<Samples> {
  const samples = new Map(contenderNames.map((name) => [name, []])) as Samples;
  const { measure, payloadBytes, keep, jobs, warmUp } = one;
  for (let round = 0; round < one.rounds; round++) {
    for (const contender of contenderNames) {
      await server.clear();
      const task = { contender, measure, port: server.port, payloadBytes, keep, jobs, warmUp };
      samples.get(contender)?.push(await runTask(task));
    }
  }
  return samples;
}

async function runCases(cases: readonly Case[], aof: Aof): Promise<{ results: CaseResult[]; redis: string }> {
  const server = await RedisServer.start(aof);
  const results: CaseResult[] = [];
  try {
    for (const [i, one] of cases.entries()) {
      const kept = one.keep ? ', kept' : '';
      console.error(`AOF ${aof}, ${i + 1}/${cases.length}: ${one.measure}, ${one.payloadBytes} B${kept}`);
      results.push({ case: one, samples: await runCase(one, server) });
    }
  } finally {
    await server.stop();
  }
  return { results, redis: server.version };
}

/** Runs Signalbox and its peers in turns, prints and writes the report; 1 when a target of bare jobs is missed. */
export async function runPeers(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(`${options}\n${usage}`);
    return 2;
  }
  const cases = casesOf(options);
  const results: CaseResult[] = [];
  let redis = '';
  for (const aof of ['off', 'everysec'] as const) {
    const own = cases.filter((one) => one.aof === aof);
    if (own.length === 0) continue;
    const part = await runCases(own, aof);
    results.push(...part.results);
    redis = part.redis;
  }
  let idle: IdleRates | null = null;
  if (options.only.length === 0 || options.only.includes('idle')) {
    console.error('idle processes');
    idle = await measureIdle(options.quick ? quickIdle : fullIdle);
  }
  const verdict = judge(results, idle);
  printReport(results, verdict);
  const file = await writeReport({ options, redis, results, idle, verdict });
  console.log(`\n${file}`);
  return verdict.missed.length === 0 ? 0 : 1;
}
