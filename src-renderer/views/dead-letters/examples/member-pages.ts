import { deadLettersAnswerSchema } from '../../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../../src-core/protocol/http';
import { api, query } from '../../../connection/api';
import type { Target } from '../actions/target';

const pageSize = 200;

/** The jobs of a target page by page, each once; a group's are read as they are now, newest first. Throws ApiError. */
export async function* memberPages(target: Target, signal: AbortSignal): AsyncGenerator<JobView[]> {
  if (target.kind === 'jobs') yield target.jobs;
  if (target.kind === 'group') yield* pagesOf(target.group.queue, target.group.fingerprint, signal);
  if (target.kind === 'all') for (const { queue } of target.queues) yield* pagesOf(queue, undefined, signal);
}

async function* pagesOf(
  queue: string,
  group: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<JobView[]> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const path = query('/dlq', { queue, group, cursor, limit: pageSize });
    const page = await api.get(path, deadLettersAnswerSchema, { signal });
    // New arrivals push jobs that were read already to the next page.
    const fresh = page.jobs.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    yield fresh;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
}
