import { useEffect, useRef, useState } from 'react';
import type { JobView } from '../../../../src-core/protocol/http';
import { ApiError } from '../../../connection/api-error';
import { writePayload } from '../actions/acts';
import type { Target } from '../actions/target';
import { memberPages } from '../examples/member-pages';
import { changePayloads, notBegun, type PayloadRun } from './change-payloads';

interface PayloadRunInUse {
  /** The run under way, or the last one; null before the first. */
  run: PayloadRun | null;
  start(change: (job: JobView) => unknown): void;
  stop(): void;
}

/** Changes the payloads of a target's jobs. Stops when the component leaves. */
export function usePayloadRun(target: Target): PayloadRunInUse {
  const [run, setRun] = useState<PayloadRun | null>(null);
  const ended = useRef<AbortController | null>(null);
  useEffect(() => () => ended.current?.abort(), []);
  return {
    run,
    start(change) {
      ended.current?.abort();
      const mine = new AbortController();
      ended.current = mine;
      setRun(notBegun);
      changePayloads({
        pages: memberPages(target, mine.signal),
        change,
        write,
        onProgress: (progress) => ended.current === mine && setRun(progress),
        signal: mine.signal,
      });
    },
    stop: () => ended.current?.abort(),
  };
}

/** What the gateway refuses of one job says nothing about the next; what it cannot do at all does. */
async function write(job: JobView, payload: unknown): Promise<string | null> {
  try {
    await writePayload(job, payload);
    return null;
  } catch (error) {
    const refused = error instanceof ApiError && [400, 404, 409, 413].includes(error.status);
    if (refused) return error.message;
    throw error;
  }
}
