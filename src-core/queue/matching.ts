import type { JobRecord } from '../protocol/job';

/** What a job is looked for by. Every field that is given must match. */
export interface JobMatch {
  type?: string;
  clientId?: string;
  worker?: string;
  priority?: number;
  /** Text in the error's code or message; letter case does not matter. */
  error?: string;
  /** Text in the id, payload or error; letter case does not matter. */
  search?: string;
}

/** Whether anything is asked that only the job itself can tell. */
export function asksOfJob({ type, clientId, worker, priority, error, search }: JobMatch): boolean {
  return [type, clientId, worker, priority, error, search].some((part) => part !== undefined);
}

/** Whether a job is one of those looked for. */
export function matches(job: JobRecord, wanted: JobMatch): boolean {
  if (wanted.type !== undefined && job.type !== wanted.type) return false;
  if (wanted.clientId !== undefined && job.clientId !== wanted.clientId) return false;
  if (wanted.worker !== undefined && job.worker !== wanted.worker) return false;
  if (wanted.priority !== undefined && job.priority !== wanted.priority) return false;
  const error = job.error ? `${job.error.code} ${job.error.message}`.toLowerCase() : '';
  if (wanted.error !== undefined && !error.includes(wanted.error.toLowerCase())) return false;
  if (wanted.search === undefined) return true;
  const text = wanted.search.toLowerCase();
  if (job.id.toLowerCase().includes(text) || error.includes(text)) return true;
  return job.payload !== undefined && JSON.stringify(job.payload).toLowerCase().includes(text);
}
