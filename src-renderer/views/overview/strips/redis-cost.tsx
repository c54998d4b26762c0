import type { ReactNode } from 'react';
import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { formatBytes, formatCount, formatDuration } from '../../../components/format';
import { Sparkline } from '../../../components/sparkline';
import { idleCost } from '../numbers/idle-cost';
import styles from './redis-cost.module.css';

/** What Redis does, and what a job and doing nothing cost it. */
export function RedisCost({ frame, history }: { frame: StatsFrame; history: readonly StatsFrame[] }) {
  const { redis, gateway } = frame;
  const idle = idleCost(history);
  const minute = history.slice(-60).map((one) => one.redis.opsPerSecond);
  return (
    <dl className={styles.cost}>
      <Cost name="commands" title="Of all clients of this Redis, this console's reading included">
        <span className={styles.trend}>
          {formatCount(redis.opsPerSecond)}/s
          <Sparkline points={minute} label="commands a second, last minute" width={64} height={16} />
        </span>
      </Cost>
      <Cost name="a job" title="Commands divided by jobs that ended, over the last minute">
        {redis.commandsPerJob === null ? (
          <Unknown why="fewer than 10 jobs" />
        ) : (
          `${formatCount(redis.commandsPerJob)} commands`
        )}
      </Cost>
      <Cost
        name="an idle client"
        title="At most: all commands of moments when no job moved, this console's own included, divided by the open sockets"
      >
        {idle?.perSocketMinute == null ? (
          <Unknown why="no idle moment yet" />
        ) : (
          `≤ ${formatCount(idle.perSocketMinute)} a minute`
        )}
      </Cost>
      <Cost name="memory">
        {formatBytes(redis.usedMemoryBytes)}
        <span className="quiet">
          {' '}
          {redis.maxMemoryBytes === null ? 'no limit' : `of ${formatBytes(redis.maxMemoryBytes)}`}
        </span>
      </Cost>
      <Cost name="connections">
        {formatCount(redis.connections)}
        <span className="quiet"> for {formatCount(gateway.sockets)} sockets here</span>
      </Cost>
      <Cost name="answers in">
        {redis.latencyMs === null ? <Unknown why={redis.status} /> : formatDuration(redis.latencyMs)}
      </Cost>
    </dl>
  );
}

function Cost({ name, title, children }: { name: string; title?: string; children: ReactNode }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Unknown({ why }: { why: string }) {
  return <span className="quiet">– ({why})</span>;
}
