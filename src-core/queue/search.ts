import type { JobRecord } from '../protocol/job';
import type { JobState } from '../protocol/job-state';
import type { QueueConnection } from './connection';
import { type FoundJob, pages, stateOrder } from './listing';
import { type JobMatch, matches } from './matching';
import { recordOf, rowParts } from './rows';
import { readCounts } from './status';

export interface SearchFilter extends JobMatch {
  state?: JobState;
}

/** What a part of a search found. */
export interface SearchStep {
  /** Jobs looked at in this part. */
  examined: number;
  hits: JobRecord[];
}

/** How many jobs a search will look at, as of now. */
export async function searchSize(connection: QueueConnection, filter: SearchFilter): Promise<number> {
  const counts = await readCounts(connection);
  return searchedStates(filter).reduce((sum, state) => sum + counts[state], 0);
}

/**
 * Looks at every job of a queue, part by part: no Redis call reads more than a bounded page, and nothing is read before the
 * next step is asked for. Jobs that change their state meanwhile may be missed or found twice.
 */
export async function* searchJobs(
  connection: QueueConnection,
  filter: SearchFilter,
): AsyncGenerator<SearchStep, void, void> {
  for (const state of searchedStates(filter)) {
    for await (const page of pages(connection, state)) {
      const candidates = page.filter((found) => couldMatch(found, filter));
      yield { examined: page.length - candidates.length, hits: [] };
      const ids = candidates.map(({ id }) => id);
      for await (const part of rowParts(connection, ids)) {
        const records = part.map((row) => recordOf(row, connection.queue));
        const hits = records.filter(
          (record): record is JobRecord => record?.state === state && matches(record, filter),
        );
        yield { examined: part.length, hits };
      }
    }
  }
}

function searchedStates({ state }: SearchFilter): readonly JobState[] {
  return state ? [state] : stateOrder;
}

// A job whose payload lies beside its id has never run: its error need not be asked for.
function couldMatch({ id, payload }: FoundJob, { search }: SearchFilter): boolean {
  if (search === undefined || payload === undefined) return true;
  const text = search.toLowerCase();
  return id.toLowerCase().includes(text) || payload.toLowerCase().includes(text);
}
