import type { QueueConnection } from './connection';

/** A claim of a job. */
export interface HeldJob {
  id: string;
  fence: number;
}

export type RenewalAnswer = 'renewed' | 'lost' | 'cancelled';

const jobsAtOnce = 1000;
const words: Record<string, RenewalAnswer> = { l: 'lost', x: 'cancelled' };

/** Extends the leases of jobs by `leaseMs`, each by its fence; answers in their order, and whether nobody leads maintenance. */
export async function renewLeases(
  connection: QueueConnection,
  leaseMs: number,
  jobs: readonly HeldJob[],
): Promise<{ answers: RenewalAnswer[]; leaderless: boolean }> {
  const answers: RenewalAnswer[] = [];
  let leaderless = false;
  for (let i = 0; i < jobs.length; i += jobsAtOnce) {
    const part = jobs.slice(i, i + jobsAtOnce);
    const args = part.flatMap((job) => [job.id, job.fence]);
    const codes = (await connection.run('renew', [leaseMs, ...args])) as string[];
    leaderless ||= codes.pop() === 'n';
    for (const code of codes) answers.push(words[code] ?? 'renewed');
  }
  return { answers, leaderless };
}
