import { Button } from '@mantine/core';
import { EmptyState } from '../../components/empty-state';
import { useKeys } from '../../frame/keys';
import { jobsHref } from '../../routing/routes';
import { useImport } from './actions/use-import';

/** Shown when nothing is dead: what would come here. */
export function NoDeadLetters({ queue }: { queue: string }) {
  const { choose, input, into } = useImport(queue);
  useKeys({ i: { label: `Import dead letters ${into}`, run: choose } });
  return (
    <EmptyState
      title={queue === '' ? 'No dead letters' : `No dead letters in ${queue}`}
      text={
        <>
          A job comes here when its attempts are used up, when its handler says that trying again is useless,
          or when it took its worker down each time. They are grouped by their error, to be looked at and sent
          again together.
        </>
      }
      actions={
        <>
          {input}
          <Button component="a" variant="default" href={jobsHref({ state: 'scheduled' })}>
            Jobs between two attempts
          </Button>
          <Button variant="default" onClick={choose}>
            Import {into}
          </Button>
        </>
      }
    />
  );
}
