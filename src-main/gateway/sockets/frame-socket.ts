import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import { type Ref, refSchema } from '../../../src-core/protocol/client-frames';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { closeCodes, type GatewayLimits } from '../../../src-core/protocol/limits';
import { invalid } from '../failure';
import { TokenBucket } from '../rate-limit';
import type { Principal } from '../tokens';
import { errorFrame } from './event-frame';
import { Liveness } from './liveness';
import { closeSoon, verdict } from './slow-reader';
import type { SocketTable } from './socket-table';

/** What a socket's endpoint does with it. */
export interface SocketUser<Frame> {
  schema: z.ZodType<Frame>;
  /** A frame that passed the check. Must not throw. */
  receive(frame: Frame): void;
  /** Unfinished jobs and unanswered requests: a socket with none may be closed. */
  load(): number;
  /** The connection is over, however it ended. */
  closed(): void;
}

/** One WebSocket of any endpoint: checks and limits what comes in, never lets what goes out pile up. */
export class FrameSocket<Frame = unknown> {
  readonly key: string;
  readonly #user: SocketUser<Frame>;
  readonly #frames: TokenBucket;
  readonly #refusals: TokenBucket;
  readonly #malformed: TokenBucket;
  readonly #liveness: Liveness;
  #draining = false;

  constructor(
    private readonly ws: WebSocket,
    private readonly who: Principal,
    private readonly table: SocketTable,
    private readonly limits: GatewayLimits,
    private readonly log: Logger,
    makeUser: (socket: FrameSocket<Frame>) => SocketUser<Frame>,
  ) {
    const now = performance.now();
    this.key = who.key;
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.frameBurst, now);
    this.#refusals = new TokenBucket(limits.refusedFrames / 10, limits.refusedFrames, now);
    this.#malformed = new TokenBucket(0.2, limits.malformedFrames, now);
    this.#liveness = new Liveness(limits, now);
    this.#user = makeUser(this);
    table.add(this as FrameSocket);
    ws.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    ws.on('pong', () => this.#liveness.pong());
    // ws closes by itself after a protocol error (1009, 1002, 1007); 'close' follows.
    ws.on('error', (error) => this.log.debug({ err: error, client: this.key }, 'socket error'));
    ws.on('close', (code) => {
      table.remove(this as FrameSocket, code);
      this.#user.closed();
    });
  }

  get isOpen(): boolean {
    return this.ws.readyState === this.ws.OPEN;
  }

  load(): number {
    return this.#user.load();
  }

  /** Sends a frame. `droppable`: a later one makes it good, so a reader that is behind does without. */
  send(frame: object, droppable = false): void {
    this.sendText(JSON.stringify(frame), droppable);
  }

  /** Sends a frame that is text already. */
  sendText(text: string, droppable = false): void {
    if (!this.isOpen) return;
    const todo = verdict(this.ws.bufferedAmount, this.limits.bufferedBytes, droppable);
    if (todo === 'drop') return;
    if (todo === 'close') return this.close(closeCodes.overCapacity, 'too slow a reader');
    this.table.traffic.sent += 1;
    this.ws.send(text);
  }

  close(code: number, reason: string): void {
    closeSoon(this.ws, code, reason, this.limits.closeGraceMs);
  }

  /** The user's load went down: an idle time begins, and a draining socket may go. */
  settled(): void {
    this.#liveness.touch(performance.now());
    this.#closeIfDrained();
  }

  /** Tells the client to go elsewhere, and closes when nothing of it is unfinished. */
  drain(reconnectAfterMs: number): void {
    this.#draining = true;
    this.send({ type: 'draining', reconnectAfterMs });
    this.#closeIfDrained();
  }

  /** Pings, and closes what is idle, gone, or whose token ran out. */
  tick(now: number): void {
    if (!this.isOpen) return;
    if (this.who.expiresAt !== undefined && this.who.expiresAt <= Date.now()) {
      return this.close(closeCodes.policy, 'the token ran out');
    }
    const todo = this.#liveness.tick(now, this.load() > 0);
    if (todo === 'idle') this.close(closeCodes.done, 'idle');
    else if (todo === 'gone') this.ws.terminate();
    else if (todo === 'ping') this.ws.ping();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return;
    const now = performance.now();
    this.table.traffic.received += 1;
    this.#liveness.touch(now);
    const raw = isBinary ? undefined : parseJson(data.toString());
    if (!this.#frames.take(now)) return this.#refuse(refOf(raw), now);
    if (raw === undefined) {
      const why = isBinary ? 'Frames must be text' : 'The frame is not JSON';
      return this.#reject(new SignalboxError('INVALID_MESSAGE', why), undefined, now);
    }
    const frame = this.#user.schema.safeParse(raw);
    if (frame.success) this.#user.receive(frame.data);
    else this.#reject(invalid(frame.error, 'The frame'), refOf(raw), now);
  }

  #refuse(ref: Ref | undefined, now: number): void {
    if (!this.#refusals.take(now)) return this.close(closeCodes.policy, 'too many frames');
    const error = new SignalboxError('RATE_LIMITED', undefined, { retryAfterMs: this.#frames.waitMs() });
    this.send(errorFrame(error, { ref }));
  }

  #reject(error: SignalboxError, ref: Ref | undefined, now: number): void {
    this.send(errorFrame(error, { ref }));
    if (!this.#malformed.take(now)) this.close(closeCodes.policy, 'too many malformed frames');
  }

  #closeIfDrained(): void {
    if (this.#draining && this.load() === 0) this.close(closeCodes.goingAway, 'the gateway is going away');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The mark of a frame that may be malformed otherwise. */
function refOf(raw: unknown): Ref | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  return refSchema.safeParse((raw as { ref?: unknown }).ref).data;
}
