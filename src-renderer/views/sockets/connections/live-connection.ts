import type { Closing, FrameData, Wire, WireEvents } from '../../../../src-core/conversation/wire';
import type { ConnectionSpec, Handshake } from '../../../../src-core/protocol/connection-spec';
import { subprotocol } from '../../../../src-core/protocol/limits';
import type { LoggedFrame } from '../log/frames';
import { dialBest, type Via } from './dial-best';
import { comesBack, type Loss, Pauses } from './reconnect';
import type { Refusal } from './tab-dial';

/** So many ping times are kept. */
export const mostPings = 60;

/** How a connection stands. */
export interface Standing {
  state: 'connecting' | 'open' | 'waiting' | 'closed';
  /** The way it was dialled last; null before. */
  dialled: Via | null;
  handshake: Handshake | null;
  /** How it ended, or why it could not be opened. */
  closing: Closing | null;
  failure: string | null;
  refusal: Refusal | null;
  /** When it was opened, and when it ended; epoch ms. */
  openedAt: number | null;
  endedAt: number | null;
  /** When it is dialled again; epoch ms. */
  retryAt: number | null;
  /** How long the last pings took there and back, oldest first; ms. */
  pings: readonly number[];
}

export const notYet: Standing = {
  state: 'connecting',
  dialled: null,
  handshake: null,
  closing: null,
  failure: null,
  refusal: null,
  openedAt: null,
  endedAt: null,
  retryAt: null,
  pings: [],
};

/** What a connection is given by the tab it is in. */
export interface Surroundings {
  /** How to dial, with variables filled in. Throws when one is not known. */
  spec(): ConnectionSpec;
  via(): Via;
  change(change: Partial<Standing>): void;
  log(way: LoggedFrame['way'], data: FrameData): void;
  /** Who else is told, after the log was. */
  also?: WireEvents;
  /** Never dials again by itself. */
  once?: boolean;
}

/** One connection of a tab, with those that replace it when it is lost. */
export class LiveConnection {
  #wire: Wire | null = null;
  /** Of the dial whose events count; those of earlier ones are late. */
  #round = 0;
  #openedAt: number | null = null;
  /** It was open once: a first attempt that fails is not repeated. */
  #wasOpen = false;
  #spec: ConnectionSpec | null = null;
  #pings: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #pauses = new Pauses();

  constructor(private readonly around: Surroundings) {}

  /** Dials; what was open before is closed. */
  dial(): void {
    this.#round += 1;
    const round = this.#round;
    this.#leave();
    const now = (act: () => void) => {
      if (round === this.#round) act();
    };
    this.#pings = [];
    this.around.change({ ...notYet });
    try {
      this.#spec = this.around.spec();
    } catch (error) {
      return this.#failed((error as Error).message, null, { code: 'BAD_SPEC' });
    }
    this.#wire = dialBest(this.around.via(), this.#spec, {
      dialled: (via) => now(() => this.around.change({ dialled: via })),
      opened: (handshake) => now(() => this.#opened(handshake)),
      received: (data) => now(() => this.#received(data)),
      failed: (message, handshake, refusal) =>
        now(() => this.#failed(message, handshake ?? null, refusal ?? null)),
      closed: (closing) => now(() => this.#closed(closing)),
      pong: (rttMs) => now(() => this.#pong(rttMs)),
      draining: (ms) => now(() => this.#pauses.draining(ms)),
      trouble: (message) => now(() => this.around.log('failed', message)),
    });
  }

  /** Throws when it is not open. */
  send(data: FrameData): void {
    if (!this.#wire || this.#openedAt === null) throw new Error('This connection is not open');
    this.#wire.send(data);
    this.around.log('sent', data);
  }

  /** Closes it, or ends the wait for the next attempt. */
  close(code?: number, reason?: string): void {
    if (this.#timer !== undefined) {
      this.#stopWaiting();
      this.around.change({ state: 'closed', retryAt: null });
    }
    this.#wire?.close(code, reason);
  }

  /** Ends it for good; nothing more is told of it. */
  end(): void {
    this.#round += 1;
    this.#leave();
  }

  #leave(): void {
    this.#stopWaiting();
    const open = this.#openedAt !== null;
    this.#wire?.close();
    // The answer to the close is not waited for.
    if (open) {
      const closing: Closing = { code: 1000, reason: '', by: 'client' };
      this.around.log('closed', closedText(closing));
      this.around.also?.closed(closing);
    }
    this.#wire = null;
    this.#openedAt = null;
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #opened(handshake: Handshake): void {
    this.#wasOpen = true;
    this.#openedAt = Date.now();
    this.around.log('opened', openedText(handshake));
    this.around.change({ state: 'open', handshake, openedAt: this.#openedAt });
    this.around.also?.opened(handshake);
  }

  #received(data: FrameData): void {
    if (typeof data === 'string' && data.includes('"draining"')) this.#readDraining(data);
    this.around.log('received', data);
    this.around.also?.received(data);
  }

  /** The gateway, which says when it is back, is dialled then. */
  #readDraining(text: string): void {
    if (this.#spec?.role === undefined && !this.#spec?.protocols?.includes(subprotocol)) return;
    try {
      const { type, reconnectAfterMs } = JSON.parse(text) as { type?: unknown; reconnectAfterMs?: unknown };
      if (type === 'draining' && typeof reconnectAfterMs === 'number')
        this.#pauses.draining(reconnectAfterMs);
    } catch {
      // A frame of somebody else's that has the word in it.
    }
  }

  #pong(rttMs: number): void {
    this.#pings = [...this.#pings.slice(1 - mostPings), rttMs];
    this.around.change({ pings: this.#pings });
  }

  #failed(failure: string, handshake: Handshake | null, refusal: Refusal | null): void {
    this.#wire = null;
    this.around.log('failed', failure);
    const loss: Loss = { kind: 'failed', code: refusal?.code, status: handshake?.status ?? null };
    this.around.change({ failure, handshake, refusal, endedAt: Date.now(), ...this.#next(loss, 0) });
    this.around.also?.failed(failure, handshake ?? undefined);
  }

  #closed(closing: Closing): void {
    const openMs = this.#openedAt === null ? 0 : Date.now() - this.#openedAt;
    this.#wire = null;
    this.#openedAt = null;
    this.around.log('closed', closedText(closing));
    this.around.change({ closing, endedAt: Date.now(), ...this.#next({ kind: 'closed', closing }, openMs) });
    this.around.also?.closed(closing);
  }

  #next(loss: Loss, openMs: number): Pick<Standing, 'state' | 'retryAt'> {
    const again = this.#wasOpen && this.#spec?.reconnect && !this.around.once && comesBack(loss);
    if (!again) return { state: 'closed', retryAt: null };
    const waitMs = this.#pauses.next(openMs);
    this.#timer = setTimeout(() => this.dial(), waitMs);
    return { state: 'waiting', retryAt: Date.now() + waitMs };
  }
}

function openedText({ url, protocol }: Handshake): string {
  return protocol === '' ? url : `${url} speaking ${protocol}`;
}

function closedText({ code, reason, by }: Closing): string {
  const side = by === null ? '' : ` by the ${by}`;
  return `${code}${side}${reason === '' ? '' : `: ${reason}`}`;
}
