import type { Measurement, Sample } from './measurement';
import { processAll } from './processing';
import { ServerInfo } from './server-info';

/** Redis commands of a job's whole life (added in bulk, claimed, finished), those inside scripts counted. */
export async function measureCommands({ contender, port, jobs, warmUp }: Measurement): Promise<Sample> {
  await contender.enqueueBulk(warmUp);
  await processAll(contender, warmUp);
  const info = new ServerInfo(port);
  const before = await info.commands();
  await contender.enqueueBulk(jobs);
  await processAll(contender, jobs);
  const after = await info.commands();
  info.close();
  return { perJob: (after - before - 1) / jobs };
}
