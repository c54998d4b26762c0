import type { SimulationSnapshot } from '../../../../src-core/protocol/simulator';
import { formatCount } from '../../../components/format';
import { Panel } from '../../../components/panel';
import { AssertionList } from './assertion-list';
import { FleetGrid } from './fleet/fleet-grid';
import { LiveFaults } from './live-faults';
import { RunCharts } from './run-charts';
import { RunHead } from './run-head';
import { RunLog } from './run-log';
import styles from './run.module.css';

interface RunViewProps {
  snapshot: SimulationSnapshot;
  /** Where its jobs are. */
  queue: string;
}

/** A simulation while it goes on. */
export function RunView({ snapshot, queue }: RunViewProps) {
  const { assertions, workers, faults, log, runId } = snapshot;
  const away = workers.filter(({ state }) => state === 'away').length;
  return (
    <div className={styles.run}>
      <RunHead snapshot={snapshot} queue={queue} />
      <Panel
        title="Fleet"
        question={`${formatCount(workers.length)} ${workers.length === 1 ? 'worker' : 'workers'}${away > 0 ? `, ${formatCount(away)} away` : ''}; click one to break it`}
        className={styles.fleet}
      >
        <FleetGrid workers={workers} queue={queue} />
      </Panel>
      <div className={styles.upper}>
        <RunCharts />
        <Panel title="Assertions" className={styles.assertions}>
          <AssertionList assertions={assertions} />
        </Panel>
      </div>
      <div className={styles.lower}>
        <Panel title="Faults" question="switched off and on while it runs">
          <LiveFaults runId={runId} faults={faults} />
        </Panel>
        <Panel title="Log">
          <RunLog log={log} />
        </Panel>
      </div>
    </div>
  );
}
