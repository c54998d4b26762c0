import type { FastifyInstance } from 'fastify';
import type { TraceAnswer } from '../../../src-core/protocol/facts';
import type { JobTrace, TraceEvent } from '../../../src-core/protocol/job';
import type { RecordedFrame } from '../../../src-core/protocol/monitor-frames';
import type { QueueConnection } from '../../../src-core/queue/connection';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { ownerOf } from '../job-door';
import type { Principal } from '../tokens';
import { principalOf } from './guard';
import { toJobView } from './job-view';
import { oneJob } from './jobs';

/** Frames of one job that an answer tells: of more the first and last halves of this. */
const mostFrames = 2000;

/** `GET /jobs/:id/trace`: everything that happened to a job, the frames about it included, and what it cost. */
export function traceRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/jobs/:id/trace', { config: { access: 'client' } }, (request): Promise<TraceAnswer> => {
    const { id, queue } = oneJob(request);
    return traceOf(context, principalOf(request), id, queue);
  });
}

/** The trace `who` may see, with at most `most` frames. Throws JOB_NOT_FOUND, REDIS_UNAVAILABLE. */
export async function traceOf(
  { door, frames, options, limits }: GatewayContext,
  who: Principal,
  id: string,
  queue: string | undefined,
  most = mostFrames,
): Promise<TraceAnswer> {
  const { job, events } = await door.trace(who, id, queue);
  // A client sees the frames of its own sockets.
  const recorded = frames.ofJob(job.id, ownerOf(who) === undefined ? undefined : who.key);
  if (recorded.length > 0) {
    const { connection } = options.queues(options.defaultQueue);
    const aheadMs = await within(clockAhead(connection), limits.requestMs);
    events.push(...shortened(recorded, most).map((frame) => frameEvent(frame, aheadMs)));
  }
  return { job: toJobView(job), events: events.sort(inOrder), calls: callsOf(job, events) };
}

/** How far Redis' clock is ahead of this process's, in ms; 0 when that is less than can be told. */
async function clockAhead(connection: QueueConnection): Promise<number> {
  const before = Date.now();
  const [seconds, micros] = await connection.guard(() => connection.client.time());
  const after = Date.now();
  const ahead = Number(seconds) * 1000 + Number(micros) / 1000 - (before + after) / 2;
  return Math.abs(ahead) <= (after - before) / 2 + 1 ? 0 : Math.round(ahead);
}

function shortened(frames: RecordedFrame[], most: number): RecordedFrame[] {
  const left = frames.length - most;
  if (left <= 0) return frames;
  const half = Math.floor(most / 2);
  const [last] = frames.slice(half - 1, half) as [RecordedFrame];
  const gap: RecordedFrame = {
    ...last,
    type: 'left_out',
    bytes: 0,
    text: `${left} frames are left out here`,
  };
  return [...frames.slice(0, half), gap, ...frames.slice(-half)];
}

function frameEvent({ at, jobId: _known, ...detail }: RecordedFrame, aheadMs: number): TraceEvent {
  return { at: at + aheadMs, kind: 'frame', detail };
}

/** In one millisecond what came in goes before what it caused, and what went out comes last. */
function inOrder(a: TraceEvent, b: TraceEvent): number {
  return a.at - b.at || rank(a) - rank(b);
}

function rank({ kind, detail }: TraceEvent): number {
  if (kind !== 'frame') return 1;
  return (detail as RecordedFrame).direction === 'in' ? 0 : 2;
}

/** Engine calls that named the job: what each event took to happen. */
function callsOf({ history }: JobTrace['job'], events: TraceEvent[]): Record<string, number> {
  const of = (...kinds: TraceEvent['kind'][]) => events.filter(({ kind }) => kinds.includes(kind)).length;
  const reported = new Set(['completed', 'failed', 'timeout', 'released']);
  const calls = {
    add: of('created'),
    claim: history.length,
    heartbeat: of('heartbeat'),
    progress: of('progress'),
    log: of('log'),
    chunk: of('chunk'),
    finish: history.filter(({ outcome }) => reported.has(outcome)).length,
    // A running job's cancellation is told twice.
    cancel: Math.max(of('cancelled'), of('cancel_requested')),
    requeue: of('requeued'),
    maintenance: of('lost', 'expired'),
  };
  return Object.fromEntries(Object.entries(calls).filter(([, count]) => count > 0));
}
