import { setTimeout } from 'node:timers/promises';
import { ChildProcess } from '../child-process';
import type { ContenderName } from '../contenders/contender';
import { RedisServer } from '../redis-server';
import { ServerInfo } from './server-info';

/** After its last job a worker settles for this long before commands are counted. */
const settleMs = 5000;

/** Redis commands a minute that idle worker processes cause, each kind on a server of its own, all at the same time. */
export interface IdleRates {
  /** One Signalbox process, which leads the queue's maintenance. */
  leader: number;
  /** A second Signalbox process beside a leader: what the two cause less what a leader alone does. */
  follower: number;
  bullmq: number;
  beeQueue: number;
}

export async function measureIdle(windowMs: number): Promise<IdleRates> {
  const [leader, both, bullmq, beeQueue] = await Promise.all([
    commandsAMinute('signalbox', 1, windowMs),
    commandsAMinute('signalbox', 2, windowMs),
    commandsAMinute('bullmq', 1, windowMs),
    commandsAMinute('bee-queue', 1, windowMs),
  ]);
  return { leader, follower: Math.max(0, both - leader), bullmq, beeQueue };
}

async function commandsAMinute(contender: ContenderName, workers: number, windowMs: number): Promise<number> {
  const server = await RedisServer.start('off');
  const children: ChildProcess[] = [];
  const info = new ServerInfo(server.port);
  try {
    for (let i = 0; i < workers; i++) {
      const task = { contender, port: server.port, payloadBytes: 100, keep: false, jobs: 1000, warmUp: 0 };
      const child = new ChildProcess({ ...task, measure: 'idle' });
      children.push(child);
      await child.answer();
    }
    await setTimeout(settleMs);
    const before = await info.commands();
    await setTimeout(windowMs);
    const after = await info.commands();
    return ((after - before - 1) * 60_000) / windowMs;
  } finally {
    info.close();
    await Promise.all(children.map((child) => child.end()));
    await server.stop();
  }
}
