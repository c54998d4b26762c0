import { useShallow } from 'zustand/react/shallow';
import { formatBytes, formatCount, formatDuration } from '../components/format';
import { useNow } from '../components/now';
import { retryNow } from '../connection/session';
import { useConnection } from '../stores/connection';
import { useLive } from '../stores/live';
import { ageOfData } from './age-of-data';

/** What it all costs, and how old what is shown is. */
export function StatusLine() {
  return (
    <footer className="status-line">
      <DataAge />
      <Costs />
    </footer>
  );
}

function DataAge() {
  const now = useNow();
  const connection = useConnection(
    useShallow(({ phase, sinceMs, retryAt, heardAt, problem }) => ({
      phase,
      sinceMs,
      retryAt,
      heardAt,
      problem,
    })),
  );
  const { tone, text, detail } = ageOfData(connection, now);
  return (
    <div className={`data-age data-age-${tone}`}>
      <span className="data-age-mark" aria-hidden="true" />
      <span title={detail}>{text}</span>
      {/* What a screen reader hears changes with the phase, not every second. */}
      <span className="visually-hidden" role="status">
        {connection.phase}
      </span>
      {connection.phase === 'reconnecting' && (
        <button type="button" className="text-button" onClick={retryNow}>
          Try now
        </button>
      )}
    </div>
  );
}

function Costs() {
  const costs = useLive(
    useShallow(
      ({ stats }) =>
        stats && {
          ops: stats.redis.opsPerSecond,
          perJob: stats.redis.commandsPerJob,
          memory: stats.redis.usedMemoryBytes,
          sockets: stats.gateway.sockets,
          lag: stats.gateway.eventLoopLagMs,
          rate: stats.processor.ratePerSecond,
        },
    ),
  );
  if (!costs) return null;
  const { perJob } = costs;
  return (
    <dl className="costs">
      <Cost name="Jobs" title="Jobs finished a second">{`${formatCount(costs.rate)}/s`}</Cost>
      <Cost
        name="Redis"
        title="Commands a second of all of this Redis' clients"
      >{`${formatCount(costs.ops)} ops/s`}</Cost>
      <Cost name="Commands per job" title="Over the last minute">
        {perJob === null ? '–' : formatCount(perJob)}
      </Cost>
      <Cost name="Memory" title="What Redis uses">
        {formatBytes(costs.memory)}
      </Cost>
      <Cost name="Sockets" title="Open at this gateway">
        {formatCount(costs.sockets)}
      </Cost>
      <Cost name="Loop lag" title="The longest time in the last second this gateway did not answer">
        {formatDuration(costs.lag)}
      </Cost>
    </dl>
  );
}

function Cost({ name, title, children }: { name: string; title: string; children: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
