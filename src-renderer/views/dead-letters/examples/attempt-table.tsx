import type { JobView } from '../../../../src-core/protocol/http';
import { Ago, Duration } from '../../../components/times';
import { WorkerLink } from '../../../components/worker-link';
import styles from './examples.module.css';

/** Every time the job was run, newest first. */
export function AttemptTable({ history }: { history: JobView['history'] }) {
  if (history.length === 0) return <p className="quiet">It was never run.</p>;
  return (
    <table className={styles.attempts}>
      <thead>
        <tr>
          <th scope="col" className={styles.number}>
            Attempt
          </th>
          <th scope="col">Worker</th>
          <th scope="col">Started</th>
          <th scope="col" className={styles.number}>
            Ran
          </th>
          <th scope="col">Outcome</th>
        </tr>
      </thead>
      <tbody>
        {[...history].reverse().map(({ attempt, fence, worker, startedAt, endedAt, outcome, error }) => (
          <tr key={fence}>
            <td className={styles.number}>{attempt}</td>
            <td>
              <WorkerLink id={worker} />
            </td>
            <td>
              <Ago at={startedAt} />
            </td>
            <td className={styles.number}>
              {endedAt === undefined ? '' : <Duration ms={Date.parse(endedAt) - Date.parse(startedAt)} />}
            </td>
            <td>
              {outcome}
              {error && (
                <>
                  : <code>{error.code}</code> {error.message}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
