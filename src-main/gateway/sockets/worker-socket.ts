import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { assertNever } from '../../../src-core/protocol/assert-never';
import type { Ref } from '../../../src-core/protocol/client-frames';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { closeCodes, maxFrameBytes } from '../../../src-core/protocol/limits';
import {
  type WorkerFrame,
  workerFrameSchema,
  type WorkerServerFrame,
} from '../../../src-core/protocol/worker-frames';
import type { GatewayContext } from '../context';
import { asFailure } from '../failure';
import { heartbeatOf } from '../fleet/fleet';
import type { Membership } from '../fleet/fleets';
import type { Registration } from '../fleet/gpu-worker';
import type { WorkerLink } from '../fleet/worker-link';
import type { Principal } from '../tokens';
import { errorFrame } from './event-frame';
import { FrameSocket } from './frame-socket';

/** Frames kept while Redis is told of a registration. */
const mostWaiting = 1000;

/** Serves one socket of `/ws/worker`: a machine registers, is given jobs, and reports on them. */
export function serveWorkerSocket(ws: WebSocket, who: Principal, context: GatewayContext): void {
  const connectionId = randomUUID();
  const tap = context.frames.tap(connectionId, 'worker', who.key);
  const limits = {
    ...context.limits,
    framesPerSecond: context.limits.workerFramesPerSecond,
    frameBurst: context.limits.workerFrameBurst,
  };
  new FrameSocket<WorkerFrame>(ws, who, { ...context, limits, tap }, (socket) => {
    const worker = new WorkerSocket(socket, who, context);
    return {
      schema: workerFrameSchema,
      receive: (frame) => worker.receive(frame),
      load: () => worker.load(),
      inUse: () => worker.isRegistered,
      closed: (code) => worker.closed(code),
    };
  }).send<WorkerServerFrame>({
    type: 'welcome',
    connectionId,
    workerId: who.key.slice(who.key.indexOf(':') + 1),
    heartbeatMs: heartbeatOf(context.fleets.leaseMs),
    limits: {
      frameBytes: maxFrameBytes,
      framesPerSecond: limits.framesPerSecond,
      bufferedBytes: limits.bufferedBytes,
      ackMs: limits.ackMs,
    },
  });
}

class WorkerSocket implements WorkerLink {
  readonly key: string;
  readonly types?: readonly string[];
  #member: Membership | null = null;
  /** A registration is under way: what comes meanwhile waits for it. */
  #registering = false;
  #waiting: WorkerFrame[] = [];

  constructor(
    private readonly socket: FrameSocket<WorkerFrame>,
    who: Principal,
    private readonly context: GatewayContext,
  ) {
    this.key = who.key;
    if (who.types) this.types = who.types;
  }

  get isRegistered(): boolean {
    return this.#member !== null;
  }

  /** Jobs count only when the gateway stops: until then a registered machine is in use anyway, and watches none. */
  load(): number {
    if (this.#registering) return 1;
    const machine = this.#member?.machine;
    return machine ? machine.asked + (this.context.draining ? machine.jobs.size : 0) : 0;
  }

  send(frame: WorkerServerFrame): void {
    this.socket.send(frame, frame.type === 'job_assigned' ? frame.job.id : undefined);
  }

  failed(error: unknown, about: { ref?: Ref | undefined; jobId?: string }): void {
    this.socket.send(errorFrame(asFailure(error, this.context.log), about));
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  settled(): void {
    this.socket.settled();
  }

  closed(code: number): void {
    const goodbye = code === closeCodes.done || code === closeCodes.goingAway || this.context.draining;
    this.#member?.fleet.leave(this.#member.machine, this, !goodbye);
    this.#member = null;
    this.#waiting = [];
  }

  receive(frame: WorkerFrame): void {
    if (this.#registering) {
      if (this.#waiting.length < mostWaiting) this.#waiting.push(frame);
      else this.close(closeCodes.policy, 'too many frames before the registration was answered');
      return;
    }
    if (frame.type === 'register_worker') void this.#register(frame);
    else this.#take(frame);
  }

  async #register(frame: Registration): Promise<void> {
    this.#registering = true;
    try {
      if (this.context.draining) throw new SignalboxError('DRAINING');
      const member = await this.context.fleets.register(this, frame, this.#member);
      if (this.socket.isOpen) this.#member = member;
      else member?.fleet.leave(member.machine, this, true);
    } catch (error) {
      this.failed(error, { ref: frame.ref });
    }
    this.#registering = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const next of waiting) this.receive(next);
    this.settled();
  }

  #take(frame: Exclude<WorkerFrame, Registration>): void {
    try {
      if (this.#member?.machine.link !== this)
        throw new SignalboxError('INVALID_MESSAGE', `Send register_worker before ${frame.type}`);
      this.#act(frame, this.#member as Membership);
    } catch (error) {
      this.failed(error, { ref: frame.ref, ...('jobId' in frame && { jobId: frame.jobId }) });
    }
  }

  #act(frame: Exclude<WorkerFrame, Registration>, { fleet, machine }: Membership): void {
    if (machine.heedless) fleet.setHeedless(machine, false);
    switch (frame.type) {
      case 'heartbeat':
        for (const { id, ...vitals } of frame.workers) {
          const worker = machine.workers.get(id);
          if (worker) worker.vitals = vitals;
        }
        for (const { jobId, fence } of frame.jobs) fleet.reports.heartbeat(machine, jobId, fence);
        return machine.ok(frame.ref);
      case 'drain':
        fleet.retire(machine);
        return machine.ok(frame.ref);
      case 'assignment_ack':
      case 'job_progress':
      case 'job_chunk':
      case 'job_complete':
      case 'job_fail':
      case 'release_job':
        return fleet.reports.receive(machine, frame);
      default:
        return assertNever(frame);
    }
  }
}
