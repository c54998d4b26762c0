import { setTimeout } from 'node:timers/promises';

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
