import type { ReactNode } from 'react';
import type { JobStory, Run } from '../../../../src-core/explain/job-story';
import type { TraceEvent } from '../../../../src-core/protocol/job';
import { formatCount, formatDateTime, formatDuration } from '../../../components/format';
import { WorkerLink } from '../../../components/worker-link';
import styles from './tabs.module.css';

interface AttemptsTabProps {
  story: JobStory;
  onMoment(at: number): void;
}

/** Every attempt in a column, so that they can be compared. */
export function AttemptsTab({ story, onMoment }: AttemptsTabProps) {
  const { runs } = story;
  if (runs.length === 0) return <p className="quiet">No worker has claimed it yet.</p>;
  const rows: [string, (run: Run, before: Run | undefined) => ReactNode][] = [
    ['Worker', (run) => <WorkerLink id={run.worker} />],
    ['Outcome', (run) => <span className={styles[`outcome-${run.outcome}`]}>{run.outcome}</span>],
    ['Error', (run) => (run.error ? <Wrapped text={`${run.error.code}: ${run.error.message}`} /> : '')],
    ['Started', (run) => <Moment at={run.startedAt} onMoment={onMoment} />],
    ['Waited before', (run, before) => formatDuration(run.startedAt - (before?.endedAt ?? story.createdAt))],
    ['Ran', (run) => formatDuration((run.endedAt ?? story.now) - run.startedAt)],
    ['Last heard of', (run) => `${formatDuration(run.lastSignAt - run.startedAt)} after its start`],
    ['Heartbeats', (run) => count(story, run, 'heartbeat')],
    ['Progress reports', (run) => count(story, run, 'progress')],
    ['Log lines', (run) => count(story, run, 'log')],
    ['Chunk batches', (run) => count(story, run, 'chunk')],
    ['Fence', (run) => <code>{run.fence}</code>],
  ];
  return (
    <div className={styles.scroll}>
      <table className={styles.attempts}>
        <thead>
          <tr>
            <th scope="col">Attempt</th>
            {runs.map(({ fence, attempt }) => (
              <th key={fence} scope="col">
                {attempt}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, cell]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {runs.map((run, n) => (
                <td key={run.fence}>{cell(run, runs[n - 1])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function count({ events }: JobStory, { attempt }: Run, kind: TraceEvent['kind']): string {
  return formatCount(events.filter((event) => event.attempt === attempt && event.kind === kind).length);
}

function Moment({ at, onMoment }: { at: number; onMoment(at: number): void }) {
  return (
    <button type="button" className="text-button" onClick={() => onMoment(at)}>
      {formatDateTime(at).slice(11)}
    </button>
  );
}

function Wrapped({ text }: { text: string }) {
  return <span className={styles.wrapped}>{text}</span>;
}
