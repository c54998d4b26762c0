/** How often a message is sent. */
export interface Repeat {
  /** At least 1. */
  times: number;
  /** ms from one to the next; 0 = as fast as it goes. */
  every: number;
}

interface RepeatedSend extends Repeat {
  /** Sends once; what it throws ends it all. */
  send(): void;
  /** Told after each, or of a burst after each lot, how many went out. */
  onSent(count: number): void;
  signal: AbortSignal;
}

/** A burst lets the page breathe after so many. */
const lot = 250;

/**
 * Sends again and again. Ends when all are sent or the signal aborts; rejects with what `send` throws. Answers how many
 * went out. Periodic ones keep to their plan: one that was late does not put off the others.
 */
export async function sendRepeatedly({ times, every, send, onSent, signal }: RepeatedSend): Promise<number> {
  const begun = performance.now();
  let sent = 0;
  while (sent < times && !signal.aborted) {
    if (sent > 0) await pause(every === 0 ? 0 : begun + sent * every - performance.now(), signal);
    const goal = every === 0 ? Math.min(times, sent + lot) : sent + 1;
    for (; sent < goal && !signal.aborted; sent += 1) send();
    onSent(sent);
  }
  return sent;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal.addEventListener('abort', done);
    // It may have been aborted by what `send` led to.
    if (signal.aborted) done();
  });
}
