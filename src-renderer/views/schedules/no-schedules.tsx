import { Button } from '@mantine/core';
import { EmptyState } from '../../components/empty-state';
import { CopyLine } from '../workers/pool/copy-line';
import { openNew } from './form/open-form';

/** There is none: what one is, and how to make it. */
export function NoSchedules({ queue }: { queue: string }) {
  const named = queue === '' ? '' : ` --queue ${queue}`;
  return (
    <EmptyState
      title={queue === '' ? 'There are no schedules yet' : `Queue ${queue} has no schedules`}
      text={
        <>
          <p>
            A schedule starts a job by the clock: by a cron pattern, every so often, or once. It is kept in
            Redis and ticks as long as any gateway runs. Add one here, or type
          </p>
          <CopyLine text={`npx signalbox schedules add nightly --cron '30 2 * * *' --type echo${named}`} />
        </>
      }
      actions={<Button onClick={() => openNew(queue)}>Add a schedule</Button>}
    />
  );
}
