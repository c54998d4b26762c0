import { openParentPort } from './parent-port';
import { type RunningWorker, WorkerProcess } from './worker-process';

/**
 * The worker process with a worker that runs one job without end, and says on stdout what it is told.
 * Labels choose what goes wrong: `{fault: 'start' | 'stop'}`.
 */
const say = (text: string) => process.stdout.write(`${text}\n`);

const port = openParentPort();
if (!port) throw new Error('no parent port');
new WorkerProcess(port, (init, handlers, onError): RunningWorker => {
  let active = 1;
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    start: async () => {
      if (init.labels.fault === 'start') throw new Error('cannot start');
      onError(new Error('redis is away'));
      onError(new Error('redis is away'));
      say(`types ${Object.keys(handlers).join(' ')}`);
    },
    stop: async ({ timeoutMs }) => {
      say(`stop ${timeoutMs}`);
      if (init.labels.fault === 'stop') throw new Error('cannot stop');
      if (timeoutMs !== null && timeoutMs <= 1000) release();
      await released;
      active = 0;
    },
    stats: () => ({ active, completed: 7, failed: 0 }),
  };
}).run();
