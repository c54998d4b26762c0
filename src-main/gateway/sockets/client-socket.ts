import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { assertNever } from '../../../src-core/protocol/assert-never';
import {
  type ClientFrame,
  clientFrameSchema,
  type Ref,
  type ResumePoint,
  type ServerFrame,
} from '../../../src-core/protocol/client-frames';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { GatewayContext } from '../context';
import { asFailure } from '../failure';
import type { KeptFrame } from '../monitor/frame-recorder';
import { readResumeToken } from '../resume-token';
import type { Principal } from '../tokens';
import { ClientWatches } from './client-watches';
import { errorFrame } from './event-frame';
import { FrameSocket } from './frame-socket';
import { welcome } from './welcome';

type FrameOf<Type extends ClientFrame['type']> = Extract<ClientFrame, { type: Type }>;

/** Serves one socket of `/ws/client`: its client submits jobs and gets what happens to them. */
export function serveClientSocket(ws: WebSocket, who: Principal, context: GatewayContext): void {
  const connectionId = randomUUID();
  const tap = context.frames.tap(connectionId, 'client', who.key);
  new FrameSocket<ClientFrame>(ws, who, { ...context, tap }, (socket) => {
    const client = new ClientSocket(socket, who, context);
    return {
      schema: clientFrameSchema,
      receive: (frame, kept) => client.receive(frame, kept),
      load: () => client.load(),
      closed: () => client.closed(),
    };
  }).send(welcome(connectionId, who, context));
}

class ClientSocket {
  readonly #watches: ClientWatches;
  /** Requests that were not answered yet. */
  #asked = 0;

  constructor(
    private readonly socket: FrameSocket<ClientFrame>,
    private readonly who: Principal,
    private readonly context: GatewayContext,
  ) {
    this.#watches = new ClientWatches(socket, context.limits.watchesPerConnection);
  }

  load(): number {
    return this.#watches.size + this.#asked;
  }

  closed(): void {
    this.#watches.closeAll();
  }

  receive(frame: ClientFrame, kept?: KeptFrame): void {
    switch (frame.type) {
      case 'ping':
        return this.#send({ type: 'pong', ...mark(frame.ref), at: Date.now() });
      case 'submit_job':
        return this.#answer(frame.ref, () => this.#submit(frame, kept), 'job_rejected');
      case 'watch_job':
        return this.#answer(frame.ref, () => this.#watch(frame, frame.ref), 'error', frame.jobId);
      case 'unwatch_job':
        this.#watches.drop(frame.jobId);
        return this.#ok(frame.ref, { jobId: frame.jobId });
      case 'cancel_job':
        return this.#answer(frame.ref, () => this.#cancel(frame), 'error', frame.jobId);
      case 'get_job':
        return this.#answer(frame.ref, () => this.#get(frame), 'error', frame.jobId);
      case 'resume':
        return this.#answer(frame.ref, () => this.#resume(frame), 'error');
      default:
        return assertNever(frame);
    }
  }

  /** Runs a request; what it throws becomes its answer. */
  #answer(
    ref: Ref | undefined,
    run: () => Promise<void>,
    failure: 'error' | 'job_rejected',
    jobId?: string,
  ): void {
    this.#asked += 1;
    run()
      .catch((thrown: unknown) => {
        const error = asFailure(thrown, this.context.log);
        if (failure === 'job_rejected') this.#send({ type: 'job_rejected', ...mark(ref), ...error.toBody() });
        else this.#send(errorFrame(error, { ref, ...(jobId !== undefined && { jobId }) }));
      })
      .finally(() => {
        this.#asked -= 1;
        this.socket.settled();
      });
  }

  async #submit({ ref, job }: FrameOf<'submit_job'>, kept?: KeptFrame): Promise<void> {
    const { feed, started } = await this.#watches.begin((listener) =>
      this.context.door.submitAndWatch(this.who, job, listener),
    );
    if (kept) this.context.frames.nameJob(kept, started.id);
    if (!this.socket.isOpen) return started.watch.close();
    this.#send({
      type: 'job_accepted',
      ...mark(ref),
      jobId: started.id,
      state: started.state,
      ...(started.duplicate && { duplicate: true }),
    });
    // A second watch of the same job on one socket would repeat its chunks.
    if (this.#watches.has(started.id)) return started.watch.close();
    this.#watches.adopt(started.id, feed, started.watch);
    feed.open();
  }

  async #watch(point: ResumePoint, ref?: Ref): Promise<void> {
    const { feed, started } = await this.#watches.begin((listener) =>
      this.context.door.watch(this.who, point, listener),
    );
    if (!this.socket.isOpen) return started.close();
    this.#watches.adopt(point.jobId, feed, started);
    this.#ok(ref, { jobId: point.jobId });
    feed.open();
  }

  async #resume({ ref, resumeToken, jobs }: FrameOf<'resume'>): Promise<void> {
    if (readResumeToken(this.context.secret, resumeToken, Date.now()) !== this.who.key) {
      throw new SignalboxError('FORBIDDEN', 'The resume token belongs to another client');
    }
    await Promise.all(
      jobs.map((point) =>
        this.#watch(point).catch((thrown: unknown) => {
          this.#send(errorFrame(asFailure(thrown, this.context.log), { jobId: point.jobId }));
        }),
      ),
    );
    this.#ok(ref, {});
  }

  async #cancel({ ref, jobId, queue, cause }: FrameOf<'cancel_job'>): Promise<void> {
    const { state } = await this.context.door.cancel(this.who, jobId, queue, cause);
    this.#ok(ref, { jobId, state });
  }

  async #get({ ref, jobId, queue }: FrameOf<'get_job'>): Promise<void> {
    const job = await this.context.door.get(this.who, jobId, queue);
    this.socket.send<ServerFrame>({ type: 'job', ...mark(ref), job }, jobId);
  }

  #ok(ref: Ref | undefined, fields: Omit<Extract<ServerFrame, { type: 'ok' }>, 'type' | 'ref'>): void {
    if (ref !== undefined) this.#send({ type: 'ok', ref, ...fields });
  }

  #send(frame: ServerFrame): void {
    this.socket.send(frame);
  }
}

function mark(ref: Ref | undefined): { ref?: Ref } {
  return ref === undefined ? {} : { ref };
}
