import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { DeliveryEvent } from '../../../src-core/queue/types';
import type { GatewayContext } from '../context';
import { asFailure } from '../failure';
import { errorFrame, eventFrame } from '../sockets/event-frame';
import { principalOf } from './guard';
import { oneJob } from './jobs';
import type { SseStream } from './sse';

/**
 * `GET /jobs/:id/stream`: what happens to the job as Server-Sent Events, named as the frames are.
 * A chunk's id is `attempt-seq`; `Last-Event-ID` resumes after it. A stream that has begun cannot
 * start over: it ends with an `error` event ATTEMPT_LOST when a later attempt does.
 */
export function streamRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/jobs/:id/stream', { config: { access: 'client' } }, async (request, reply) => {
    const { id, queue } = oneJob(request);
    const from = resumePoint(request);
    const stream = context.streams.open(reply);
    const follower = new Follower(stream, from !== null);
    stream.onEnd = (why) => follower.fail(why);
    const watch = await context.door.watch(principalOf(request), { jobId: id, queue, ...from }, (event) =>
      follower.take(event),
    );
    stream.onClose = () => watch.close();
    if (stream.ended) watch.close();
    stream.begin();
    return reply;
  });

  /** Turns a job's events into the stream's. */
  class Follower {
    constructor(
      private readonly stream: SseStream,
      /** True once the reader has chunks of an attempt. */
      private hasChunks: boolean,
    ) {}

    take(event: DeliveryEvent): void {
      if (event.type === 'reset' && this.hasChunks) return this.fail(new SignalboxError('ATTEMPT_LOST'));
      if (event.type === 'broken') return this.fail(asFailure(event.error, context.log));
      if (event.type === 'progress' && this.stream.isBehind) return;
      const frame = eventFrame(event);
      if (event.type === 'chunk') {
        this.hasChunks = true;
        this.stream.send(JSON.stringify(frame), frame.type, `${event.attempt}-${event.seq}`);
      } else {
        this.stream.send(JSON.stringify(frame), frame.type);
      }
      if (event.type === 'result' || (event.type === 'error' && !event.willRetry)) this.stream.end();
    }

    fail(error: SignalboxError): void {
      this.stream.send(JSON.stringify(errorFrame(error)), 'error');
      this.stream.end();
    }
  }
}

function resumePoint(request: FastifyRequest): { attempt: number; afterSeq: number } | null {
  const header = request.headers['last-event-id'];
  if (header === undefined || header === '') return null;
  const match = /^(\d{1,9})-(\d{1,15})$/.exec(String(header));
  if (!match)
    throw new SignalboxError('INVALID_MESSAGE', 'Last-Event-ID must be attempt-seq, as the events carry it');
  return { attempt: Number(match[1]), afterSeq: Number(match[2]) };
}
