import { type ErrorCode, errorCatalogue, SignalboxError } from '../protocol/errors';
import type { JobError } from '../protocol/job';
import type { Delivery } from './delivery';
import type { DeliveryEvent } from './types';

/** A job's error as an error of the catalogue. Codes of handlers become JOB_FAILED with the code in the message. */
export function jobFailure(error: JobError): SignalboxError {
  if (error.code in errorCatalogue)
    return new SignalboxError(error.code as ErrorCode, error.message, { cause: error });
  return new SignalboxError('JOB_FAILED', `${error.code}: ${error.message}`, { cause: error });
}

export function awaitResult(delivery: Delivery, id: string, timeoutMs?: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let close: () => void = () => undefined;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            close();
            reject(new SignalboxError('TIMEOUT', `The job had no result after ${timeoutMs} ms`));
          }, timeoutMs);
    const settle = (action: () => void) => {
      clearTimeout(timer);
      action();
    };
    const listener = (event: DeliveryEvent) => {
      if (event.type === 'result') settle(() => resolve(event.result));
      else if (event.type === 'error' && !event.willRetry) settle(() => reject(jobFailure(event.error)));
      else if (event.type === 'broken') settle(() => reject(event.error));
    };
    delivery.watch(id, {}, listener).then(
      (watch) => {
        close = () => watch.close();
      },
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

export async function* streamChunks(
  delivery: Delivery,
  id: string,
  afterSeq: number,
): AsyncGenerator<unknown, void, void> {
  const events: DeliveryEvent[] = [];
  let wake: () => void = () => undefined;
  const watch = await delivery.watch(id, { afterSeq }, (event) => {
    events.push(event);
    wake();
  });
  try {
    for (;;) {
      const event = events.shift();
      if (!event) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (event.type === 'chunk') yield event.data;
      else if (event.type === 'reset') throw new SignalboxError('ATTEMPT_LOST');
      else if (event.type === 'result') return;
      else if (event.type === 'broken') throw event.error;
      else if (event.type === 'error' && !event.willRetry) throw jobFailure(event.error);
    }
  } finally {
    watch.close();
  }
}
