import type { Closing } from '../../../../src-core/conversation/wire';
import { backoffMs } from '../../../connection/backoff';

/** How a connection was lost. */
export type Loss =
  | { kind: 'closed'; closing: Closing }
  /** It could not be opened again. `status`: of the HTTP answer, if there was one. */
  | { kind: 'failed'; code: string | undefined; status: number | null };

/** Codes after which the server would only close it again. */
const final = new Set([1000, 1002, 1003, 1007, 1008, 1009, 1010]);
/** Answers to the upgrade that may be others later. */
const passing = new Set([408, 425, 429]);
/** What was not reached may be there later; the other codes say that it may not be. */
const unreached = new Set(['UNREACHABLE', 'HOST_UNKNOWN', 'TIMEOUT', 'OVER_CAPACITY']);

/** Whether to dial again by itself. */
export function comesBack(loss: Loss): boolean {
  if (loss.kind === 'closed') return loss.closing.by !== 'client' && !final.has(loss.closing.code);
  if (loss.status !== null) return loss.status >= 500 || passing.has(loss.status);
  return loss.code === undefined || unreached.has(loss.code);
}

/** A connection that lasted so long begins with the shortest pause again; ms. */
const lastedMs = 10_000;

/** The pauses between the attempts of one connection. */
export class Pauses {
  #failures = 0;
  #drainMs: number | null = null;

  /** The gateway said when it is back. */
  draining(reconnectAfterMs: number): void {
    this.#drainMs = reconnectAfterMs;
  }

  /**
   * The next pause, ms.
   * @param openMs how long it was open; 0 for an attempt that failed
   * @param random 0 to 1
   */
  next(openMs: number, random = Math.random()): number {
    this.#failures = openMs >= lastedMs ? 1 : this.#failures + 1;
    const told = this.#drainMs;
    this.#drainMs = null;
    return told ?? backoffMs(this.#failures, random);
  }
}
