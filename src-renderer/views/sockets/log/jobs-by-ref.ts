import type { LoggedFrame } from './logged-frame';

/** Requests without an answer that are remembered for a connection. */
const mostOpen = 1000;

/** Which job a request and its answer are about, when only one of them names it: a job has no id before it was accepted. */
export class JobsByRef {
  readonly #requests = new Map<string, Map<string, LoggedFrame>>();

  /** Remembers a request that has a `ref`. */
  asked(frame: LoggedFrame, ref: string): void {
    const open = this.#requests.get(frame.connectionId) ?? new Map<string, LoggedFrame>();
    this.#requests.set(frame.connectionId, open);
    open.set(ref, frame);
    if (open.size > mostOpen) open.delete(open.keys().next().value as string);
  }

  /** The request that is answered by this `ref`, once. */
  answered(connectionId: string, ref: string): LoggedFrame | undefined {
    const open = this.#requests.get(connectionId);
    const request = open?.get(ref);
    open?.delete(ref);
    return request;
  }

  /** Forgets a connection that is over. */
  over(connectionId: string): void {
    this.#requests.delete(connectionId);
  }
}
