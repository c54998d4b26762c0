import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount } from '../../../components/format';
import type { JobList, JobListState } from './job-list';
import { mostHits } from './job-source';
import styles from '../jobs.module.css';

interface ListLineProps {
  list: JobList;
  state: JobListState;
  /** How many there are, where the gateway counts them; null = not known. */
  total: number | null;
}

/** How many jobs are listed, and how far a search has come. */
export function ListLine({ list, state, total }: ListLineProps) {
  const { rows, phase, progress } = state;
  const found = formatCount(rows.length);
  if (!list.isSearch) {
    const all = phase === 'done' || total === null || total < rows.length;
    return (
      <Line>{all ? `${found} listed` : `${found} of ${formatCount(total)} listed, more as you scroll`}</Line>
    );
  }
  if (phase !== 'reading') return <Line>{`${found} found${endText(state)}`}</Line>;
  const examined = Math.max(progress?.examined ?? 0, rows.length);
  const share = progress && progress.total > 0 ? (100 * examined) / progress.total : 0;
  const looked = progress
    ? `looked at ${formatCount(examined)} of ${formatCount(progress.total)}`
    : 'searching';
  return (
    <Line>
      {`${found} found, ${looked}`}
      <Progress className={styles.progress} size={4} value={share} aria-label={looked} />
      <Button size="compact-xs" variant="default" onClick={() => list.stop()}>
        Stop
      </Button>
    </Line>
  );
}

function Line({ children }: { children: ReactNode }) {
  return (
    <div className={styles.line} role="status">
      {children}
    </div>
  );
}

function endText({ phase, progress }: JobListState): string {
  if (progress?.limited) return `; a search ends after ${formatCount(mostHits)}: narrow it down`;
  if (phase !== 'stopped') return '';
  return progress
    ? `, stopped after ${formatCount(progress.examined)} of ${formatCount(progress.total)} jobs`
    : ', stopped';
}
