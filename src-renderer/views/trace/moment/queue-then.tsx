import { statsAnswerSchema } from '../../../../src-core/protocol/statistics';
import { formatClock, formatCount, formatDuration } from '../../../components/format';
import { query } from '../../../connection/api';
import { useData } from '../../../connection/use-data';
import { pointAt } from './point-at';
import styles from './moment.module.css';

interface QueueThenProps {
  queue: string;
  /** The job's life, epoch ms. */
  from: number;
  to: number;
  at: number;
}

/** Looked at around the job's life, so that a step that began before it is there. */
const aroundMs = 120_000;
/** What is asked for is rounded to this, so that a job that goes on does not ask anew each second. */
const roundMs = 30_000;

/** What the queue was doing at a moment, from its kept statistics. */
export function QueueThen({ queue, from, to, at }: QueueThenProps) {
  const path = query('/stats', {
    queue,
    from: Math.floor((from - aroundMs) / roundMs) * roundMs,
    to: Math.ceil((to + aroundMs) / roundMs) * roundMs,
  });
  const { data, error } = useData(path, statsAnswerSchema);
  const found = data && pointAt(data.points, data.stepMs, at);
  return (
    <>
      <h3>Queue {queue} then</h3>
      {found && <p className="quiet">{stepText(found.point.at, data.stepMs)}</p>}
      {found ? (
        <dl className={styles.fields}>
          <Field
            name="Waiting jobs"
            value={found.depth === null ? 'not recorded' : formatCount(found.depth)}
          />
          <Field name="Started" value={formatCount(found.point.started)} />
          <Field name="Completed" value={formatCount(found.point.completed)} />
          <Field name="Failed" value={formatCount(found.point.failed)} />
          {found.point.wait && <Field name="Wait p95" value={formatDuration(found.point.wait.p95)} />}
        </dl>
      ) : (
        <p className="quiet">
          {error ? error.message : data ? 'Nothing is recorded of that time.' : 'Reading...'}
        </p>
      )}
    </>
  );
}

function Field({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Which time the numbers are of. */
function stepText(at: number, stepMs: number): string {
  return `In the ${formatDuration(stepMs)} from ${formatClock(at)}`;
}
