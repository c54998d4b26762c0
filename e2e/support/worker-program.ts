/**
 * A worker process of the crash tests. Its argument: {redis, queue, leaseMs, concurrency}. Says 'ready' when it takes
 * jobs, and stops in good order on SIGTERM. Every start of a job leaves an effect outside it: `id fence` in a list. A job
 * takes `ms`, or `freezes` the process of its first attempt, which completes it when SIGCONT comes.
 */
import { setTimeout } from 'node:timers/promises';
import { Worker } from '../../src-worker/runtime/worker';
import type { WorkerSettings } from './worker-processes';

const { redis, queue, leaseMs, concurrency }: WorkerSettings = JSON.parse(process.argv[2] ?? '{}');

const worker: Worker = new Worker(queue, {
  redis,
  leaseMs,
  concurrency,
  pollIntervalMs: 1000,
  handlers: {
    effect: async (job, context) => {
      // Not waited for: nothing may lie between the end of the work and the report.
      void worker.queue.commands
        .rpush(`effects:${queue}`, `${job.id} ${context.fence}`)
        .catch(() => undefined);
      const { ms, freezes } = job.payload as { ms?: number; freezes?: true };
      if (ms !== undefined) await setTimeout(ms);
      if (freezes && context.attempt === 1) process.kill(process.pid, 'SIGSTOP');
      return { fence: context.fence };
    },
  },
});
process.once('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
await worker.start();
process.stdout.write('ready\n');
