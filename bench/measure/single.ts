import type { Contender } from '../contenders/contender';
import { timed } from './cpu-time';
import { type Measurement, type Sample, singlesInFlight } from './measurement';

// As many callers as calls may be in flight, each waiting for its own answer before it adds again.
async function addAll(contender: Contender, jobs: number): Promise<void> {
  let left = jobs;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await contender.add();
    }
  };
  await Promise.all(Array.from({ length: singlesInFlight }, caller));
}

/** Jobs a second through the plain `add`, 100 calls in flight. */
export async function measureSingle({ contender, port, jobs, warmUp }: Measurement): Promise<Sample> {
  await addAll(contender, warmUp);
  return await timed(port, jobs, async () => {
    await addAll(contender, jobs);
    return undefined;
  });
}
