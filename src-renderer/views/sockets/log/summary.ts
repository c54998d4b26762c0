import type { LoggedFrame } from './frames';
import { binaryGist } from './frame-text';
import { jsonObject } from './read-frame';

/** Characters of a summary: more than a line has. */
const mostText = 240;

type Fields = Record<string, unknown>;

/** What a frame says, by its type, in a few words. What no entry knows is shown as its fields. */
const gists: Record<string, (frame: Fields) => string> = {
  submit_job: ({ job }) => {
    const { type, payload } = fieldsOf(job);
    return `${words(type)} ${json(payload)}`;
  },
  job_assigned: ({ job, workerId, fence }) => {
    const { type, attempt, payload } = fieldsOf(job);
    return `${words(type)} attempt ${words(attempt)} to ${words(workerId)} fence ${words(fence)} ${json(payload)}`;
  },
  job_accepted: ({ state }) => words(state),
  job_state: ({ state, attempt }) =>
    attempt === undefined || attempt === 0
      ? `→ ${words(state)}`
      : `→ ${words(state)} attempt ${words(attempt)}`,
  job_progress: ({ percent, note }) => `${words(percent)} % ${words(note)}`,
  job_chunk: ({ seq, attempt, data }) =>
    `#${words(seq)}${attempt === undefined ? '' : ` of attempt ${words(attempt)}`} ${json(data)}`,
  job_result: ({ result }) => json(result),
  job_complete: ({ result, fence }) => `fence ${words(fence)} ${json(result)}`,
  job_error: ({ error, willRetry }) => `${fault(error)}${willRetry === true ? ', will retry' : ''}`,
  job_fail: ({ error, retryable }) => `${fault(error)}${retryable === false ? ', not to be retried' : ''}`,
  job_rejected: fault,
  rejected: ({ fence, code }) => `fence ${words(fence)} ${words(code)}`,
  accepted: ({ fence }) => `fence ${words(fence)}`,
  error: fault,
  stream_reset: ({ attempt }) => `attempt ${words(attempt)} starts over`,
  cancel_job: ({ cause }) => words(cause),
  welcome: ({ clientId, workerId, connectionId }) =>
    `${words(clientId ?? workerId)} on connection ${words(connectionId)}`,
  draining: ({ reconnectAfterMs }) => `come back after ${words(reconnectAfterMs)} ms`,
  subscribe: ({ topics }) => list(topics).join(', '),
  register_worker: ({ machineId, gpus, jobTypes }) =>
    `${words(machineId)}${list(gpus).length > 0 ? ` with ${list(gpus).length} GPUs` : ''} for ${list(jobTypes).join(', ')}`,
  worker_registered: ({ workers }) => list(workers).join(', '),
  heartbeat: ({ workers, jobs }) => `${list(workers).length} workers, ${list(jobs).length} jobs`,
  stats: ({ queues, workers }) => {
    const { total, active } = fieldsOf(workers);
    return `${list(queues).length} queues, ${words(active)} jobs active on ${words(total)} workers`;
  },
  event: ({ topic, data }) => `${words(topic)} ${json(data)}`,
};

/** The gist of a frame in one line. */
export function summaryOf({ type, way, data }: Pick<LoggedFrame, 'type' | 'way' | 'data'>): string {
  if (typeof data !== 'string') return binaryGist(data);
  if (way !== 'sent' && way !== 'received') return cut(data);
  const frame = jsonObject(data);
  if (!frame) return cut(data);
  return cut((Object.hasOwn(gists, type) ? gists[type]?.(frame) : undefined) ?? rest(frame)).trim();
}

/** Its fields without those that have a column of their own. */
function rest({ type, jobId, ...others }: Fields): string {
  return Object.keys(others).length === 0 ? '' : json(others);
}

function fault(frame: unknown): string {
  const { code, message } = fieldsOf(frame);
  return `${words(code)}: ${words(message)}`;
}

function words(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? json(value) : String(value);
}

function json(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** In one line. */
function cut(text: string): string {
  return text.slice(0, mostText).replace(/\s+/g, ' ');
}
