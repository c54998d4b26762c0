import { closeCodes, type GatewayLimits } from '../../../src-core/protocol/limits';

/** Frames and closes counted since the gateway started. */
export interface Traffic {
  received: number;
  sent: number;
  closed: Map<number, number>;
}

/** What the table asks of a socket. */
interface OpenSocket {
  readonly key: string;
  load(): number;
  tick(now: number): void;
  drain(reconnectAfterMs: number): void;
  close(code: number, reason: string): void;
}

/** The open sockets of one gateway: counts, caps, one timer for all, and the drain. */
export class SocketTable {
  readonly traffic: Traffic = { received: 0, sent: 0, closed: new Map() };
  readonly #sockets = new Set<OpenSocket>();
  readonly #perClient = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #whenEmpty: (() => void) | null = null;

  constructor(
    private readonly limits: Pick<
      GatewayLimits,
      'connections' | 'connectionsPerClient' | 'idleMs' | 'pingMs' | 'closeGraceMs'
    >,
  ) {}

  get size(): number {
    return this.#sockets.size;
  }

  /** Unfinished jobs watched over all sockets. */
  get watchedJobs(): number {
    let jobs = 0;
    for (const socket of this.#sockets) jobs += socket.load();
    return jobs;
  }

  /** Whether one more socket of this client fits; `most` it may have. */
  hasRoom(key: string, most = this.limits.connectionsPerClient): boolean {
    return this.size < this.limits.connections && (this.#perClient.get(key) ?? 0) < most;
  }

  add(socket: OpenSocket): void {
    this.#sockets.add(socket);
    this.#perClient.set(socket.key, (this.#perClient.get(socket.key) ?? 0) + 1);
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs()).unref();
  }

  remove(socket: OpenSocket, code: number): void {
    if (!this.#sockets.delete(socket)) return;
    const left = (this.#perClient.get(socket.key) ?? 1) - 1;
    if (left > 0) this.#perClient.set(socket.key, left);
    else this.#perClient.delete(socket.key);
    this.traffic.closed.set(code, (this.traffic.closed.get(code) ?? 0) + 1);
    if (this.size > 0) return;
    this.#stopTimer();
    this.#whenEmpty?.();
  }

  /**
   * Tells every socket to go: those with nothing unfinished close with 1001 at once, the others when
   * their jobs end, or with 1012 after `timeoutMs`. Resolves when the last is closed.
   */
  async drain(timeoutMs: number, reconnectAfterMs: number): Promise<void> {
    if (this.size === 0) return;
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    const timer = setTimeout(() => {
      for (const socket of [...this.#sockets]) socket.close(closeCodes.restart, 'the gateway is restarting');
    }, timeoutMs);
    for (const socket of [...this.#sockets]) socket.drain(reconnectAfterMs);
    await empty;
    clearTimeout(timer);
    this.#whenEmpty = null;
  }

  #tick(): void {
    const now = performance.now();
    for (const socket of this.#sockets) socket.tick(now);
  }

  /** Often enough to be a quarter late at most, seldom enough to cost nothing. */
  #tickMs(): number {
    return Math.min(5000, Math.max(20, Math.min(this.limits.idleMs, this.limits.pingMs) / 4));
  }

  #stopTimer(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
