import type { ClientFrame, Ref, ServerFrame } from '../protocol/client-frames';
import { SignalboxError } from '../protocol/errors';

interface Pending {
  frame: ClientFrame;
  answered(frame: ServerFrame): void;
  failed(error: SignalboxError): void;
  /** It was on the wire; `again`: more than once, so an earlier sending may have had its effect. */
  sent: 'not yet' | 'once' | 'again';
  timer: ReturnType<typeof setTimeout>;
}

/** A frame that may answer a request. */
export type Answer = Extract<ServerFrame, { ref?: Ref | undefined }>;

/** Requests and their answers, matched by `ref`. Those without an answer are sent again on the next connection. */
export class Requests {
  readonly #pending = new Map<Ref, Pending>();
  #lastRef = 0;

  constructor(
    /** Returns whether there was a link to send it on. */
    private readonly send: (frame: ClientFrame) => boolean,
    private readonly timeoutMs: number,
  ) {}

  get size(): number {
    return this.#pending.size;
  }

  /**
   * Sends a request. `take` turns its answer into the value at once, before later frames are read.
   * Rejects with what the gateway answered, or with TIMEOUT.
   */
  ask<T>(frame: ClientFrame, take: (answer: Answer) => T): Promise<T> {
    this.#lastRef += 1;
    const ref = this.#lastRef;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(ref);
        reject(new SignalboxError('TIMEOUT', 'The gateway did not answer in time'));
      }, this.timeoutMs);
      const pending: Pending = {
        frame: { ...frame, ref },
        answered: (answer) => {
          try {
            resolve(take(answer as Answer));
          } catch (error) {
            reject(error);
          }
        },
        failed: reject,
        sent: 'not yet',
        timer,
      };
      this.#pending.set(ref, pending);
      if (this.send(pending.frame)) pending.sent = 'once';
    });
  }

  /** Gives an answer to whoever asked; false when nobody did. */
  settle(frame: ServerFrame): boolean {
    const ref = 'ref' in frame ? frame.ref : undefined;
    const pending = ref === undefined ? undefined : this.#pending.get(ref);
    if (ref === undefined || !pending) return false;
    this.#pending.delete(ref);
    clearTimeout(pending.timer);
    if (frame.type !== 'error' && frame.type !== 'job_rejected') {
      pending.answered(frame);
    } else if (
      frame.code === 'INVALID_STATE' &&
      pending.sent === 'again' &&
      pending.frame.type === 'cancel_job'
    ) {
      // The first sending cancelled it.
      pending.answered({ type: 'ok', ref });
    } else {
      const { code, message, retryAfterMs, issues } = frame;
      pending.failed(
        new SignalboxError(code, message, {
          ...(retryAfterMs !== undefined && { retryAfterMs }),
          ...(issues && { issues }),
        }),
      );
    }
    return true;
  }

  /** A new connection: asks again what has no answer. A `resume` belonged to the old one. */
  sendAgain(): void {
    for (const [ref, pending] of this.#pending) {
      if (pending.frame.type === 'resume') {
        this.#pending.delete(ref);
        clearTimeout(pending.timer);
        continue;
      }
      if (this.send(pending.frame)) pending.sent = pending.sent === 'not yet' ? 'once' : 'again';
    }
  }

  failAll(error: SignalboxError): void {
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer);
      pending.failed(error);
    }
    this.#pending.clear();
  }
}
