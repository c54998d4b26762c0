import { openParentPort } from './parent-port';
import { Worker } from './runtime/worker';
import { WorkerProcess } from './worker-process';

/** The worker process. Started by a supervisor, which tells it everything in its first message. */
const port = openParentPort();
if (port) {
  new WorkerProcess(
    port,
    (init, handlers, onError) =>
      new Worker(init.queue, {
        redis: init.redis,
        concurrency: init.concurrency,
        handlers,
        workerId: init.workerId,
        leaseMs: init.leaseMs,
        labels: init.labels,
        pollIntervalMs: init.pollIntervalMs,
        onError,
      }),
  ).run();
} else {
  process.stderr.write('This script is started by Signalbox itself; to run workers use: signalbox worker\n');
  process.exitCode = 2;
}
