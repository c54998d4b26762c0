/** Decides when a socket is pinged, gone, or idle. Times are milliseconds of one steady clock. */
export class Liveness {
  #heardAt: number;
  #pingedAt: number;
  #awaitingPong = false;

  constructor(
    private readonly limits: { pingMs: number; idleMs: number },
    now: number,
  ) {
    this.#heardAt = now;
    this.#pingedAt = now;
  }

  /** The client sent a frame, or its last unfinished job ended. */
  touch(now: number): void {
    this.#heardAt = now;
  }

  /** A protocol pong came: the link is alive, but its client may still be idle. */
  pong(): void {
    this.#awaitingPong = false;
  }

  /** Called now and then. `busy`: the client watches an unfinished job, or waits for an answer. */
  tick(now: number, busy: boolean): 'nothing' | 'ping' | 'gone' | 'idle' {
    if (!busy && now - this.#heardAt >= this.limits.idleMs) return 'idle';
    if (now - this.#pingedAt < this.limits.pingMs) return 'nothing';
    if (this.#awaitingPong) return 'gone';
    this.#pingedAt = now;
    this.#awaitingPong = true;
    return 'ping';
  }
}
