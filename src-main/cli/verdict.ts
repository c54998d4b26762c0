import { plainText } from '../../src-core/explain/answer';
import { explain } from '../../src-core/explain/explain';
import type { JobTrace } from '../../src-core/protocol/job';
import { readFacts } from '../../src-core/queue/facts';
import type { Queue } from '../../src-core/queue/queue';
import { fineDuration } from './duration';
import { jobView } from './job-view';
import { oneLine } from './plain-text';
import type { Run } from './run';

/** What became of a job, or what it waits for, in one sentence. */
export async function verdictLine({ io }: Run, queue: Queue, { job, events }: JobTrace): Promise<string> {
  const { verdict } = explain({
    trace: { job: jobView(job), events },
    facts: await readFacts(queue.connection, job),
    now: io.now(),
    duration: fineDuration,
  });
  return oneLine(plainText(verdict));
}
