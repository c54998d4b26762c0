import { SignalboxError } from '../../src-core/protocol/errors';

/**
 * `work`, or REDIS_UNAVAILABLE after `ms`: no caller waits for ever for a queue that does not answer.
 * What arrives later goes to `late`, which undoes or drops it.
 */
export function within<T>(
  work: Promise<T>,
  ms: number,
  late: (value: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(new SignalboxError('REDIS_UNAVAILABLE', undefined, { retryAfterMs: 1000 }));
    }, ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (over) late(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
