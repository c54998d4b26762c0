import { Checkbox } from '@mantine/core';
import { keepJobs, letGo, useKept } from './kept-jobs';

/** Leaves to the console what a person is too slow for. */
export function KeepJobs({ connectionId }: { connectionId: string }) {
  const kept = useKept((all) => connectionId in all);
  return (
    <Checkbox
      size="xs"
      label="Acknowledge jobs and keep their leases"
      title="Sends assignment_ack at once, and heartbeats: a gateway waits 2 s for the one, and takes the job away without the others"
      checked={kept}
      onChange={() => (kept ? letGo(connectionId) : keepJobs(connectionId))}
    />
  );
}
