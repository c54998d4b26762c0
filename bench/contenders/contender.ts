/** What is measured: the three queues, and Signalbox once more with everything a job can carry. */
export const contenderNames = ['signalbox', 'signalbox dressed', 'bullmq', 'bee-queue'] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface ContenderSettings {
  port: number;
  /** Finished jobs stay in Redis; otherwise they are removed at once. */
  keep: boolean;
  /** One payload for all jobs; every contender turns it into JSON anew for each. */
  payload: unknown;
}

/** The one interface through which every queue is measured. One instance lives in one child process. */
export interface Contender {
  /** Opens the producing side and waits until it is connected. */
  open(): Promise<void>;
  /** Adds `n` jobs by the library's bulk call; resolves when Redis has answered for all of them. */
  enqueueBulk(n: number): Promise<void>;
  /** Adds one job by the library's plain call. */
  add(): Promise<void>;
  /** Starts a worker that runs `onJob` for each job. */
  startWorker(concurrency: number, onJob: () => void): Promise<void>;
  stopWorker(): Promise<void>;
  /** Jobs that wait or run. */
  unfinished(): Promise<number>;
  /** Closes every connection; the worker must have been stopped. */
  close(): Promise<void>;
}

/** Jobs in one bulk call, the same for all. */
const bulkChunk = 1000;

/** Sends `n` jobs in bulk calls, `inFlight` of them under way at once. */
export async function inChunks(
  n: number,
  inFlight: number,
  send: (size: number) => Promise<unknown>,
): Promise<void> {
  let left = n;
  const caller = async () => {
    while (left > 0) {
      const size = Math.min(bulkChunk, left);
      left -= size;
      await send(size);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
}
