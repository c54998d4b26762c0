import type { JobRecord } from '../protocol/job';
import type { QueueConnection } from './connection';
import { decodeJob, type RawJob } from './record';

/** Jobs one script call is asked for, and the bytes after which it reads no further one. */
const idsPerCall = 100;
const bytesPerCall = 400_000;

/** What the scripts store of one job; null when it does not exist. */
export interface Row {
  id: string;
  raw: RawJob | null;
}

/** Reads jobs in order, a bounded part at a time: neither a call nor a part is ever large. */
export async function* rowParts(
  connection: QueueConnection,
  ids: readonly string[],
): AsyncGenerator<Row[], void, void> {
  for (let from = 0; from < ids.length; ) {
    const asked = ids.slice(from, from + idsPerCall);
    const rows = (await connection.run('scan', [bytesPerCall, ...asked])) as (RawJob | null)[];
    from += rows.length;
    yield rows.map((raw, n) => ({ id: asked[n] as string, raw }));
  }
}

/** A row as users see it; null when there is no such job. */
export function recordOf({ id, raw }: Row, queue: string): JobRecord | null {
  return raw ? decodeJob(id, queue, raw) : null;
}

/** Several jobs, in order; null for one that does not exist. */
export async function readRecords(
  connection: QueueConnection,
  ids: readonly string[],
): Promise<(JobRecord | null)[]> {
  const records: (JobRecord | null)[] = [];
  for await (const part of rowParts(connection, ids))
    for (const row of part) records.push(recordOf(row, connection.queue));
  return records;
}
