import type { JobRecord } from '../../../src-core/protocol/job';
import { pages } from '../../../src-core/queue/listing';
import type { Queue } from '../../../src-core/queue/queue';
import { readRecords } from '../../../src-core/queue/rows';

const states = ['completed', 'dead'] as const;

/** The jobs of a queue that came to an end and were created at `since` (epoch ms) or later, as far as they are kept. */
export async function recordedJobs({ connection }: Queue, since: number): Promise<JobRecord[]> {
  const found: JobRecord[] = [];
  for (const state of states) {
    for await (const page of pages(connection, state)) {
      const records = await readRecords(
        connection,
        page.map(({ id }) => id),
      );
      const ended = records.filter((record) => record !== null && record.state === state) as JobRecord[];
      found.push(...ended.filter(({ createdAt }) => createdAt >= since));
      // Newest ends first: none that ended before then was created after it.
      if (ended.length > 0 && ended.every(({ finishedAt = 0 }) => finishedAt < since)) break;
    }
  }
  return found;
}
