import type { QueueConnection } from './connection';

/** Claims one reading looks at, at most. */
const maxClaims = 5000;
const claimsAStep = 1000;
/** Ids named of one worker, at most. */
const idsOfWorker = 20;

/** What a queue's workers run. */
export interface Running {
  /** By worker: at most 20 ids each, sorted, and how many there are. */
  jobs: Map<string, { ids: string[]; count: number }>;
  /** False when so many run that only some were looked at. */
  complete: boolean;
}

/** The jobs a queue's workers run now; of more than 5,000 only some. */
export async function readRunning(connection: QueueConnection): Promise<Running> {
  const { client, keys } = connection;
  const workers = new Map<string, Set<string>>();
  let cursor = '0';
  let seen = 0;
  do {
    const at = cursor;
    const [next, flat] = await connection.guard(() => client.hscan(keys.active, at, 'COUNT', claimsAStep));
    for (let i = 0; i < flat.length; i += 2) {
      const worker = workerOf(flat[i + 1] as string);
      workers.set(worker, (workers.get(worker) ?? new Set()).add(flat[i] as string));
    }
    cursor = next;
    seen += flat.length / 2;
  } while (cursor !== '0' && seen < maxClaims);
  const jobs = [...workers].map(([worker, all]) => {
    const ids = [...all].sort().slice(0, idsOfWorker);
    return [worker, { ids, count: all.size }] as const;
  });
  return { jobs: new Map(jobs), complete: cursor === '0' };
}

/** A claim's text begins with: fence, lease, attempt, used, worker, start. */
function workerOf(claim: string): string {
  return claim.split(' ', 5)[4] ?? '';
}
