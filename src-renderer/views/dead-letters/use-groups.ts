import { errorGroupsAnswerSchema, type ErrorGroup } from '../../../src-core/protocol/dead-letters';
import type { ApiError } from '../../connection/api-error';
import { useData } from '../../connection/use-data';
import { useLive, useTopics } from '../../stores/live';

interface Groups {
  /** The groups of all queues; undefined before the first answer. */
  groups: ErrorGroup[] | undefined;
  error: ApiError | undefined;
  reload(): void;
}

/** The error groups: read once, then as the gateway tells of changes. */
export function useGroups(): Groups {
  useTopics('dlq');
  const live = useLive(({ dlq }) => dlq);
  const first = useData('/dlq/groups', errorGroupsAnswerSchema);
  return { groups: live?.groups ?? first.data?.groups, error: first.error, reload: first.reload };
}
