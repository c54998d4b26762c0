import { Button, CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { assertNever } from '../../../../src-core/protocol/assert-never';
import type { JobView } from '../../../../src-core/protocol/http';
import { formatDuration } from '../../../components/format';
import { JobLink } from '../../../components/job-link';
import { type MarkedState, StateMark } from '../../../components/state-mark';
import { Ago } from '../../../components/times';
import { WorkerLink } from '../../../components/worker-link';
import { useDeadLetters } from '../dead-letters-store';
import { countOf, jobsText, type Target } from './target';
import type { Trial } from './trial';
import { useTrial } from './use-trial';
import styles from './actions.module.css';

/** What became of the job that was sent again on trial, and the offer to send the rest once it passed. */
export function TrialBand({ before, rest }: { before: JobView; rest: Target }) {
  const trial = useTrial(before);
  const { tryOut, show } = useDeadLetters();
  const others = countOf(rest) > 0 ? rest : null;
  return (
    <section className={`${styles.trial} ${styles[trial.phase] ?? ''}`} aria-label="Trial">
      <StateMark state={marks[trial.phase]} withWord />
      <p role="status">
        <JobLink queue={before.queue} id={before.id} /> <Outcome trial={trial} />
      </p>
      {others && trial.phase === 'passed' && (
        <Button
          size="compact-sm"
          onClick={() => {
            tryOut(null);
            show({ kind: 'requeue', target: others });
          }}
        >
          Requeue the other {jobsText(countOf(others))}
        </Button>
      )}
      {others && trial.phase === 'failed' && trial.same && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => show({ kind: 'patch', target: others, examples: [] })}
        >
          Edit the payloads
        </Button>
      )}
      <CloseButton size="sm" aria-label="End the trial" title="End the trial" onClick={() => tryOut(null)} />
    </section>
  );
}

const marks: Record<Trial['phase'], MarkedState> = {
  waiting: 'waiting',
  running: 'active',
  retrying: 'retrying',
  passed: 'completed',
  failed: 'dead',
  ended: 'cancelled',
};

function Outcome({ trial }: { trial: Trial }): ReactNode {
  switch (trial.phase) {
    case 'waiting':
      return 'was sent again on trial and waits for a worker.';
    case 'running':
      return (
        <>
          runs on <WorkerLink id={trial.worker} />, started <Ago at={trial.startedAt} />.
        </>
      );
    case 'retrying':
      return (
        <>
          failed {trial.same ? 'as before' : 'in another way'}: <q>{trial.error.message}</q>. It is tried
          again{trial.dueAt && [' ', <Ago key="due" at={trial.dueAt} />]}.
        </>
      );
    case 'passed':
      return (
        <>
          passed{trial.ranMs !== null && ` in ${formatDuration(trial.ranMs)}`}
          {trial.worker && [' on ', <WorkerLink key="worker" id={trial.worker} />]}.
        </>
      );
    case 'failed':
      return trial.same ? (
        <>failed as before: the others will, too, unless something changes.</>
      ) : (
        <>
          failed in another way: <q>{trial.error.message}</q>. It is in the group of that error now.
        </>
      );
    case 'ended':
      return trial.how === 'gone' ? 'is gone: it was removed as it ended.' : `was ${trial.how}.`;
    default:
      return assertNever(trial);
  }
}
