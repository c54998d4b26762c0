import type { Queue } from '../../../src-core/queue/queue';
import { stateOf } from '../../../src-core/queue/record';
import type { JobState } from '../../../src-core/protocol/job-state';

/** What Redis says of a job: its state, `abandoned` when its lease ended long ago, null when Redis does not know it. */
export type FoundState = JobState | 'abandoned' | null;

/** Redis' leader takes a job back within moments of its lease's end, and another leads within seconds. */
const abandonedAfterMs = 10_000;
const idsAtOnce = 1000;

/** Looks many jobs up with a few commands for each thousand. Read in the order in which jobs move, so that none is overlooked. */
export async function lookUp(queue: Queue, ids: readonly string[]): Promise<FoundState[]> {
  const found: FoundState[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce)
    found.push(...(await queue.connection.guard(() => lookUpPart(queue, ids.slice(at, at + idsAtOnce)))));
  return found;
}

async function lookUpPart({ connection }: Queue, ids: string[]): Promise<FoundState[]> {
  const { client, keys } = connection;
  const found: (FoundState | undefined)[] = (await client.hmget(keys.places, ...ids)).map((place) =>
    place === null ? undefined : 'waiting',
  );
  const claims = await client.hmget(keys.active, ...ids);
  const running = ids.flatMap((_, n) => (found[n] === undefined && claims[n] != null ? [n] : []));
  if (running.length > 0) {
    const leases = running.map((n) => leaseOf(ids[n] as string, claims[n] as string));
    const [deadlines, time] = await Promise.all([client.zmscore(keys.leases, ...leases), client.time()]);
    const now = Number(time[0]) * 1000;
    running.forEach((n, k) => {
      const deadline = deadlines[k];
      // Without a lease it has just ended or was just renewed: the next look tells.
      const over = deadline != null && Number(deadline) + abandonedAfterMs < now;
      found[n] = over ? 'abandoned' : 'active';
    });
  }
  const rest = ids.flatMap((_, n) => (found[n] === undefined ? [n] : []));
  if (rest.length > 0) {
    const pipeline = client.pipeline();
    for (const n of rest) pipeline.hmget(keys.job(ids[n] as string), 'e', 's');
    ((await pipeline.exec()) ?? []).forEach(([error, fields], k) => {
      if (error) throw error;
      const [place, letter] = fields as (string | null)[];
      found[rest[k] as number] = place == null ? null : stateOf(letter ?? 'w');
    });
  }
  return found as FoundState[];
}

/** A claim's text begins with its fence and its lease; 'j' is a lease of the job's own. */
function leaseOf(id: string, claim: string): string {
  const lease = claim.split(' ', 2)[1] ?? '';
  return lease === 'j' ? `j:${id}` : lease;
}
