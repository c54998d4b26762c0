import type { KitJob } from '../kit-job';
import type { RuleId } from '../rules';
import type { Session } from '../session';
import { ackMs } from '../timing';
import { finished } from './ordinary';

/** R17: a running job is cancelled; its slot takes the next. */
export async function stopsWhenCancelled(session: Session): Promise<void> {
  await takeAway(session, 'job_cancelled', 'R17');
  if (session.isConnected) await finished(session, session.assign({ ackRule: 'R17' }));
}

/** R18 and R19: a lease is lost while the job runs, and the job comes back as another attempt. */
export async function stopsWhenLost(session: Session): Promise<void> {
  const first = await takeAway(session, 'lease_lost', 'R18');
  if (!first || !session.isConnected) return;
  const second = session.assign({ again: first, ackRule: 'R19' });
  const { jobTimeoutMs } = session.timing;
  await session.until(() => second.end !== null || second.revoked !== null, jobTimeoutMs);
  if (second.end) session.ledger.saw('R19');
  else session.ledger.broke('R19', 'the second attempt did not end with its own fence');
}

/** Takes a job away while it runs and listens for as long as it would have run, and a little more. */
async function takeAway(
  session: Session,
  how: 'job_cancelled' | 'lease_lost',
  rule: RuleId,
): Promise<KitJob | null> {
  const job = session.assign();
  await session.until(() => job.ackedAt !== null || job.revoked !== null, ackMs + 500);
  if (job.ackedAt === null) return null;
  if (job.end === null) session.revoke(job, how);
  const usualMs = session.usualMs ?? 0;
  await session.until(
    () => job.end !== null,
    1.5 * usualMs + 2 * session.timing.noticeMs + session.timing.heartbeatMs,
  );
  if (job.end === null) session.ledger.saw(rule);
  else session.ledger.note(rule, 'its job ended at that moment: give a payload that takes some seconds');
  return job;
}
