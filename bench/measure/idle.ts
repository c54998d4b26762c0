import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { ChildProcess } from '../child-process';
import type { ContenderName } from '../contenders/contender';
import { RedisServer } from '../redis-server';
import { ServerInfo } from './server-info';

/** Redis commands a minute that idle worker processes cause, each kind on a server of its own, all at the same time. */
export interface IdleRates {
  /** One Signalbox process, which leads the queue's maintenance. */
  leader: number;
  /** A second Signalbox process beside a leader. */
  follower: number;
  bullmq: number;
  beeQueue: number;
}

export interface IdleTimes {
  /** Between the last job and the counting, so that what follows activity, such as rolling up its minute, is over. */
  settleMs: number;
  windowMs: number;
}

export async function measureIdle(times: IdleTimes): Promise<IdleRates> {
  const [leader, follower, bullmq, beeQueue] = await Promise.all([
    commandsAMinute('signalbox', times),
    followerCommandsAMinute(times),
    commandsAMinute('bullmq', times),
    commandsAMinute('bee-queue', times),
  ]);
  return { leader, follower, bullmq, beeQueue };
}

async function startIdle(contender: ContenderName, port: number): Promise<ChildProcess> {
  const task = { contender, port, payloadBytes: 100, keep: false, jobs: 1000, warmUp: 0 };
  const child = new ChildProcess({ ...task, measure: 'idle' });
  await child.answer();
  return child;
}

async function commandsAMinute(contender: ContenderName, times: IdleTimes): Promise<number> {
  const server = await RedisServer.start('off');
  const child = await startIdle(contender, server.port);
  try {
    await setTimeout(times.settleMs);
    return perMinute(await commandsIn(server.port, times.windowMs), times);
  } finally {
    await child.end();
    await server.stop();
  }
}

/** All commands of two processes less those MONITOR shows to be the first one's. */
async function followerCommandsAMinute(times: IdleTimes): Promise<number> {
  const server = await RedisServer.start('off');
  const children: ChildProcess[] = [];
  try {
    children.push(await startIdle('signalbox', server.port));
    await setTimeout(leadMs);
    const leading = await addresses(server.redis);
    children.push(await startIdle('signalbox', server.port));
    await setTimeout(times.settleMs);
    const monitor = await server.redis.monitor();
    let leaders = 0;
    let last = '';
    monitor.on('monitor', (_time: string, _args: string[], source: string) => {
      // What a script runs follows its call.
      if (source !== 'lua') last = source;
      if (leading.has(last)) leaders += 1;
    });
    const all = await commandsIn(server.port, times.windowMs);
    const own = all - leaders;
    monitor.disconnect();
    return perMinute(own, times);
  } finally {
    await Promise.all(children.map((child) => child.end()));
    await server.stop();
  }
}

/** The first process has opened all its connections by then. */
const leadMs = 3000;

async function addresses(redis: Redis): Promise<Set<string>> {
  const list = String(await redis.client('LIST'));
  return new Set([...list.matchAll(/ addr=(\S+)/g)].map((match) => match[1] as string));
}

async function commandsIn(port: number, windowMs: number): Promise<number> {
  const info = new ServerInfo(port);
  const before = await info.commands();
  await setTimeout(windowMs);
  const after = await info.commands();
  info.close();
  // The first reading itself.
  return after - before - 1;
}

function perMinute(commands: number, { windowMs }: IdleTimes): number {
  return (commands * 60_000) / windowMs;
}
