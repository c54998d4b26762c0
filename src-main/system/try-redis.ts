import { ConfigError } from '../../src-core/protocol/config-error';
import type { ProfileTest } from '../../src-core/protocol/desktop';
import { closeRedis } from '../../src-core/redis/close';
import { connectCommands, type RedisClient, whenReady } from '../../src-core/redis/connect';
import { inspectServer } from '../../src-core/redis/inspect';
import { describeTarget, type RedisTarget } from '../../src-core/redis/target';

type Step = ProfileTest['steps'][number];

const connectMs = 6_000;
const scripts = 3;

/** Connects to a Redis and says step by step what a gateway would find there. Changes nothing in it. Never rejects. */
export async function tryRedis(target: RedisTarget): Promise<ProfileTest> {
  let refuse: (error: Error) => void = () => undefined;
  // A gateway would go on trying; here the first fault is what was asked for.
  const fault = new Promise<never>((_resolve, reject) => {
    refuse = reject;
  });
  const client = connectCommands(target, { name: 'signalbox:test', onError: (error) => refuse(error) });
  const steps: Step[] = [];
  try {
    const start = performance.now();
    await Promise.race([whenReady(client, connectMs), fault]);
    const took = Math.round(performance.now() - start);
    steps.push({ name: 'Connection', status: 'pass', text: `${describeTarget(target)} in ${took} ms` });
    steps.push(...(await version(client)), await runScripts(client));
  } catch (error) {
    steps.push({ name: 'Connection', status: 'fail', text: (error as Error).message });
  } finally {
    await closeRedis(client);
  }
  return { steps };
}

async function version(client: RedisClient): Promise<Step[]> {
  const name = 'Version';
  try {
    const { engine, version: number, warnings } = await inspectServer(client);
    const text = `${engine === 'redis' ? 'Redis' : 'Valkey'} ${number}`;
    const told = warnings.map((warning): Step => ({ name: 'Settings', status: 'warn', text: warning }));
    return [{ name, status: 'pass', text }, ...told];
  } catch (error) {
    if (error instanceof ConfigError) return [{ name, status: 'fail', text: error.fault }];
    return [{ name, status: 'warn', text: `the server does not tell it (${(error as Error).message})` }];
  }
}

/** The engine is made of scripts: PING stays green while they are forbidden. */
async function runScripts(client: RedisClient): Promise<Step> {
  const name = 'Scripts';
  try {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < scripts; run += 1) {
      const start = performance.now();
      await client.eval('return 1', 0);
      best = Math.min(best, performance.now() - start);
    }
    return { name, status: 'pass', text: `they run; there and back takes ${best.toFixed(1)} ms` };
  } catch (error) {
    const text = `${(error as Error).message}: allow EVAL, EVALSHA and SCRIPT to Redis' user`;
    return { name, status: 'fail', text };
  }
}
