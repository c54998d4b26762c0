import type { ReactNode } from 'react';
import type { JobState } from '../../../../src-core/protocol/job-state';
import { formatCount, formatDuration } from '../../../components/format';
import { StateMark } from '../../../components/state-mark';
import { href, jobsHref } from '../../../routing/routes';
import styles from './number-strip.module.css';
import type { Totals } from './totals';

interface NumberStripProps {
  totals: Totals;
  /** Jobs all workers can run at once. */
  slots: number;
  /** '' = all. */
  queue: string;
}

/** The numbers of now, each leading to the jobs behind it. */
export function NumberStrip({ totals, slots, queue }: NumberStripProps) {
  const of = (state: JobState) => jobsHref({ state, ...(queue !== '' && { queue }) });
  const letters = href(['dead-letters'], { queue });
  const failed = totals.failedPercent;
  return (
    <dl className={styles.strip}>
      <Figure
        name={<StateMark state="waiting" withWord />}
        to={of('waiting')}
        value={formatCount(totals.waiting)}
      />
      <Figure name="oldest wait" to={of('waiting')} value={durationOf(totals.oldestWaitMs)} />
      <Figure
        name={<StateMark state="active" withWord />}
        to={of('active')}
        value={formatCount(totals.active)}
      >
        of {formatCount(slots)}
      </Figure>
      <Figure
        name={<StateMark state="scheduled" withWord />}
        to={of('scheduled')}
        value={formatCount(totals.scheduled)}
      />
      <Figure name={<StateMark state="dead" withWord />} to={letters} value={formatCount(totals.dead)} />
      <Figure
        name="in"
        to={jobsHref({ ...(queue !== '' && { queue }) })}
        value={rateOf(totals.inPerSecond)}
        title="Jobs that came in, over the last 10 s"
      />
      <Figure
        name="out"
        to={of('completed')}
        value={rateOf(totals.outPerSecond)}
        title="Jobs that ended, over the last 10 s"
      />
      <Figure
        name="failing"
        to={of('scheduled')}
        value={failed === null ? '–' : `${formatCount(failed)} %`}
        title="Of the attempts that ended in the last five minutes; leads to the jobs that wait for another try"
      />
    </dl>
  );
}

interface FigureProps {
  name: ReactNode;
  value: string;
  to: string;
  title?: string;
  children?: ReactNode;
}

function Figure({ name, value, to, title, children }: FigureProps) {
  return (
    <div className={styles.figure} title={title}>
      <dt>{name}</dt>
      <dd>
        <a href={to}>{value}</a>
        {children && <span className={styles.beside}>{children}</span>}
      </dd>
    </div>
  );
}

function durationOf(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}

function rateOf(perSecond: number | null): string {
  return perSecond === null ? '–' : `${formatCount(perSecond)}/s`;
}
