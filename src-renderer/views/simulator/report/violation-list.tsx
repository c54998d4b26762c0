import type { SimulationReport } from '../../../../src-core/protocol/simulator';
import { formatClock, formatCount, formatDateTime } from '../../../components/format';
import { JobLink } from '../../../components/job-link';
import styles from './report.module.css';

/** As many are shown; the report as JSON has them all. */
const shown = 100;

/** Each breach of an invariant, with the job it was about. */
export function ViolationList({
  violations,
  queue,
}: Pick<SimulationReport, 'violations'> & { queue: string }) {
  const rest = violations.length - shown;
  return (
    <>
      <table className={styles.violations}>
        <thead>
          <tr>
            <th>Time</th>
            <th>Invariant</th>
            <th>Job</th>
            <th>What happened</th>
          </tr>
        </thead>
        <tbody>
          {violations.slice(0, shown).map(({ at, invariant, jobId, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list of an ended run does not change
            <tr key={index}>
              <td title={formatDateTime(at)}>{formatClock(at)}</td>
              <td>{invariant}</td>
              <td>{jobId === null ? '–' : <JobLink queue={queue} id={jobId} />}</td>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p className="quiet">And {formatCount(rest)} more: the report as JSON has them all.</p>}
    </>
  );
}
