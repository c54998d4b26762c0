import { useMemo } from 'react';
import { type SystemInfo, systemSchema } from '../../../src-core/protocol/console';
import type { StatsFrame } from '../../../src-core/protocol/monitor-frames';
import { formatCount, formatDuration } from '../../components/format';
import { Loading } from '../../components/loading';
import { useNow } from '../../components/now';
import { Panel } from '../../components/panel';
import { useData } from '../../connection/use-data';
import { href } from '../../routing/routes';
import { useChoices } from '../../stores/choices';
import { useConnection } from '../../stores/connection';
import { useLive, useTopics } from '../../stores/live';
import { OverviewCharts } from './charts/overview-charts';
import { FirstJob, FirstWorker } from './first-steps/first-steps';
import { NumberStrip } from './numbers/number-strip';
import { totalsOf } from './numbers/totals';
import styles from './overview.module.css';
import { priorityDepths } from './queues/priorities';
import { PriorityBars } from './queues/priority-bars';
import { queueLines } from './queues/queue-lines';
import { QueueRows } from './queues/queue-rows';
import { GroupList } from './strips/group-list';
import { RedisCost } from './strips/redis-cost';
import { WorkersStrip } from './strips/workers-strip';
import { calmWords } from './verdict/calm-words';
import { useFindings } from './verdict/use-findings';
import { useRecentHistory } from './verdict/use-recent-history';
import { Verdict } from './verdict/verdict';

/** Is it healthy, and if not, where do I look? */
export function Overview() {
  useTopics('workers', 'dlq');
  const stats = useLive((live) => live.stats);
  return stats ? <Numbers stats={stats} /> : <NoNumbersYet />;
}

function NoNumbersYet() {
  const problem = useConnection((connection) => connection.problem);
  return <Loading what={problem ?? 'Asking the gateway for its numbers'} />;
}

function Numbers({ stats }: { stats: StatsFrame }) {
  const history = useRecentHistory();
  const queue = useChoices((choices) => choices.queue);
  const { data: system } = useData('/system', systemSchema);
  const totals = useMemo(() => totalsOf(stats, history, queue), [stats, history, queue]);
  const whole = useMemo(() => totalsOf(stats, history, ''), [stats, history]);
  const found = useFindings(stats, history, system);
  const fresh = whole.added === 0;
  return (
    <div className={styles.overview}>
      <h1 className="visually-hidden">Overview</h1>
      <Verdict findings={found} calm={calmWords(stats, whole)} age={<DataAge />} />
      <FirstSteps fresh={fresh} system={system} />
      <NumberStrip totals={totals} slots={stats.workers.slots} queue={queue} />
      {!fresh && (
        <OverviewCharts
          queue={queue}
          beside={<PriorityBars depths={priorityDepths(stats, queue)} queue={queue} />}
        />
      )}
      <div className={styles.lower}>
        <Queues stats={stats} history={history} chosen={queue} />
        <div className={styles.side}>
          <Crew stats={stats} />
          <Letters />
          <Redis stats={stats} />
        </div>
      </div>
    </div>
  );
}

/** What a new system needs: a job, a worker. */
function FirstSteps({ fresh, system }: { fresh: boolean; system: SystemInfo | undefined }) {
  const url = useConnection((connection) => connection.url);
  const none = useLive(({ stats, workers }) => stats?.workers.running === 0 && workers !== null);
  const pool = useLive(({ workers }) => workers?.pool ?? null);
  const coming = pool?.some(({ state }) => state !== 'stopped' && state !== 'draining') ?? false;
  const workerNeeded = none && !coming;
  if (!system || (!fresh && !workerNeeded)) return null;
  return (
    <div className={styles.steps}>
      {fresh && <FirstJob queue={system.defaultQueue} url={url} />}
      {workerNeeded && <FirstWorker hasPool={pool !== null} system={system} />}
    </div>
  );
}

interface QueuesProps {
  stats: StatsFrame;
  history: readonly StatsFrame[];
  chosen: string;
}

function Queues({ stats, history, chosen }: QueuesProps) {
  const lines = useMemo(() => queueLines(stats, history), [stats, history]);
  return (
    <Panel
      title="Queues"
      question={lines.length === 0 ? 'There is one as soon as it has had a job.' : undefined}
      className={styles.queues}
    >
      {lines.length > 0 && <QueueRows lines={lines} chosen={chosen} />}
    </Panel>
  );
}

function Crew({ stats }: { stats: StatsFrame }) {
  const workers = useLive((live) => live.workers);
  const { active, slots } = stats.workers;
  return (
    <Panel
      title="Workers"
      question={`${formatCount(active)} of ${formatCount(slots)} busy`}
      actions={<a href={href(['workers'])}>All workers</a>}
    >
      {workers === null ? (
        <p className="quiet">Asking who is there.</p>
      ) : workers.workers.length + (workers.pool?.length ?? 0) === 0 ? (
        <p className="quiet">No worker.</p>
      ) : (
        <WorkersStrip workers={workers.workers} pool={workers.pool} />
      )}
    </Panel>
  );
}

function Letters() {
  const queue = useChoices((choices) => choices.queue);
  const dlq = useLive((live) => live.dlq);
  const groups = dlq?.groups.filter((group) => queue === '' || group.queue === queue) ?? [];
  return (
    <Panel title="Dead letters" actions={<a href={href(['dead-letters'], { queue })}>All dead letters</a>}>
      {groups.length > 0 ? (
        <GroupList groups={groups} limit={5} />
      ) : (
        <p className="quiet">{dlq === null ? 'Asking what failed for good.' : 'None.'}</p>
      )}
    </Panel>
  );
}

function Redis({ stats }: { stats: StatsFrame }) {
  const history = useLive((live) => live.statsHistory);
  return (
    <Panel title="Redis" question="What does it cost?">
      <RedisCost frame={stats} history={history} />
    </Panel>
  );
}

/** How old what is shown is; nothing while it is live. */
function DataAge() {
  const now = useNow();
  const live = useConnection(({ phase }) => phase === 'live');
  const heardAt = useConnection((connection) => connection.heardAt);
  if (live || heardAt === null) return null;
  return `as of ${formatDuration(Math.round((now - heardAt) / 1000) * 1000)} ago`;
}
