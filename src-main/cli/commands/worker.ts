import { SignalboxError } from '../../../src-core/protocol/errors';
import type { WorkerPresence } from '../../../src-core/queue/types';
import { withMonitor } from '../connect';
import { iso, relativeTime } from '../duration';
import { workerView } from '../job-view';
import { jsonLine, oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { renderPairs } from '../tables';
import { workerMark } from '../worker-mark';
import { overridesOf, type ServeOptions } from './serve';

/** Without an argument workers, until a signal ends them; with one, what is known of that worker. */
export const worker: CliCommand = {
  register(program, cli) {
    program
      .command('worker')
      .argument('[id]', 'show this worker (MACHINE:GPU) instead of running any')
      .summary('run workers alone, or show one')
      .description('Runs workers, without a gateway, until Ctrl+C. With an id: shows that worker.')
      .option('--workers <number>', 'worker processes here')
      .option('--concurrency <number>', 'jobs a worker process runs at once')
      .option('--handlers <file>', 'a module with handlers of your own')
      .option('--data <folder>', 'folder of the instance whose Redis is used when none is given')
      .option('--try-handlers', 'offer the job type "fail" too, to try failures')
      .addHelpText('after', '\nExample:\n  $ signalbox worker --handlers ./handlers.js --concurrency 20')
      .action(
        action(cli, async (run: Run<ServeOptions>, id: string | undefined) => {
          if (id !== undefined) return await show(run, id);
          const config = run.config(overridesOf(run));
          const { serve } = await import('../../headless');
          const running = await serve('worker', config, { tryHandlers: run.options.tryHandlers === true });
          return await running.done;
        }),
      );
  },
};

async function show(run: Run, id: string): Promise<undefined> {
  const found = await withMonitor(run, (monitor) => monitor.worker(id));
  if (!found) throw new SignalboxError('WORKER_NOT_FOUND', `No worker ${id} has reported lately`);
  run.print(workerView(found), () => renderPairs(pairs(run, found), run.io.stdout, run.colors));
}

/** What its GPU is and does, as its last heartbeat told. */
function gpuPairs({ gpu, gpuUtil, memoryUsedMb }: WorkerPresence): [string, string][] {
  if (!gpu) return [];
  const use = [
    ...(gpuUtil === undefined ? [] : [`${Math.round(gpuUtil)} % busy`]),
    ...(memoryUsedMb === undefined ? [] : [`${Math.round(memoryUsedMb)} MB in use`]),
  ];
  return [['gpu', [`${oneLine(gpu.model)}, ${gpu.memoryMb} MB`, ...use].join(', ')]];
}

function pairs(run: Run, found: WorkerPresence): [string, string][] {
  const now = run.io.now();
  const time = (at: number) => `${iso(at)} (${relativeTime(at, now)})`;
  return [
    ['worker', oneLine(found.id)],
    ['state', workerMark(found.state, run.colors)],
    ['queue', found.queue],
    found.via === 'socket'
      ? ['machine', `${oneLine(found.host)}, on gateway ${oneLine(found.gateway ?? 'unknown')}`]
      : ['host', `${oneLine(found.host)}, process ${found.pid}`],
    ...gpuPairs(found),
    ['jobs', `${found.active} of ${found.concurrency} running`],
    ['done', `${found.completed} completed, ${found.failed} failed`],
    ['started', time(found.startedAt)],
    ['last seen', time(found.seenAt)],
    ['types', oneLine(found.types.join(', '))],
    ['labels', Object.keys(found.labels).length > 0 ? jsonLine(found.labels) : 'none'],
  ];
}
