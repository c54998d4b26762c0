import { Queue } from '../../src-core/queue/queue';

/** A queue without workers for the table, and steady traffic through another. */
export interface Load {
  /** Jobs put through since the start. */
  done(): number;
  stop(): Promise<void>;
}

const tickMs = 20;

/** Fills `backlog` with `waiting` jobs, then sends `jobsPerSecond` through `default` until it is stopped. */
export async function startLoad(redisUrl: string, waiting: number, jobsPerSecond: number): Promise<Load> {
  const backlog = new Queue('backlog', { redis: redisUrl, maxWaiting: null });
  for (let from = 0; from < waiting; from += 5000) {
    const jobs = Array.from({ length: Math.min(5000, waiting - from) }, (_, n) => ({
      type: 'report.build',
      payload: { month: from + n, region: `r${n % 12}` },
    }));
    await backlog.addMany(jobs);
  }
  await backlog.close();
  const queue = new Queue('default', { redis: redisUrl });
  let done = 0;
  let owed = 0;
  const timer = setInterval(() => {
    owed += (jobsPerSecond * tickMs) / 1000;
    for (; owed >= 1; owed -= 1) {
      queue.add('echo', { n: done }, { keepMs: 60_000 }).then(
        () => {
          done += 1;
        },
        // The queue is closed when the measurement is over.
        () => undefined,
      );
    }
  }, tickMs);
  return {
    done: () => done,
    stop: async () => {
      clearInterval(timer);
      await queue.close();
    },
  };
}
