import { SignalboxError } from '../protocol/errors';
import { closeCodes } from '../protocol/limits';
import { openSocket } from './socket';
import type { LinkSocket } from './socket-types';

/**
 * `idle`: not connected because nothing needs it. `waiting`: the link was lost, the next try comes by itself.
 * `closed`: for good, by `close()` or because the gateway refused this client.
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed';

export interface ConnectionUser<Received, Welcome> {
  /** The socket is up; what was unfinished can be taken up again. */
  welcomed(frame: Welcome): void;
  received(frame: Received): void;
  /** The link is gone. */
  lost(): void;
  /** The gateway refused for good. */
  refused(error: SignalboxError): void;
  /** Whether anything waits for the gateway. */
  needed(): boolean;
  status(status: ConnectionStatus): void;
  /** Makes the other side say something: the link has been silent. */
  ping(socket: LinkSocket): void;
  /** Why this close is for good; null when the link may come again. For what is special to one kind of socket. */
  ended?(code: number, reason: string): SignalboxError | null;
}

const firstDelayMs = 100;
const maxDelayMs = 10_000;
const connectTimeoutMs = 10_000;

interface Typed {
  type: string;
}
interface AnyWelcome extends Typed {
  type: 'welcome';
  heartbeatMs: number;
}
interface Draining extends Typed {
  type: 'draining';
  reconnectAfterMs: number;
}

/** Keeps one socket to the gateway while it is needed, and gets a new one when it is lost. */
export class Connection<Sent extends Typed, Received extends Typed, Welcome extends AnyWelcome> {
  #status: ConnectionStatus = 'idle';
  #socket: LinkSocket | null = null;
  /** Tells a socket's late events from those of the one in use. */
  #generation = 0;
  #failures = 0;
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly user: ConnectionUser<Received, Welcome>,
  ) {}

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** Connects unless it is connected or about to. */
  open(): void {
    if (this.#status === 'idle') this.#connect();
  }

  /** Sends a frame; false while there is no link: what is unfinished is sent after a welcome. */
  send(frame: Sent): boolean {
    return this.sendText(JSON.stringify(frame));
  }

  /** The same for a frame that is text already. */
  sendText(text: string): boolean {
    if (this.#status !== 'connected') return false;
    this.#socket?.send(text);
    return true;
  }

  /** Gives up this link and connects again after a pause. */
  reconnect(reason: string): void {
    if (this.#status === 'connected') this.#lost(1006, reason);
  }

  close(): void {
    if (this.#status === 'closed') return;
    this.#drop(closeCodes.done, 'done');
    this.#become('closed');
  }

  /** A link can die without a word: ask when it was silent for `silenceMs`, give it up when the answer stays away as long. */
  watchSilence(silenceMs: number): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => {
      const silentMs = Date.now() - this.#heardAt;
      if (!this.user.needed() || silentMs < silenceMs) return;
      if (silentMs > 2 * silenceMs) this.#lost(1006, 'silent');
      else if (this.#socket) this.user.ping(this.#socket);
    }, silenceMs / 2);
    // It must not keep a Node process alive by itself.
    (this.#heartbeat as { unref?: () => void }).unref?.();
  }

  #connect(): void {
    this.#become('connecting');
    this.#generation += 1;
    const generation = this.#generation;
    const current = () => generation === this.#generation;
    this.#timer = setTimeout(() => this.#lost(1006, 'no answer'), connectTimeoutMs);
    this.#socket = openSocket(this.url, this.token, {
      opened: () => undefined,
      received: (text) => {
        if (current()) this.#received(JSON.parse(text) as Received | Welcome | Draining);
      },
      heard: () => {
        if (current()) this.#heardAt = Date.now();
      },
      closed: (code, reason, refused) => {
        if (current()) this.#lost(code, reason, refused);
      },
    });
  }

  #received(frame: Received | Welcome | Draining): void {
    this.#heardAt = Date.now();
    if (isDraining(frame)) this.#notBefore = Date.now() + frame.reconnectAfterMs;
    if (!isWelcome<Welcome>(frame)) return this.user.received(frame as Received);
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.watchSilence(frame.heartbeatMs);
    this.#become('connected');
    this.user.welcomed(frame);
  }

  #lost(code: number, reason: string, refused?: number): void {
    this.#drop(closeCodes.done, 'lost');
    const error = this.user.ended?.(code, reason) ?? refusal(code, reason, refused);
    if (error) {
      this.#become('closed');
      this.user.refused(error);
      return;
    }
    this.user.lost();
    if (this.#status === 'closed') return;
    if (!this.user.needed()) return this.#become('idle');
    this.#become('waiting');
    this.#timer = setTimeout(() => this.#connect(), this.#delayMs());
  }

  #delayMs(): number {
    const most = Math.min(maxDelayMs, firstDelayMs * 2 ** this.#failures);
    this.#failures += 1;
    // Many clients lose a gateway at once: they must not come back at once.
    return Math.max(this.#notBefore - Date.now(), most / 2 + (Math.random() * most) / 2);
  }

  #drop(code: number, reason: string): void {
    this.#generation += 1;
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    this.#socket?.close(code, reason);
    this.#socket = null;
  }

  #become(status: ConnectionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.user.status(status);
  }
}

function isWelcome<Welcome extends AnyWelcome>(frame: Typed): frame is Welcome {
  return frame.type === 'welcome';
}

function isDraining(frame: Typed): frame is Draining {
  return frame.type === 'draining';
}

/** Why it is no use to try again; null when it is. */
function refusal(code: number, reason: string, refused: number | undefined): SignalboxError | null {
  if (refused === 401) return new SignalboxError('UNAUTHORIZED');
  if (refused === 403) return new SignalboxError('FORBIDDEN', 'The gateway refuses this token or Origin');
  if (refused !== undefined && refused < 500 && refused !== 429) {
    return new SignalboxError('NOT_FOUND', `There is no gateway at this address (HTTP ${refused})`);
  }
  return code === closeCodes.policy ? new SignalboxError('FORBIDDEN', `The gateway closed: ${reason}`) : null;
}
