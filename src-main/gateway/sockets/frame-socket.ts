import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import { type Ref, refSchema } from '../../../src-core/protocol/client-frames';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { closeCodes, type GatewayLimits } from '../../../src-core/protocol/limits';
import { invalid } from '../failure';
import type { FrameTap, KeptFrame } from '../monitor/frame-recorder';
import { TokenBucket } from '../rate-limit';
import type { Principal } from '../tokens';
import { errorFrame } from './event-frame';
import { Liveness } from './liveness';
import { closeSoon, verdict } from './slow-reader';
import type { SocketTable } from './socket-table';

/** Characters of the longest job id: a malformed frame may hold anything. */
const longestJobId = 257;

/** What a socket's endpoint does with it. */
export interface SocketUser<Frame> {
  schema: z.ZodType<Frame>;
  /** A frame that passed the check, and its record where frames are recorded. Must not throw. */
  receive(frame: Frame, kept: KeptFrame | undefined): void;
  /** Unfinished jobs and unanswered requests: a socket with none may be closed. */
  load(): number;
  /** True while it is in use without any of them: it is then not idle. */
  inUse?(): boolean;
  /** The connection is over, however it ended: with this close code. */
  closed(code: number): void;
}

/** What sockets of one gateway share, and where this one's frames are recorded. */
export interface SocketParts {
  sockets: SocketTable;
  limits: GatewayLimits;
  log: Logger;
  tap: FrameTap | null;
}

/** One WebSocket of any endpoint: checks and limits what comes in, never lets what goes out pile up. */
export class FrameSocket<Frame extends { type: string } = { type: string }> {
  readonly key: string;
  readonly #table: SocketTable;
  readonly #limits: GatewayLimits;
  readonly #tap: FrameTap | null;
  readonly #user: SocketUser<Frame>;
  readonly #frames: TokenBucket;
  readonly #refusals: TokenBucket;
  readonly #malformed: TokenBucket;
  readonly #liveness: Liveness;
  #draining = false;

  constructor(
    private readonly ws: WebSocket,
    private readonly who: Principal,
    { sockets, limits, log, tap }: SocketParts,
    makeUser: (socket: FrameSocket<Frame>) => SocketUser<Frame>,
  ) {
    const now = performance.now();
    this.key = who.key;
    this.#table = sockets;
    this.#limits = limits;
    this.#tap = tap;
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.frameBurst, now);
    this.#refusals = new TokenBucket(limits.refusedFrames / 10, limits.refusedFrames, now);
    this.#malformed = new TokenBucket(0.2, limits.malformedFrames, now);
    this.#liveness = new Liveness(limits, now);
    this.#user = makeUser(this);
    sockets.add(this);
    ws.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    ws.on('pong', () => this.#liveness.pong());
    // ws closes by itself after a protocol error (1009, 1002, 1007); 'close' follows.
    ws.on('error', (error) => log.debug({ err: error, client: this.key }, 'socket error'));
    ws.on('close', (code) => {
      sockets.remove(this, code);
      this.#user.closed(code);
    });
  }

  get isOpen(): boolean {
    return this.ws.readyState === this.ws.OPEN;
  }

  load(): number {
    return this.#user.load();
  }

  /** Sends a frame. `jobId`: the job it is about, where it has no field of that name. */
  send<Sent extends { type: string }>(frame: Sent, jobId = jobOf(frame)): void {
    this.sendText(JSON.stringify(frame), frame.type, jobId);
  }

  /**
   * Sends a frame of that type that is text already. `droppable`: a later one makes it good, so a reader that is
   * behind does without; false when it did. `written`: it was handed to the system; not called when the socket ended.
   */
  sendText(text: string, type: string, jobId?: string, droppable = false, written?: () => void): boolean {
    if (!this.isOpen) return true;
    const todo = verdict(this.ws.bufferedAmount, this.#limits.bufferedBytes, droppable);
    if (todo === 'drop') return false;
    if (todo === 'close') {
      this.close(closeCodes.overCapacity, 'too slow a reader');
      return true;
    }
    this.#table.traffic.sent += 1;
    this.#tap?.sent(type, jobId, text);
    this.ws.send(text, (error) => error || written?.());
    return true;
  }

  /** Bytes its client has not read yet. */
  get buffered(): number {
    return this.ws.bufferedAmount;
  }

  /** Reads nothing more until `resume`: what it sent is not through yet. */
  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    // Its pongs were not read either.
    this.#liveness.pong();
    this.ws.resume();
  }

  close(code: number, reason: string): void {
    closeSoon(this.ws, code, reason, this.#limits.closeGraceMs);
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
    if (!this.isOpen || this.ws.isPaused) return;
    if (this.who.expiresAt !== undefined && this.who.expiresAt <= Date.now()) {
      return this.close(closeCodes.policy, 'the token ran out');
    }
    const todo = this.#liveness.tick(now, this.load() > 0 || this.#user.inUse?.() === true);
    if (todo === 'idle') this.close(closeCodes.done, 'idle');
    else if (todo === 'gone') this.ws.terminate();
    else if (todo === 'ping') this.ws.ping();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return;
    const now = performance.now();
    this.#table.traffic.received += 1;
    this.#liveness.touch(now);
    const text = isBinary ? '' : data.toString();
    const raw = isBinary ? undefined : parseJson(text);
    const kept = this.#tap?.received(typeOf(raw, isBinary), jobOf(raw), data.length, text);
    if (!this.#frames.take(now)) return this.#refuse(refOf(raw), now);
    if (raw === undefined) {
      const why = isBinary ? 'Frames must be text' : 'The frame is not JSON';
      return this.#reject(new SignalboxError('INVALID_MESSAGE', why), undefined, now);
    }
    const frame = this.#user.schema.safeParse(raw);
    if (frame.success) this.#user.receive(frame.data, kept);
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

/** The type of a frame that may be malformed otherwise, as records name it. */
function typeOf(raw: unknown, isBinary: boolean): string {
  const type = fieldOf(raw, 'type');
  if (typeof type === 'string') return type.slice(0, 64);
  return isBinary ? 'binary' : 'malformed';
}

function jobOf(raw: unknown): string | undefined {
  const jobId = fieldOf(raw, 'jobId');
  return typeof jobId === 'string' && jobId.length <= longestJobId ? jobId : undefined;
}

function fieldOf(raw: unknown, name: string): unknown {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>)[name] : undefined;
}

/** The mark of a frame that may be malformed otherwise. */
function refOf(raw: unknown): Ref | undefined {
  return refSchema.safeParse(fieldOf(raw, 'ref')).data;
}
