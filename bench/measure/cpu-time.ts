import type { Sample } from './measurement';
import { ServerInfo } from './server-info';

/**
 * Times `work` for `jobs` jobs: jobs a second, and microseconds of CPU a job in this process and in Redis, which tell
 * more than the clock when the machine does other things too. `work` may answer the seconds that count.
 */
export async function timed(
  port: number,
  jobs: number,
  work: () => Promise<number | undefined>,
): Promise<Sample> {
  const info = new ServerInfo(port);
  const redisBefore = await info.cpuSeconds();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const seconds = (await work()) ?? (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const redisSeconds = (await info.cpuSeconds()) - redisBefore;
  info.close();
  return {
    perSecond: jobs / seconds,
    nodeCpuUs: (cpu.user + cpu.system) / jobs,
    redisCpuUs: (redisSeconds * 1e6) / jobs,
  };
}
