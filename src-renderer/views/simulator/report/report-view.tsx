import { Button } from '@mantine/core';
import { CircleCheck, CircleX, Download, OctagonMinus } from 'lucide-react';
import type { SimulationReport } from '../../../../src-core/protocol/simulator';
import { formatCount, formatDuration } from '../../../components/format';
import { Panel } from '../../../components/panel';
import { DateTime } from '../../../components/times';
import { faultWords, type FaultKind } from '../fault-words';
import { AssertionList } from '../run/assertion-list';
import { RunCharts } from '../run/run-charts';
import { useRunHistory } from '../run/run-history';
import { Figure, Seed } from '../run/run-head';
import runStyles from '../run/run.module.css';
import { saveReport } from '../simulator-acts';
import styles from './report.module.css';
import { ViolationList } from './violation-list';

interface ReportViewProps {
  report: SimulationReport;
  /** Where its jobs are. */
  queue: string;
}

const outcomes = {
  passed: { Mark: CircleCheck, word: 'Passed' },
  failed: { Mark: CircleX, word: 'Failed' },
  stopped: { Mark: OctagonMinus, word: 'Stopped' },
} as const;

/** How the last run went. */
export function ReportView({ report, queue }: ReportViewProps) {
  const { assertions, violations } = report;
  const seen = useRunHistory(({ runId, moments }) => runId === report.runId && moments.length > 1);
  return (
    <section className={runStyles.run} aria-label="Report">
      <ReportHead report={report} />
      <Numbers report={report} />
      <div className={styles.parts}>
        <Panel title="Assertions" question="What held, what broke?">
          <AssertionList assertions={assertions} />
        </Panel>
        <Panel title="Faults made">
          <FaultCounts faults={report.faults} />
        </Panel>
      </div>
      {violations.length > 0 && (
        <Panel
          title="Violations"
          question={
            violations.length === 1
              ? 'one breach of an invariant'
              : `${formatCount(violations.length)} breaches of invariants`
          }
        >
          <ViolationList violations={violations} queue={queue} />
        </Panel>
      )}
      {seen && (
        <Panel title="While it ran">
          <RunCharts />
        </Panel>
      )}
      <Panel title="Decisions" question="equal for the same scenario and seed">
        <p className={styles.hash}>
          {formatCount(report.decisions.count)} were drawn, sha256 <code>{report.decisions.sha256}</code>
        </p>
      </Panel>
    </section>
  );
}

function ReportHead({ report }: { report: SimulationReport }) {
  const { outcome, scenario, seed, startedAt, endedAt } = report;
  const { Mark, word } = outcomes[outcome];
  const save = (form: 'report' | 'junit', label: string) => (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Download size={14} />}
      onClick={() => void saveReport(form, scenario, seed)}
    >
      {label}
    </Button>
  );
  return (
    <header className={styles.head} data-outcome={outcome}>
      <Mark size={20} aria-hidden="true" />
      <h2 role="status">{word}</h2>
      <span>{scenario}</span>
      <Seed seed={seed} />
      <span className="quiet">
        <DateTime at={startedAt} />, took {formatDuration(endedAt - startedAt)}
      </span>
      <span className={styles.files}>
        {save('report', 'JSON')}
        {save('junit', 'JUnit')}
      </span>
    </header>
  );
}

function Numbers({ report: { counts, wait, run, maxDepth } }: { report: SimulationReport }) {
  const spread = (times: SimulationReport['wait']) =>
    times
      ? `${formatDuration(times.p50)} / ${formatDuration(times.p95)} / ${formatDuration(times.p99)}`
      : '–';
  return (
    <dl className={`${runStyles.numbers} ${styles.numbers}`}>
      <Figure name="submitted" value={`${formatCount(counts.submitted)} of ${formatCount(counts.planned)}`} />
      <Figure name="accepted" value={formatCount(counts.accepted)} />
      <Figure name="completed" value={formatCount(counts.completed)} />
      <Figure name="retries" value={formatCount(counts.retries)} />
      <Figure
        name="fenced"
        value={formatCount(counts.fenced)}
        title="Reports the gateway refused by their fence"
      />
      <Figure name="dead" value={formatCount(counts.dead)} />
      <Figure name="cancelled" value={formatCount(counts.cancelled)} />
      <Figure name="lost" value={formatCount(counts.lost)} bad={counts.lost > 0} />
      <Figure name="duplicated" value={formatCount(counts.duplicated)} bad={counts.duplicated > 0} />
      <Figure name="deepest" value={formatCount(maxDepth)} title="Most jobs waiting at once" />
      <Figure name="wait p50 / p95 / p99" value={spread(wait)} />
      <Figure name="run p50 / p95 / p99" value={spread(run)} />
    </dl>
  );
}

function FaultCounts({ faults }: { faults: SimulationReport['faults'] }) {
  const made = Object.entries(faults).sort(([, a], [, b]) => b - a);
  if (made.length === 0) return <p className="quiet">None.</p>;
  return (
    <ul className={styles.faults} aria-label="Faults made">
      {made.map(([kind, count]) => (
        <li key={kind}>
          <span>{faultWords[kind as FaultKind]?.name ?? kind}</span>
          <span>{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}
