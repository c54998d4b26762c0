import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import type { ClientFrame } from '../../../../../src-core/protocol/client-frames';
import type { MonitorFrame } from '../../../../../src-core/protocol/monitor-frames';
import type { WorkerFrame } from '../../../../../src-core/protocol/worker-frames';

/** A message ready to be sent, variables in it. */
export interface MessageTemplate {
  type: string;
  /** What it does, in one line. */
  does: string;
  /** JSON. */
  text: string;
}

interface Filled {
  does: string;
  /** The fields besides `type`. */
  fields: Record<string, unknown>;
}

const job = { jobId: '{{jobId}}' };
const held = { jobId: '{{jobId}}', fence: '{{fence}}' };
const ref = { ref: '{{$counter}}' };

const clientMessages: Record<ClientFrame['type'], Filled> = {
  submit_job: {
    does: 'puts a job into the queue, and follows it',
    fields: { ...ref, job: { type: 'echo', payload: { hello: 'world' } } },
  },
  watch_job: { does: 'follows a job: its state, chunks and result', fields: { ...ref, ...job, afterSeq: 0 } },
  unwatch_job: { does: 'follows it no more', fields: { ...ref, ...job } },
  cancel_job: { does: 'cancels a job that is not finished', fields: { ...ref, ...job, cause: 'by hand' } },
  get_job: { does: 'asks for a job as it is now', fields: { ...ref, ...job } },
  resume: {
    does: 'goes on where an earlier connection was lost',
    fields: { ...ref, resumeToken: '{{resumeToken}}', jobs: [{ ...job, afterSeq: 0 }] },
  },
  ping: { does: 'is answered by pong; keeps the connection from being idle', fields: ref },
};

const workerMessages: Record<WorkerFrame['type'], Filled> = {
  register_worker: {
    does: 'says what this machine is and which jobs it takes',
    fields: {
      ...ref,
      machineId: 'by-hand',
      gpus: [{ id: 'gpu0', model: 'by hand', memoryMb: 24_000 }],
      jobTypes: ['by-hand'],
      slotsPerGpu: 1,
      labels: {},
    },
  },
  heartbeat: {
    does: 'keeps the leases of the jobs it names',
    fields: { ...ref, workers: [{ id: 'by-hand:gpu0', load: 1, gpuUtil: 50 }], jobs: [held] },
  },
  assignment_ack: { does: 'takes an assigned job, within 2 s', fields: held },
  job_progress: { does: 'says how far the job is', fields: { ...held, percent: 50, note: 'half of it' } },
  job_chunk: { does: 'streams a part of the result', fields: { ...held, seq: 1, data: { delta: 'Hello' } } },
  job_complete: { does: 'ends the job with its result', fields: { ...ref, ...held, result: { done: true } } },
  job_fail: {
    does: 'ends the attempt with an error',
    fields: { ...ref, ...held, error: { code: 'BY_HAND', message: 'It failed by hand.' }, retryable: true },
  },
  release_job: { does: 'gives the job back: it wastes no attempt', fields: { ...ref, ...held } },
  drain: { does: 'takes no more jobs; those it has go on', fields: ref },
};

const monitorMessages: Record<MonitorFrame['type'], Filled> = {
  subscribe: { does: 'chooses what is followed', fields: { ...ref, topics: ['jobs', 'workers'] } },
  ping: { does: 'is answered by pong', fields: ref },
};

const byRole: Record<SocketRole, Record<string, Filled>> = {
  client: clientMessages,
  worker: workerMessages,
  monitor: monitorMessages,
};

/** Every message of a role. */
export function messageTemplates(role: SocketRole): MessageTemplate[] {
  return Object.entries(byRole[role]).map(([type, { does, fields }]) => ({
    type,
    does,
    text: messageText({ type, ...fields }),
  }));
}

/** One of them; with some of its fields filled otherwise. Null when the role has no such message. */
export function messageTemplate(
  role: SocketRole,
  type: string,
  changed: Record<string, unknown> = {},
): MessageTemplate | null {
  if (!Object.hasOwn(byRole[role], type)) return null;
  const { does, fields } = byRole[role][type] as Filled;
  return { type, does, text: messageText({ type, ...fields, ...changed }) };
}

/** A message as the composer writes it. */
export function messageText(message: unknown): string {
  return JSON.stringify(message, null, 2);
}
