import type { HandlerJob, JobContext } from './handler';

/** A context that remembers what the handler sent. `onChunk` may delay or refuse a chunk. */
export function recordingContext(
  options: { attempt?: number; onChunk?: (count: number) => Promise<void> } = {},
) {
  const chunks: unknown[] = [];
  const controller = new AbortController();
  const context: JobContext = {
    signal: controller.signal,
    attempt: options.attempt ?? 1,
    fence: 1,
    emitted: 0,
    resume: async () => undefined,
    progress: async () => {},
    log: async () => {},
    chunk: async (data) => {
      chunks.push(data);
      await options.onChunk?.(chunks.length);
    },
  };
  return { context, chunks, abort: (reason: unknown) => controller.abort(reason) };
}

/** A job with this payload, as a handler gets it. */
export function jobWith(type: string, payload: unknown): HandlerJob {
  return { id: 'job1', type, payload, attempt: 1, attempts: 4 };
}
