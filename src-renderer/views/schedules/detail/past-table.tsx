import { useState } from 'react';
import type { TickRecord } from '../../../../src-core/protocol/schedules';
import { formatCount } from '../../../components/format';
import { JobLink } from '../../../components/job-link';
import { Ago } from '../../../components/times';
import { TickMark } from '../tick-mark';
import styles from './detail.module.css';

/** Ticks that are drawn before somebody asks for more. */
const first = 12;

/** What became of its last ticks, newest first. */
export function PastTable({ queue, ticks }: { queue: string; ticks: readonly TickRecord[] }) {
  const [all, setAll] = useState(false);
  if (ticks.length === 0) return <p className="quiet">It has not ticked yet.</p>;
  const shown = all ? ticks : ticks.slice(0, first);
  return (
    <>
      <table aria-label="Last ticks" className={styles.times}>
        <thead>
          <tr>
            <th scope="col">Tick</th>
            <th scope="col">Outcome</th>
            <th scope="col">Job</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((record) => (
            <tr key={`${record.tick} ${record.at} ${record.jobId}`}>
              <td>
                <Ago at={record.tick} />
              </td>
              <td>
                <TickMark state={record.outcome} />
              </td>
              <td className={styles.job}>
                {record.jobId !== undefined && <JobLink queue={queue} id={record.jobId} />}
                {record.byHand && <span className="quiet"> by hand</span>}
                {record.note && <span className="quiet"> {record.note}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < ticks.length && (
        <button type="button" className="text-button" onClick={() => setAll(true)}>
          {formatCount(ticks.length - shown.length)} more
        </button>
      )}
    </>
  );
}
