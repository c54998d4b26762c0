import type { FrameRecord } from '../auditor/frame-record';
import type { Draw } from '../draws/draw';
import type { Appointment, Timetable } from '../run/timetable';
import { type Frame, Link } from './link';

const firstDelayMs = 100;
const maxDelayMs = 3000;

/** What the links of one run share. */
export interface Network {
  /** Origins of gateways. */
  gateways: readonly string[];
  timetable: Timetable;
  draw: Draw;
  /** Is given every frame. */
  observe(record: FrameRecord): void;
}

/** Whose link it is, and where it leads. */
export interface LinkOwner {
  actor: string;
  role: 'worker' | 'client';
  token: string;
  /** Which of the gateways it begins with. */
  place: number;
}

export interface LinkUser {
  /** The link is up: the gateway has said `welcome`. */
  welcomed(welcome: Frame): void;
  received(frame: Frame): void;
  /** The link is gone; `why` when it was the gateway's doing or the network's. */
  lost(why: string | null): void;
  /** The gateway is away or refuses; the next try comes by itself. */
  refused(why: string, status: number | null): void;
}

/** Keeps a link to one of the gateways: each new connection goes to the next of them. */
export class KeptLink {
  #link: Link | null = null;
  #isUp = false;
  #isWanted = false;
  #failures = 0;
  #tries = 0;
  #notBefore = 0;
  #next: Appointment | null = null;

  constructor(
    private readonly network: Network,
    private readonly owner: LinkOwner,
    private readonly user: LinkUser,
  ) {}

  /** Whether the gateway has said `welcome`. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether it is connecting or up. */
  get isHere(): boolean {
    return this.#link !== null;
  }

  /** Connects unless it is connected or about to. */
  open(): void {
    this.#isWanted = true;
    this.#next?.cancel();
    if (!this.#link) this.#connect();
  }

  /** Sends a frame; false when it went nowhere. */
  send(frame: Frame): boolean {
    return this.sendText(JSON.stringify(frame), frame);
  }

  /** Sends any text, which observers are told of as `frame`. */
  sendText(text: string, frame: Frame): boolean {
    if (!this.#isUp || !this.#link?.send(text)) return false;
    this.#observe('in', frame);
    return true;
  }

  mute(on: boolean): void {
    this.#link?.mute(on);
  }

  read(on: boolean): void {
    this.#link?.read(on);
  }

  /** Ends the link at once, or as the protocol wants it, and opens another after `forMs`. */
  away(how: 'cut' | 'close', forMs: number): void {
    this.#drop(how);
    if (this.#isWanted) this.#again(forMs);
  }

  /** Comes back before the time, if it is away. */
  back(): void {
    if (this.#isWanted) this.open();
  }

  /** Ends it for good. */
  close(): void {
    this.#isWanted = false;
    this.#next?.cancel();
    this.#drop('close');
  }

  #connect(): void {
    const { role, token, place } = this.owner;
    const { gateways } = this.network;
    const origin = gateways[(place + this.#tries) % gateways.length] as string;
    this.#tries += 1;
    this.#link = new Link(`${origin.replace(/^http/, 'ws')}/ws/${role}`, token, {
      frame: (frame) => this.#received(frame),
      closed: (code, reason, refused) => this.#closed(code, reason, refused),
    });
  }

  #received(frame: Frame): void {
    this.#observe('out', frame);
    if (frame.type === 'welcome') {
      this.#isUp = true;
      this.#failures = 0;
      this.user.welcomed(frame);
      return;
    }
    if (frame.type === 'draining') {
      this.#notBefore = this.network.timetable.now + Number(frame.reconnectAfterMs);
    }
    this.user.received(frame);
  }

  #closed(code: number, reason: string, refused: number | null): void {
    const wasUp = this.#isUp;
    this.#link = null;
    this.#isUp = false;
    if (wasUp) this.user.lost(`${code} ${reason}`.trim());
    else this.user.refused(refused === null ? `no answer (${code} ${reason})` : `HTTP ${refused}`, refused);
    if (this.#isWanted) this.#again(this.#delayMs());
  }

  /** Many lose a gateway at once: they must not come back at once. */
  #delayMs(): number {
    const most = Math.min(maxDelayMs, firstDelayMs * 2 ** this.#failures);
    this.#failures += 1;
    const drawn = this.network.draw('reconnect', { actor: this.owner.actor, n: this.#tries });
    return Math.max(this.#notBefore - this.network.timetable.now, most / 2 + (drawn * most) / 2);
  }

  #again(afterMs: number): void {
    this.#next?.cancel();
    this.#next = this.network.timetable.after(afterMs, () => this.open());
  }

  #drop(how: 'cut' | 'close'): void {
    const link = this.#link;
    const wasUp = this.#isUp;
    this.#link = null;
    this.#isUp = false;
    if (how === 'cut') link?.cut();
    else link?.close();
    if (wasUp) this.user.lost(null);
  }

  #observe(direction: 'in' | 'out', frame: Frame): void {
    const { actor, role } = this.owner;
    this.network.observe({ at: Date.now(), actor, role, direction, frame });
  }
}
