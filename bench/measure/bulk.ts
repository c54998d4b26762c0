import { timed } from './cpu-time';
import type { Measurement, Sample } from './measurement';

/** Jobs a second through the bulk call. */
export async function measureBulk({ contender, port, jobs, warmUp }: Measurement): Promise<Sample> {
  await contender.enqueueBulk(warmUp);
  return await timed(port, jobs, async () => {
    await contender.enqueueBulk(jobs);
    return undefined;
  });
}
