import { setTimeout } from 'node:timers/promises';
import { concurrency, type Measurement, type Sample } from './measurement';

/** Long enough for a worker to go back to sleep. */
const gapMs = 5;

/** Milliseconds from the call of `add` to the handler's start, the worker asleep each time. */
export async function measureLatency({ contender, jobs, warmUp }: Measurement): Promise<Sample> {
  let onJob: () => void = () => undefined;
  await contender.startWorker(concurrency, () => onJob());
  const times: number[] = [];
  for (let i = -warmUp; i < jobs; i++) {
    await setTimeout(gapMs);
    const started = new Promise<number>((resolve) => {
      onJob = () => resolve(performance.now());
    });
    const addedAt = performance.now();
    const adding = contender.add();
    const ms = (await started) - addedAt;
    await adding;
    if (i >= 0) times.push(ms);
  }
  await contender.stopWorker();
  times.sort((a, b) => a - b);
  return { p50Ms: share(times, 0.5), p99Ms: share(times, 0.99) };
}

function share(sorted: number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
}
