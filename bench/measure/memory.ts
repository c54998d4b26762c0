import type { Measurement, Sample } from './measurement';
import { ServerInfo } from './server-info';

/**
 * Bytes of Redis memory a waiting job takes, keys and indexes included. The contender leaves before the reading, as
 * the server keeps a large buffer for each connection that has just sent much.
 */
export async function measureMemory({ contender, port, jobs }: Measurement): Promise<Sample> {
  const info = new ServerInfo(port);
  const before = await info.usedMemory();
  await contender.enqueueBulk(jobs);
  await contender.close();
  const after = await info.usedMemory();
  info.close();
  return { bytesPerJob: (after - before) / jobs };
}
