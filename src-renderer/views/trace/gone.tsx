import { Button } from '@mantine/core';
import { EmptyState } from '../../components/empty-state';
import { go, jobsHref } from '../../routing/routes';
import { useChoices } from '../../stores/choices';

/** There is no such job, or not any more. */
export function Gone({ queue, id }: { queue: string; id: string }) {
  const setQueue = useChoices((choices) => choices.setQueue);
  const lookElsewhere = () => {
    setQueue('');
    go(jobsHref({ search: id }));
  };
  return (
    <EmptyState
      title="This job is not there"
      text={
        <>
          Queue {queue} has no job <code>{id}</code>. Finished jobs are kept for as long as their{' '}
          <code>keepMs</code> says and the newest 10,000 at most, dead ones for 30 days; after that nothing of
          them is left.
        </>
      }
      actions={
        <>
          <Button onClick={lookElsewhere} variant="default">
            Look for it in all queues
          </Button>
          <Button component="a" href={jobsHref({ queue })} variant="default">
            Jobs of {queue}
          </Button>
        </>
      }
    />
  );
}
