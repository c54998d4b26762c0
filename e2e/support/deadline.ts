import { setTimeout } from 'node:timers/promises';

/** Resolves when `condition` holds, looked at every 20 ms; rejects after `withinMs` with what it was waiting for. */
export async function until(
  what: string,
  withinMs: number,
  condition: () => Promise<boolean> | boolean,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  const over = new AbortController();
  const late = setTimeout(withinMs, 'no answer', { signal: over.signal });
  late.catch(() => undefined);
  try {
    for (;;) {
      const answer = await Promise.race([condition(), late]);
      if (answer === true) return;
      if (answer === 'no answer' || Date.now() > deadline) {
        throw new Error(
          `Not within ${withinMs} ms: ${what}${answer === 'no answer' ? ' (the last look got no answer)' : ''}`,
        );
      }
      await setTimeout(20);
    }
  } finally {
    over.abort();
  }
}

/** What `work` resolves with; rejects after `withinMs` with what it was waiting for. */
export async function within<T>(withinMs: number, what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = setTimeout(withinMs, undefined, { signal: over.signal }).then(() =>
    Promise.reject(new Error(`Not within ${withinMs} ms: ${what}`)),
  );
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
