import { Button } from '@mantine/core';
import type { Bundle } from '../../src-core/protocol/bundle';
import { EmptyState } from '../components/empty-state';
import { closeBundle } from '../connection/session';
import { jobHref } from '../routing/routes';

/** In the place of views that need a gateway, while a bundle is shown. */
export function OnlyThisJob({ bundle }: { bundle: Bundle }) {
  const { queue, id } = bundle.trace.job;
  return (
    <EmptyState
      title="The bundle holds one job only"
      text={
        <>
          This view needs a gateway. What the open bundle tells is in the trace of job <code>{id}</code>.
        </>
      }
      actions={
        <>
          <Button component="a" href={jobHref(queue, id)}>
            Show its trace
          </Button>
          <Button variant="default" onClick={() => void closeBundle()}>
            Close the bundle
          </Button>
        </>
      }
    />
  );
}
