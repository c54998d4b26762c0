import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import type { LoggedFrame } from '../../log/frames';
import { messageTemplate, type MessageTemplate } from './message-templates';

/** A job a worker connection has, as its frames tell. */
interface Held {
  jobId: string;
  fence: number;
  workerId: string;
  /** Its assignment was acknowledged. */
  acked: boolean;
  /** The last chunk that was sent. */
  seq: number;
}

/** What a connection's frames tell of where its conversation is. */
export interface Talk {
  /** Oldest first. */
  held: readonly Held[];
  /** Ids of workers that were registered. */
  workers: readonly string[];
  /** Of a client: the job it heard of last, while it is not finished. */
  jobId: string | null;
  /** How often the gateway wants a heartbeat of a worker; null when it did not say. */
  heartbeatMs: number | null;
  /** The type of the last frame received that could be answered. */
  last: string | null;
}

export const noTalk: Talk = { held: [], workers: [], jobId: null, heartbeatMs: null, last: null };

/** Where the conversation is after one more frame. The same object when the frame changes nothing. */
export function talkAfter(talk: Talk, frame: LoggedFrame): Talk {
  if (frame.way === 'opened' || frame.way === 'closed') return noTalk;
  const step = (frame.way === 'sent' ? sentSteps : receivedSteps).get(frame.type);
  if (!step || typeof frame.data !== 'string') return talk;
  return step(talk, JSON.parse(frame.data) as Fields, frame.jobId);
}

/** What could be sent next: the likeliest first, ids filled in. */
export function naturalAnswers(role: SocketRole, talk: Talk): MessageTemplate[] {
  const answers = role === 'worker' ? workerAnswers(talk) : role === 'client' ? clientAnswers(talk) : [];
  return answers.flatMap(([type, fields]) => messageTemplate(role, type, fields) ?? []);
}

type Answer = [type: string, fields?: Record<string, unknown>];
/** As they came: nothing in them is certain. */
type Fields = Record<string, unknown>;
type Step = (talk: Talk, frame: Fields, jobId: string) => Talk;

const ended: Step = (talk, { fence }, jobId) => ({
  ...talk,
  held: talk.held.filter((job) => job.jobId !== jobId || job.fence !== fence),
});

const receivedSteps = new Map<string, Step>([
  ['welcome', () => ({ ...noTalk, last: 'welcome' })],
  ['worker_registered', registered],
  ['job_assigned', assigned],
  ['job_cancelled', ended],
  ['lease_lost', ended],
  ['accepted', ended],
  ['draining', (talk) => ({ ...talk, last: 'draining' })],
  ['job_accepted', (talk, _frame, jobId) => ({ ...talk, jobId, last: 'job_accepted' })],
  ['job_result', finished],
  ['job_error', (talk, frame, jobId) => (frame.willRetry === true ? talk : finished(talk, frame, jobId))],
  [
    'job_state',
    (talk, frame, jobId) =>
      frame.state === 'cancelled' || frame.state === 'expired' ? finished(talk, frame, jobId) : talk,
  ],
]);

const sentSteps = new Map<string, Step>([
  ['assignment_ack', changed(() => ({ acked: true }))],
  ['job_chunk', changed(({ seq }) => ({ seq: Number(seq) }))],
  ['job_complete', ended],
  ['job_fail', ended],
  ['release_job', ended],
]);

function registered(talk: Talk, { workers, heartbeatMs }: Fields): Talk {
  const ms = typeof heartbeatMs === 'number' && heartbeatMs > 0 ? heartbeatMs : null;
  return { ...talk, workers: texts(workers), heartbeatMs: ms, last: 'worker_registered' };
}

function assigned(talk: Talk, { fence, workerId }: Fields, jobId: string): Talk {
  const job = { jobId, fence: Number(fence), workerId: String(workerId), acked: false, seq: 0 };
  return { ...talk, held: [...talk.held, job], last: 'job_assigned' };
}

function finished(talk: Talk, _frame: Fields, jobId: string): Talk {
  return talk.jobId === jobId ? { ...talk, jobId: null } : talk;
}

function changed(change: (frame: Fields) => Partial<Held>): Step {
  return (talk, frame, jobId) => ({
    ...talk,
    held: talk.held.map((job) =>
      job.jobId === jobId && job.fence === frame.fence ? { ...job, ...change(frame) } : job,
    ),
  });
}

function workerAnswers({ held, workers, last }: Talk): Answer[] {
  // Those that wait for an acknowledgement have two seconds; the newest of the others is talked of.
  const job = held.find(({ acked }) => !acked) ?? held.at(-1);
  if (!job && last === 'draining') return [['drain']];
  if (!job) return workers.length > 0 ? [['heartbeat', heartbeat(workers, [])]] : [['register_worker']];
  const named = { jobId: job.jobId, fence: job.fence };
  if (!job.acked)
    return [
      ['assignment_ack', named],
      ['release_job', named],
    ];
  return [
    ['job_progress', named],
    ['job_chunk', { ...named, seq: job.seq + 1 }],
    ['job_complete', named],
    ['job_fail', named],
    ['heartbeat', heartbeat(workers, held)],
    ['release_job', named],
  ];
}

/** The one frame that keeps the leases of all jobs a connection has. */
export function heartbeat(workers: readonly string[], held: readonly Held[]): Record<string, unknown> {
  return {
    workers: workers.map((id) => ({ id, load: held.some(({ workerId }) => workerId === id) ? 1 : 0 })),
    jobs: held.map(({ jobId, fence }) => ({ jobId, fence })),
  };
}

function clientAnswers({ jobId, last }: Talk): Answer[] {
  if (last === 'draining') return [['resume', jobId ? { jobs: [{ jobId, afterSeq: 0 }] } : { jobs: [] }]];
  if (jobId === null) return last === null ? [] : [['submit_job']];
  return [
    ['watch_job', { jobId }],
    ['cancel_job', { jobId }],
    ['get_job', { jobId }],
  ];
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
