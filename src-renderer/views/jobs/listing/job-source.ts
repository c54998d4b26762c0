import { z } from 'zod';
import { jobsAnswerSchema, queueStatusSchema } from '../../../../src-core/protocol/http';
import { searchLineSchema } from '../../../../src-core/protocol/search';
import { api, query } from '../../../connection/api';
import { ApiError } from '../../../connection/api-error';
import type { JobFilter } from '../../../routing/routes';
import { needsSearch } from '../filters/job-filter';
import { type JobRow, toRow } from './job-row';

/** How far a search has come. */
export interface SearchProgress {
  examined: number;
  /** Jobs it will look at, as far as is known. */
  total: number;
  /** It ended because it had found as many as it may. */
  limited: boolean;
}

/** Where rows come from. */
export interface JobSource {
  /** Reads all there is at once; else one page each time it is asked. */
  readonly isSearch: boolean;
  /** Reads on; answers whether that was all. Throws ApiError. */
  read(
    take: (rows: JobRow[]) => void,
    progress: (progress: SearchProgress) => void,
    signal: AbortSignal,
  ): Promise<boolean>;
}

/** Jobs of one page. */
const pageSize = 200;
/** Hits a search ends after. */
export const mostHits = 100_000;

/** The jobs of a filter, from the beginning. */
export function jobSource(filter: JobFilter): JobSource {
  return needsSearch(filter) ? searchSource(filter) : pageSource(filter);
}

/** Queue after queue, page after page. */
function pageSource({ queue, state }: JobFilter): JobSource {
  let queues: string[] | null = queue === undefined ? null : [queue];
  let cursor: string | null = null;
  return {
    isSearch: false,
    async read(take, _progress, signal) {
      queues ??= await queueNames(signal);
      const [name, ...others] = queues;
      if (name === undefined) return true;
      const path = query('/jobs', { queue: name, state, cursor: cursor ?? undefined, limit: pageSize });
      const answer = await api.get(path, jobsAnswerSchema, { signal });
      take(answer.jobs.map(toRow));
      cursor = answer.cursor;
      if (cursor === null) queues = others;
      return cursor === null && others.length === 0;
    },
  };
}

async function queueNames(signal: AbortSignal): Promise<string[]> {
  const { queues } = await api.get('/queue/status', queueStatusSchema, { signal });
  return Object.keys(queues).sort();
}

/** Every job is looked at, whatever the filter; hits come as they are found. */
export function searchSource(filter: JobFilter): JobSource {
  return {
    isSearch: true,
    async read(take, progress, signal) {
      const path = query('/jobs/search', { ...filter, limit: mostHits });
      let failure: ApiError | null = null;
      await api.lines(
        path,
        (text) => {
          const line = searchLineSchema.parse(text);
          if (line.type === 'hits') take(line.jobs.map(toRow));
          else if (line.type === 'progress') progress({ ...line, limited: false });
          else if (line.type === 'done') progress({ ...line, total: line.examined });
          else if (line.type === 'error') failure = problem(line);
        },
        { signal },
      );
      if (failure) throw failure;
      return true;
    },
  };
}

function problem({ code, message }: { code: string; message: string }): ApiError {
  const known = z.enum(['REDIS_UNAVAILABLE', 'DRAINING']).safeParse(code);
  return new ApiError(known.success ? known.data : 'INTERNAL', message, { status: 0 });
}
