import type { SystemInfo } from '../../../../src-core/protocol/console';

interface WorkerCommand {
  /** Where to type it. */
  where: string;
  command: string;
}

/** How to start a worker outside of the gateway's pool, for the Redis it uses. */
export function workerCommand({ redis, dataDir }: Pick<SystemInfo, 'redis' | 'dataDir'>): WorkerCommand {
  // A Redis of ours listens on this machine alone; its password is in the data directory.
  if (redis.ours)
    return {
      where: 'In another terminal on this machine:',
      command: `npx signalbox worker --data ${quoted(dataDir)}`,
    };
  const single = /^(?<host>\S+:\d+)(?: db (?<db>\d+))?(?<tls> with TLS)?$/.exec(redis.address)?.groups;
  if (!single)
    return {
      where: `On any machine, with the Redis settings of this gateway (${redis.address}):`,
      command: 'npx signalbox worker',
    };
  const url = `${single.tls ? 'rediss' : 'redis'}://${single.host}${single.db ? `/${single.db}` : ''}`;
  return {
    where: 'On any machine that reaches this Redis; its password, if it has one, goes into the URL:',
    command: `npx signalbox worker --redis ${url}`,
  };
}

function quoted(path: string): string {
  return /^[\w./:\\~-]+$/.test(path) ? path : JSON.stringify(path);
}
