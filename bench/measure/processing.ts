import { setTimeout } from 'node:timers/promises';
import type { Contender } from '../contenders/contender';
import { timed } from './cpu-time';
import { concurrency, type Measurement, type Sample } from './measurement';

/** Runs `jobs` queued jobs; answers the seconds from the first handler's start until Redis holds no unfinished job. */
export async function processAll(contender: Contender, jobs: number): Promise<number> {
  let started = 0;
  let firstAt = 0;
  let over: () => void = () => undefined;
  const allStarted = new Promise<void>((resolve) => {
    over = resolve;
  });
  await contender.startWorker(concurrency, () => {
    started += 1;
    if (started === 1) firstAt = performance.now();
    if (started === jobs) over();
  });
  await allStarted;
  while ((await contender.unfinished()) > 0) await setTimeout(1);
  const seconds = (performance.now() - firstAt) / 1000;
  await contender.stopWorker();
  return seconds;
}

/** No-op jobs a second in one worker process. */
export async function measureProcessing({ contender, port, jobs, warmUp }: Measurement): Promise<Sample> {
  await contender.enqueueBulk(warmUp);
  await processAll(contender, warmUp);
  await contender.enqueueBulk(jobs);
  return await timed(port, jobs, () => processAll(contender, jobs));
}
