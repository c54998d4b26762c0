import { type JobState, jobStates } from '../../../../src-core/protocol/job-state';
import type { JobFilter } from '../../../routing/routes';
import type { JobRow } from '../listing/job-row';

/** Fields of a filter that are text. */
const textFields = ['queue', 'type', 'client', 'worker', 'error', 'search'] as const;

/** The filter an address names. What it cannot be is left out. */
export function filterIn(params: URLSearchParams): JobFilter {
  const filter: JobFilter = {};
  for (const field of textFields) {
    const value = params.get(field)?.trim();
    if (value) filter[field] = value;
  }
  const state = params.get('state');
  if (isState(state)) filter.state = state;
  const priority = params.get('priority');
  if (priority !== null && /^\d$/.test(priority)) filter.priority = Number(priority);
  return filter;
}

function isState(text: string | null): text is JobState {
  return jobStates.some((state) => state === text);
}

/** Whether the jobs must be looked at one by one to answer it; a queue's jobs of one state are listed as they lie. */
export function needsSearch({ type, client, worker, error, search, priority }: JobFilter): boolean {
  return [type, client, worker, error, search, priority].some((part) => part !== undefined);
}

/** Whether anything is asked besides the queue. */
export function isFiltered(filter: JobFilter): boolean {
  return filter.state !== undefined || needsSearch(filter);
}

/** Whether a job that was just read is one of those asked for; its payload is not looked at. */
export function couldMatch(row: JobRow, filter: JobFilter): boolean {
  const { state, type, client, worker, error, priority } = filter;
  if (state !== undefined && row.state !== state) return false;
  if (type !== undefined && row.type !== type) return false;
  if (client !== undefined && row.client !== client) return false;
  if (worker !== undefined && row.worker !== worker) return false;
  if (priority !== undefined && row.priority !== priority) return false;
  return error === undefined || row.error.toLowerCase().includes(error.toLowerCase());
}

/** The filter in words, for a name nobody has thought of yet: `dead emails of ada`. */
export function filterText({ state, type, client, worker, error, search, priority }: JobFilter): string {
  const parts = [
    state,
    type,
    client && `of ${client}`,
    worker && `on ${worker}`,
    error && `with ${error}`,
    priority !== undefined && `priority ${priority}`,
    search && `"${search}"`,
  ];
  return parts.filter(Boolean).join(' ') || 'all jobs';
}
